import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration'

import { CannotStart } from '../supervision/cannot-start.ts'

const folder = join(import.meta.dirname, '..', 'migrations')

const provider: MigrationProvider = {
  async getMigrations() {
    const files = (await readdir(folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.ts$/.test(file))
    const migrations = await Promise.all(
      files.map(async (file): Promise<[string, Migration]> => {
        const migration: Migration = await import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)
        return [file.slice(0, -'.ts'.length), migration]
      }),
    )
    return Object.fromEntries(migrations)
  },
}

/**
 * Brings the database to the newest version, under a lock that makes other processes wait. Migrations get names as they
 * are in the database: no camelCase in them. Returns the names of the migrations run.
 * @throws CannotStart when the database has been migrated by a newer Qiaoyi, or where processes run on it that are to be ended first.
 */
export async function migrateToLatest<DB>(db: Kysely<DB>): Promise<string[]> {
  const migrator = new Migrator({ db: db.withoutPlugins(), provider })
  await refuseNewerDatabase(migrator, db)
  await refuseBesideOthers(db)
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** The migrations that this version has and the database has not. */
export async function pendingMigrations<DB>(db: Kysely<DB>): Promise<string[]> {
  const migrator = new Migrator({ db: db.withoutPlugins(), provider })
  await refuseNewerDatabase(migrator, db)
  const executed = new Set(await executedMigrations(db))
  return Object.keys(await provider.getMigrations()).filter((name) => !executed.has(name))
}

/** No process of the version before may run beside these; their own comments say why. */
const wantToBeAlone: ReadonlySet<string> = new Set(['0025-calls'])

/** Each process that runs listens (`signaling/live/outbox-connection.ts`), and none does before it has migrated. */
async function refuseBesideOthers<DB>(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ running: number }>`
    select count(*)::int as running from pg_stat_activity
    where datname = current_database() and application_name = 'qiaoyi-listener'`.execute(db)
  const running = rows[0]?.running ?? 0
  if (running === 0) return
  // Asked afterwards: whoever has been seen to run may have migrated just before.
  const pending = (await pendingMigrations(db)).filter((name) => wantToBeAlone.has(name))
  if (pending.length === 0) return
  throw new CannotStart(
    `The database can't be brought up to date (${pending.join(', ')}) while other processes of Qiaoyi run on it (${running}): ` +
      'they are of an older version, and would call nobody any more.\nEnd them first, at a quiet hour, and start again.',
  )
}

async function refuseNewerDatabase<DB>(migrator: Migrator, db: Kysely<DB>): Promise<void> {
  const known = new Set((await migrator.getMigrations()).map((migration) => migration.name))
  const unknown = (await executedMigrations(db)).filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new CannotStart(
    `The database was set up by a newer version of Qiaoyi (it has ${unknown.join(', ')}, which this version does not know).\n` +
      'Start the newer version, or give this one another database: DATABASE_URL, or DATA_FOLDER for the embedded one.',
  )
}

async function executedMigrations<DB>(db: Kysely<DB>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map((row) => row.name)
}
