import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { grantToApplication } from '../../db/application-role.ts'
import { openDatabase } from '../../db/connection.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrateToLatest } from '../../db/migrate.ts'
import type { Database } from '../../db/tables.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'

const run = promisify(execFile)

export interface DurablePostgres extends AsyncDisposable {
  readonly url: string
  readonly ownerUrl: string
  /** Gone when it is disposed of. */
  readonly folder: string
}

/** The embedded PostgreSQL as production runs it: a commit is on the checkout's disk before it is answered. */
export async function startDurablePostgres(): Promise<DurablePostgres> {
  const parent = join(import.meta.dirname, '../../.data')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'bench-'))
  const watchdog = startWatchdog()
  const log = pino({ level: 'warn' })
  const postgres = await startEmbeddedPostgres({ dataFolder: folder, watchdog, log, progress: () => {} })
  return {
    url: postgres.url,
    ownerUrl: postgres.ownerUrl,
    folder,
    async [Symbol.asyncDispose]() {
      await postgres.stop()
      watchdog.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As the start does it, and filled by the owner. */
export async function prepareDatabase(
  ownerUrl: string,
  url: string,
  seed: (owner: Kysely<Database>) => Promise<void>,
): Promise<void> {
  const { db, close } = openDatabase(ownerUrl, pino({ level: 'warn' }), { purpose: 'owner' })
  await migrateToLatest(db)
  await grantToApplication(db, new URL(url).username)
  await seed(db)
  await close()
}

/** How single inserts are committed: by pgbench, or where there is none by a bare loop over pg. */
export interface BareInserts {
  readonly by: string
  /** Commits per second of so many clients, each inserting one row at a time. */
  perSecond(clients: number, durationMs: number): Promise<number>
}

const TABLE =
  'create table if not exists bench_insert (id bigint generated always as identity, at timestamptz not null)'
const INSERT = 'insert into bench_insert (at) values (now())'

export async function bareInserts({
  ownerUrl: url,
  folder,
}: Pick<DurablePostgres, 'ownerUrl' | 'folder'>): Promise<BareInserts> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(TABLE)
  await client.end()
  try {
    const { stdout } = await run('pgbench', ['--version'])
    const script = join(folder, 'insert.sql')
    await writeFile(script, `${INSERT};\n`)
    return {
      by: stdout.trim(),
      async perSecond(clients, durationMs) {
        const args = [
          '-n',
          '-M',
          'prepared',
          '-c',
          clients,
          '-j',
          2,
          '-T',
          Math.ceil(durationMs / 1000),
          '-f',
          script,
          url,
        ]
        const { stdout: report } = await run('pgbench', args.map(String))
        return Number(/^tps = ([\d.]+)/m.exec(report)?.[1])
      },
    }
  } catch {
    return { by: 'a bare pg loop, there being no pgbench', perSecond: (clients, ms) => insertLoop(url, clients, ms) }
  }
}

async function insertLoop(url: string, clients: number, durationMs: number): Promise<number> {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  const startedAt = performance.now()
  const until = startedAt + durationMs
  let commits = 0
  await Promise.all(
    connections.map(async (client) => {
      while (performance.now() < until) {
        await client.query({ name: 'insert', text: INSERT })
        commits++
      }
    }),
  )
  const perSecond = commits / ((performance.now() - startedAt) / 1000)
  await Promise.all(connections.map((client) => client.end()))
  return perSecond
}
