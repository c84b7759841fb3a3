import { setTimeout as sleep } from 'node:timers/promises'
import type { BaseLogger } from 'pino'

import { grantToApplication, mayCreateTables, ownsTables } from '../../db/application-role.ts'
import { openDatabase, type OpenDatabase } from '../../db/connection.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'
import { checkGivenDatabase } from '../../db/given.ts'
import { isLockRefused } from '../../db/lost.ts'
import { migrateToLatest, pendingMigrations } from '../../db/migrate.ts'
import { CannotStart } from '../../supervision/cannot-start.ts'
import type { Watchdog } from '../../supervision/watchdog.ts'
import type { Config } from '../config.ts'
import { migrateJobs } from '../jobs.ts'
import { jittered } from '../rounds.ts'
import type { Shutdown } from './shutdown.ts'

export interface StartOptions {
  readonly config: Config
  readonly watchdog: Watchdog
  readonly shutdown: Pick<Shutdown, 'add'>
  readonly log: BaseLogger
  /** Is told, in a line for a person, what takes long. */
  readonly progress: (line: string) => void
}

export interface StartedDatabase {
  readonly db: OpenDatabase['db']
  /** The same over connections of their own, which no crowd of requests takes: for what is done all the time, and patients wait for. */
  readonly rounds: OpenDatabase['db']
  /** The same with time: for what nobody waits for. */
  readonly background: OpenDatabase['db']
  readonly url: string
  /** For who migrates; undefined where nobody has said. */
  readonly ownerUrl: string | undefined
  /** Ours, for the demo hospital; not the one of a DATABASE_URL. */
  readonly isEmbedded: boolean
}

/** The database that DATABASE_URL names or the embedded one, migrated to this version. */
export async function startDatabase(options: StartOptions): Promise<StartedDatabase> {
  const { config, log, shutdown, progress } = options
  const isEmbedded = config.databaseUrl === undefined
  const { url, ownerUrl } = isEmbedded
    ? await startEmbedded(options)
    : { url: config.databaseUrl, ownerUrl: config.databaseOwnerUrl }
  const { db, close } = openDatabase(url, log)
  shutdown.add(close)
  const { db: rounds, close: closeRounds } = openDatabase(url, log, { purpose: 'rounds' })
  shutdown.add(closeRounds)
  const { db: background, close: closeBackground } = openDatabase(url, log, { purpose: 'background' })
  shutdown.add(closeBackground)
  if (!isEmbedded) await checkGivenDatabase(db, url, 'DATABASE_URL')
  if (ownerUrl !== undefined) await migrateAsOwner(ownerUrl, url, options)
  else await migrateAlone(db, url, options)
  if (!isEmbedded) await checkRoles(db, ownerUrl !== undefined, progress)
  return { db, rounds, background, url, ownerUrl, isEmbedded }
}

async function startEmbedded(options: StartOptions): Promise<Pick<EmbeddedPostgres, 'url' | 'ownerUrl'>> {
  const { config, watchdog, shutdown, log, progress } = options
  const postgres = await startEmbeddedPostgres({ dataFolder: config.dataFolder, watchdog, log, progress })
  shutdown.add(() => postgres.stop())
  return postgres
}

async function migrateAsOwner(ownerUrl: string, applicationUrl: string, options: StartOptions): Promise<void> {
  await asOwner(ownerUrl, options, async (owner) => {
    if (options.config.databaseOwnerUrl !== undefined) {
      await checkGivenDatabase(owner, ownerUrl, 'DATABASE_OWNER_URL')
      if ((await ownsTables(owner)) === undefined && !(await mayCreateTables(owner))) {
        throw new CannotStart(
          'The database is empty, and the role of DATABASE_OWNER_URL may not create tables in it.\n' +
            'Make it the owner of the database (README), or name the role that is.',
        )
      }
    }
    await migrate(owner, ownerUrl, options)
    await grantToApplication(owner, decodeURIComponent(new URL(applicationUrl).username))
  })
}

/** Over connections that a long migration has time on, also where the role is the one that requests are made with. */
async function asOwner(
  url: string,
  { log }: StartOptions,
  work: (owner: OpenDatabase['db']) => Promise<void>,
): Promise<void> {
  const { db, close } = openDatabase(url, log, { purpose: 'owner' })
  try {
    await work(db)
  } finally {
    await close()
  }
}

async function migrate(owner: OpenDatabase['db'], url: string, { progress }: StartOptions): Promise<void> {
  const migrations = await untilLocksCome(() => migrateToLatest(owner), progress)
  if (migrations.length > 0) progress(`the database is brought up to date (${migrations.join(', ')})`)
  await migrateJobs(url)
}

/** How often a migration asks for its locks, for two seconds each time (`db/limits.ts`), and the milliseconds between. */
const lockTries = 10
const betweenTriesMs = 1_000

/** Whatever waits for a lock holds up all who come after it: it asks briefly, lets the others pass, and asks again. */
async function untilLocksCome<Result>(
  work: () => Promise<Result>,
  progress: StartOptions['progress'],
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isLockRefused(error)) throw error
      if (tries === lockTries) {
        throw new CannotStart(
          `The database could not be brought up to date: something has kept its tables locked through ${lockTries} tries.\n` +
            'Another process may be migrating it, or a transaction was left open (pg_stat_activity tells). Start again when it has ended.',
          { cause: error },
        )
      }
      progress(
        `the database can't be brought up to date yet, its tables are locked; trying again (${tries} of ${lockTries})`,
      )
      await sleep(jittered(betweenTriesMs))
    }
  }
}

/** With no owner at hand: the role of DATABASE_URL migrates where it may, and otherwise there must be nothing to migrate. */
async function migrateAlone(db: OpenDatabase['db'], url: string, options: StartOptions): Promise<void> {
  const owns = await ownsTables(db)
  if (owns === undefined && !(await mayCreateTables(db))) {
    throw new CannotStart(
      'The database is empty, and the role of DATABASE_URL may not create tables in it.\n' +
        "Set DATABASE_OWNER_URL to the same database with its owner's name and password, for this start or for npm run migrate.",
    )
  }
  if (owns ?? true) return await asOwner(url, options, (owner) => migrate(owner, url, options))
  const pending = await pendingMigrations(db)
  if (pending.length === 0) return
  throw new CannotStart(
    `The database is of an older version (it lacks ${pending.join(', ')}), and the role of DATABASE_URL may not change it.\n` +
      "Set DATABASE_OWNER_URL to the same database with its owner's name and password, once or for good.",
  )
}

async function checkRoles(
  db: OpenDatabase['db'],
  hasOwner: boolean,
  progress: StartOptions['progress'],
): Promise<void> {
  const owns = await ownsTables(db)
  if (owns === undefined) {
    throw new CannotStart(
      'DATABASE_URL and DATABASE_OWNER_URL lead to different databases: the one was migrated, the other is empty.\n' +
        'Give both the same host, port and database; only name and password differ.',
    )
  }
  if (!owns) return
  progress(
    'the role of DATABASE_URL owns the tables: whoever got hold of it could alter signed notes. ' +
      (hasOwner
        ? 'Give DATABASE_URL a role that is not the owner (README)'
        : 'Keep it as DATABASE_OWNER_URL, and give DATABASE_URL a role that owns nothing (README)'),
  )
}
