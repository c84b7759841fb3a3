import type { Logger } from 'pino'

import { buildApp } from '../app.ts'
import { startRoomKeeper } from '../consultations/room-keeper.ts'
import type { Dependencies } from '../dependencies.ts'
import { startJobs } from '../jobs.ts'
import { letterWriters } from '../letter-writers.ts'
import { startPostman } from '../letters/postman.ts'
import { startMatcher } from '../waiting-room/matcher.ts'
import { explainListening } from './port.ts'
import type { Shutdown } from './shutdown.ts'

interface ServeOptions {
  readonly shutdown: Pick<Shutdown, 'add'>
  readonly log: Logger
  readonly databaseUrl: string
  /** Connections for what is done by the clock. */
  readonly background: Dependencies['db']
  readonly host: string
  readonly port: number
  readonly trustedProxies?: readonly string[]
  /** The built client; undefined where something else serves it. */
  readonly webFolder: string | undefined
}

/** Answers, then matches, closes rooms and does what is due by the clock; returns the addresses it is bound to. */
export async function serve(dependencies: Dependencies, options: ServeOptions): Promise<string[]> {
  const { shutdown, log, databaseUrl, background, host, port, trustedProxies, webFolder } = options
  const app = await buildApp(dependencies, {
    logger: log,
    ...(webFolder !== undefined && { webFolder }),
    ...(trustedProxies !== undefined && { trustedProxies }),
  })
  shutdown.add(() => app.close())
  try {
    await app.listen({ host, port })
  } catch (error) {
    throw explainListening(error, host, port)
  }
  const unhurried = { ...dependencies, db: background }
  const matcher = startMatcher(unhurried)
  shutdown.add(() => matcher.stop())
  const postman = startPostman(unhurried, letterWriters)
  shutdown.add(() => postman.stop())
  const roomKeeper = startRoomKeeper(unhurried, app.openPages)
  shutdown.add(() => roomKeeper.stop())
  const jobs = await startJobs(unhurried, databaseUrl)
  shutdown.add(() => jobs.stop())
  return app.addresses().map((bound) => (typeof bound === 'string' ? bound : bound.address))
}
