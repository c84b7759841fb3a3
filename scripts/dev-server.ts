import { liveKitCarrier } from '../media/livekit.ts'
import { readConfig } from '../signaling/config.ts'
import { complain, openLog, say } from '../signaling/start/console.ts'
import { startDatabase } from '../signaling/start/database.ts'
import { openDependencies } from '../signaling/start/dependencies.ts'
import { serve } from '../signaling/start/serve.ts'
import { Shutdown } from '../signaling/start/shutdown.ts'
import { startWatchdog } from '../supervision/watchdog.ts'

/** The server alone, on a database and a LiveKit that are there already: what dev.ts starts again at each change. */
const shutdown = new Shutdown()
shutdown.onSignals()
try {
  const { config, problems } = readConfig(process.env)
  if (!config?.liveKit || !config.publicUrl) throw new Error(problems?.join('\n') ?? 'to be run by "npm run dev"')
  const log = openLog(config.logLevel)
  const database = await startDatabase({ config, watchdog: startWatchdog(), shutdown, log, progress: say })
  const { liveKit, port, publicUrl } = config
  const carrier = liveKitCarrier(liveKit)
  const dependencies = await openDependencies({ config, shutdown, log, database, carrier, publicUrl })
  await serve(dependencies, {
    shutdown,
    log,
    database,
    host: config.host,
    port,
    webFolder: undefined,
  })
  say('the server runs')
} catch (error) {
  complain(error)
  await shutdown.exit(1)
}
