import type { Logger } from 'pino'

import { buildApp } from '../app.ts'
import { startRoomKeeper } from '../consultations/room-keeper.ts'
import type { Dependencies } from '../dependencies.ts'
import { startJobs } from '../jobs.ts'
import { letterWriters } from '../letter-writers.ts'
import { startPostman } from '../letters/postman.ts'
import { startMatcher } from '../matching/matcher.ts'
import type { StartedDatabase } from './database.ts'
import { explainListening } from './port.ts'
import type { Shutdown } from './shutdown.ts'

interface ServeOptions {
  readonly shutdown: Pick<Shutdown, 'add'>
  readonly log: Logger
  /** Connections of each kind; their limits are in `db/limits.ts`. */
  readonly database: Pick<StartedDatabase, 'url' | 'rounds' | 'background'>
  readonly host: string
  readonly port: number
  readonly trustedProxies?: readonly string[]
  /** The built client; undefined where something else serves it. */
  readonly webFolder: string | undefined
}

/** Answers, then matches, closes rooms and does what is due by the clock; returns the addresses it is bound to. */
export async function serve(dependencies: Dependencies, options: ServeOptions): Promise<string[]> {
  const { shutdown, log, database, host, port, trustedProxies, webFolder } = options
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
  const inRounds = { ...dependencies, db: database.rounds }
  const matcher = startMatcher(inRounds)
  shutdown.add(() => matcher.stop())
  const postman = startPostman(inRounds, letterWriters)
  shutdown.add(() => postman.stop())
  const roomKeeper = startRoomKeeper(inRounds, app.openPages)
  shutdown.add(() => roomKeeper.stop())
  const jobs = await startJobs({ ...dependencies, db: database.background }, database.url)
  shutdown.add(() => jobs.stop())
  return app.addresses().map((bound) => (typeof bound === 'string' ? bound : bound.address))
}
