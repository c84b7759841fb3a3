import { startWatchdog } from '../../supervision/watchdog.ts'
import { buildWebClient } from '../../web/build.ts'
import { readConfig } from '../config.ts'
import { complain, openLog, say } from './console.ts'
import { startDatabase } from './database.ts'
import { openDemoHospital } from './demo-hospital.ts'
import { openDependencies } from './dependencies.ts'
import { findPort } from './port.ts'
import { serve } from './serve.ts'
import { Shutdown } from './shutdown.ts'
import { createDemoLinks, firstCoordinatorUrl } from './sign-in-links.ts'
import { startVideo } from './video.ts'

/** Starts everything, until a signal stops it; what keeps it from starting is said at the console, and ends the process. */
export async function run(): Promise<void> {
  const shutdown = new Shutdown()
  shutdown.onSignals()
  try {
    await start(shutdown)
  } catch (error) {
    complain(error)
    await shutdown.exit(1)
  }
}

async function start(shutdown: Shutdown): Promise<void> {
  const { config, problems } = readConfig(process.env)
  if (problems) {
    for (const problem of problems) process.stderr.write(`${problem}\n`)
    return shutdown.exit(1)
  }
  const log = openLog(config.logLevel)
  const port = await findPort(config.host, config.port)
  const watchdog = startWatchdog()
  const options = { config, watchdog, shutdown, log, progress: say }

  const [database, video, webFolder] = await Promise.all([
    startDatabase(options),
    startVideo(options, port),
    buildWebClient(say),
  ])
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`
  const dependencies = await openDependencies({ config, shutdown, log, database, carrier: video.carrier, publicUrl })
  const demo = database.isEmbedded ? await openDemoHospital({ ...dependencies, db: database.background }) : undefined
  const { host, trustedProxies } = config
  const serving = { shutdown, log, database, host, port, trustedProxies, webFolder }
  const addresses = await serve(dependencies, serving)

  if (!config.mail) say(`no SMTP_URL is set: mail is put into ${config.dataFolder}/mail`)
  say(`ready ${publicUrl}`)
  const links = demo ? await createDemoLinks(dependencies, demo, port, addresses) : []
  for (const { role, url } of links) say(`sign in as ${role} ${url}`)
  const first = demo ? undefined : await firstCoordinatorUrl(dependencies, publicUrl)
  if (first !== undefined) say(`make the first coordinator ${first}`)
  await video.get()
}
