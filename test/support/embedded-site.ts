import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { grantToApplication } from '../../db/application-role.ts'
import { openDatabase } from '../../db/connection.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrateToLatest } from '../../db/migrate.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'
import { createTestApp, type TestApp } from './app.ts'

/** The application over a PostgreSQL of its own, which a test may stop, lock and kill. */
export interface EmbeddedSite extends AsyncDisposable {
  readonly postgres: EmbeddedPostgres
  readonly site: TestApp
}

export async function openEmbeddedSite(): Promise<EmbeddedSite> {
  const silent = pino({ level: 'silent' })
  const watchdog = startWatchdog()
  const folder = await mkdtemp(join(tmpdir(), 'qiaoyi-fault-'))
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(folder, '.data'),
    watchdog,
    log: silent,
    progress: () => {},
  })
  const owner = openDatabase(postgres.ownerUrl, silent, { max: 2, purpose: 'owner' })
  await migrateToLatest(owner.db)
  await grantToApplication(owner.db, new URL(postgres.url).username)
  const application = openDatabase(postgres.url, silent, { max: 10 })
  const site = await createTestApp({
    database: {
      ...application,
      url: postgres.url,
      owner: owner.db,
      ownerUrl: postgres.ownerUrl,
      close: async () => void (await Promise.all([application.close(), owner.close()])),
    },
  })
  return {
    postgres,
    site,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]()
      await postgres.stop()
      watchdog.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
