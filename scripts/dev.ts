import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { createServer } from 'vite'

import { readConfig } from '../signaling/config.ts'
import { complain, openLog, say } from '../signaling/start/console.ts'
import { startDatabase } from '../signaling/start/database.ts'
import { openDemoHospital } from '../signaling/start/demo-hospital.ts'
import { openDependencies } from '../signaling/start/dependencies.ts'
import { findPort } from '../signaling/start/port.ts'
import { Shutdown } from '../signaling/start/shutdown.ts'
import { createDemoLinks } from '../signaling/start/sign-in-links.ts'
import { startVideo } from '../signaling/start/video.ts'
import { freePort } from '../supervision/free-port.ts'
import { startWatchdog, type Watchdog } from '../supervision/watchdog.ts'

/**
 * `npm run dev`: database and LiveKit stay with this process; the server is a child that starts again when one of its
 * files changes; the client comes from Vite, which replaces modules in the open page and passes /api on to the server.
 */
const shutdown = new Shutdown()
shutdown.onSignals()
try {
  await develop()
} catch (error) {
  complain(error)
  await shutdown.exit(1)
}

async function develop(): Promise<void> {
  const { config, problems } = readConfig(process.env)
  if (problems) {
    for (const problem of problems) process.stderr.write(`${problem}\n`)
    return shutdown.exit(1)
  }
  const log = openLog(config.logLevel)
  const port = await findPort(config.host, config.port)
  const serverPort = await freePort()
  const watchdog = startWatchdog()
  const options = { config, watchdog, shutdown, log, progress: say }
  const [database, video] = await Promise.all([
    startDatabase(options),
    startVideo({ ...options, config: { ...config, host: '127.0.0.1' } }, serverPort),
  ])

  const publicUrl = config.publicUrl ?? `http://localhost:${port}`
  runServer(watchdog, {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(serverPort),
    PUBLIC_URL: publicUrl,
    DATA_FOLDER: config.dataFolder,
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    LIVEKIT_URL: video.access.url,
    LIVEKIT_API_KEY: video.access.apiKey,
    LIVEKIT_API_SECRET: video.access.apiSecret,
  })
  const dependencies = await openDependencies({ config, shutdown, log, database, carrier: video.carrier, publicUrl })
  const demo = database.isEmbedded ? await openDemoHospital({ ...dependencies, db: database.background }) : undefined
  const addresses = await serveClient(config.host, port, serverPort)

  await serverReady(serverPort)
  say(`ready ${publicUrl}`)
  const links = demo ? await createDemoLinks(dependencies, demo, port, addresses) : []
  for (const { role, url } of links) say(`sign in as ${role} ${url}`)
  await video.get()
}

function runServer(watchdog: Watchdog, env: NodeJS.ProcessEnv): void {
  const child = spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', join(import.meta.dirname, 'dev-server.ts')],
    {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    },
  )
  if (child.pid) watchdog.cover(child.pid, 'SIGTERM')
  const gone = new Promise((resolve) => child.once('close', resolve))
  shutdown.add(async () => {
    child.kill('SIGTERM')
    await gone
  })
}

/** However long it takes: its first start may fail on what is just being written. */
async function serverReady(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/readyz`
  while (
    !(await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await sleep(100)
}

async function serveClient(host: string, port: number, serverPort: number): Promise<string[]> {
  // Read by vite.config.ts.
  process.env['QIAOYI_API'] = `http://127.0.0.1:${serverPort}`
  const vite = await createServer({
    configFile: join(import.meta.dirname, '..', 'vite.config.ts'),
    // Browsers find it under localhost as well; Vite would bind "localhost" to one of its two addresses only.
    server: { host: host === 'localhost' ? '127.0.0.1' : host, port, strictPort: true },
  })
  shutdown.add(() => vite.close())
  await vite.listen()
  const address = vite.httpServer?.address()
  return address && typeof address === 'object' ? [address.address] : []
}
