import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { grantToApplication } from '../../db/application-role.ts'
import { openDatabase } from '../../db/connection.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrateToLatest } from '../../db/migrate.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'
import { type Hospital, startHospital } from './hospital.ts'

/** Over a PostgreSQL of its own, which a test may stop, lock and kill; it listens. */
export type EmbeddedHospital = Hospital<{ http: true }> & AsyncDisposable & { readonly postgres: EmbeddedPostgres }

export async function startEmbeddedHospital(): Promise<EmbeddedHospital> {
  const log = pino({ level: 'silent' })
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'qiaoyi-fault-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const watchdog = parts.adopt(startWatchdog(), (one) => one.close())
  const dataFolder = join(folder, '.data')
  const postgres = await startEmbeddedPostgres({ dataFolder, watchdog, log, progress: () => {} })
  parts.defer(() => postgres.stop())
  const { ownerUrl, url } = postgres
  const owner = openDatabase(ownerUrl, log, { max: 2, purpose: 'owner' })
  parts.defer(owner.close)
  await migrateToLatest(owner.db)
  await grantToApplication(owner.db, new URL(url).username)
  const { db, close } = openDatabase(url, log, { max: 10 })
  const database = { db, url, owner: owner.db, ownerUrl, [Symbol.asyncDispose]: close }
  const hospital = parts.use(await startHospital({ http: { listens: true }, database }))
  const closing = parts.move()
  return { ...hospital, postgres, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}
