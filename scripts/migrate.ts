import { readConfig } from '../signaling/config.ts'
import { complain, openLog, say } from '../signaling/start/console.ts'
import { startDatabase } from '../signaling/start/database.ts'
import { Shutdown } from '../signaling/start/shutdown.ts'
import { CannotStart } from '../supervision/cannot-start.ts'
import { startWatchdog } from '../supervision/watchdog.ts'

/** `npm run migrate`: brings the database to this version, before its processes are started, which may then do without the owner. */
const shutdown = new Shutdown()
shutdown.onSignals()
try {
  const { config, problems } = readConfig(process.env)
  if (problems) throw new CannotStart(problems.join('\n'))
  await startDatabase({ config, watchdog: startWatchdog(), shutdown, log: openLog(config.logLevel), progress: say })
  say('the database is of this version')
  await shutdown.exit(0)
} catch (error) {
  complain(error)
  await shutdown.exit(1)
}
