import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { BaseLogger } from 'pino'

import { LivingPool } from './living-pool.ts'
import { acceptInstantParameters, columnTypes } from './parsers.ts'
import type { Database } from './tables.ts'

export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  /** Waits for the queries under way, then ends every connection. */
  close(): Promise<void>
}

export interface ConnectionOptions {
  /** Connections at most; PostgreSQL's own limit is 100 for all processes together. */
  readonly max?: number
}

/**
 * Opens a pool; connects only when the first query asks. Names are camelCase in TypeScript and snake_case in the database;
 * keys inside `jsonb` stay as they are written. Column values: see {@link columnTypes}.
 */
export function openDatabase(
  url: string,
  log: Pick<BaseLogger, 'warn'>,
  options: ConnectionOptions = {},
): OpenDatabase {
  acceptInstantParameters()
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 20,
    types: columnTypes,
    application_name: 'qiaoyi',
    connectionTimeoutMillis: 10_000,
    // A transaction left open holds locks and the snapshot on which every claim of the queue waits.
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  })
  // An "error" event without a listener ends the process. The pool reports idle connections; one that is lent out and
  // waits between two queries reports only itself.
  const tell = (error: Error): void => {
    // The error itself carries the whole client.
    if (!pool.ending) log.warn({ reason: error.message }, 'a database connection was lost')
  }
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', tell))

  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: new LivingPool(pool) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return { db, pool, close: () => db.destroy() }
}
