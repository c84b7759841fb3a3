import { startWatchdog } from '../supervision/watchdog.ts'
import { buildWebClient } from '../web/build.ts'
import { readConfig } from './config.ts'
import { complain, openLog, say } from './start/console.ts'
import { startDatabase } from './start/database.ts'
import { openDemoHospital } from './start/demo-hospital.ts'
import { openDependencies } from './start/dependencies.ts'
import { findPort } from './start/port.ts'
import { serve } from './start/serve.ts'
import { Shutdown } from './start/shutdown.ts'
import { createDemoLinks, firstCoordinatorUrl } from './start/sign-in-links.ts'
import { startVideo } from './start/video.ts'

const shutdown = new Shutdown()
shutdown.onSignals()
try {
  await start()
} catch (error) {
  complain(error)
  await shutdown.exit(1)
}

async function start(): Promise<void> {
  const { config, problems } = readConfig(process.env)
  if (problems) {
    for (const problem of problems) process.stderr.write(`${problem}\n`)
    return shutdown.exit(1)
  }
  const log = openLog(config.logLevel)
  const port = await findPort(config.host, config.port)
  const watchdog = startWatchdog()
  const options = { config, watchdog, shutdown, log, progress: say }

  const [database, liveKit, webFolder] = await Promise.all([
    startDatabase(options),
    startVideo(options, port),
    buildWebClient(say),
  ])
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`
  const dependencies = await openDependencies({ config, shutdown, log, database, liveKit, publicUrl })
  const demo = database.isEmbedded ? await openDemoHospital(dependencies) : undefined
  const { host, trustedProxies } = config
  const serving = { shutdown, log, databaseUrl: database.url, host, port, trustedProxies, webFolder }
  const addresses = await serve(dependencies, serving)

  if (!config.mail) say(`no SMTP_URL is set: mail is put into ${config.dataFolder}/mail`)
  say(`ready ${publicUrl}`)
  const links = demo ? await createDemoLinks(dependencies, demo, port, addresses) : []
  for (const { role, url } of links) say(`sign in as ${role} ${url}`)
  const first = demo ? undefined : await firstCoordinatorUrl(dependencies, publicUrl)
  if (first !== undefined) say(`make the first coordinator ${first}`)
}
