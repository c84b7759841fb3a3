import type { BaseLogger } from 'pino'

import { openDatabase, type OpenDatabase } from '../../db/connection.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { checkGivenDatabase } from '../../db/given.ts'
import { migrateToLatest } from '../../db/migrate.ts'
import type { Watchdog } from '../../supervision/watchdog.ts'
import type { Config } from '../config.ts'
import type { Shutdown } from './shutdown.ts'

export interface StartOptions {
  readonly config: Config
  readonly watchdog: Watchdog
  readonly shutdown: Shutdown
  readonly log: BaseLogger
  /** Is told, in a line for a person, what takes long. */
  readonly progress: (line: string) => void
}

export interface StartedDatabase {
  readonly db: OpenDatabase['db']
  readonly url: string
  /** Ours, for the demo hospital; not the one of a DATABASE_URL. */
  readonly isEmbedded: boolean
}

/** The database that DATABASE_URL names or the embedded one, migrated to this version. */
export async function startDatabase(options: StartOptions): Promise<StartedDatabase> {
  const { config, log, shutdown } = options
  const isEmbedded = config.databaseUrl === undefined
  const url = config.databaseUrl ?? (await startEmbedded(options))
  const { db, close } = openDatabase(url, log)
  shutdown.add(close)
  if (!isEmbedded) await checkGivenDatabase(db, url)
  const migrations = await migrateToLatest(db)
  if (migrations.length > 0) options.progress(`the database is brought up to date (${migrations.join(', ')})`)
  return { db, url, isEmbedded }
}

async function startEmbedded({ config, watchdog, shutdown, log, progress }: StartOptions): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataFolder: config.dataFolder, watchdog, log, progress })
  shutdown.add(() => postgres.stop())
  return postgres.url
}
