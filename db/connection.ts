import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { BaseLogger } from 'pino'

import { connectionsOf, limitsOf, type Purpose } from './limits.ts'
import { LivingPool } from './living-pool.ts'
import { acceptInstantParameters, columnTypes } from './parsers.ts'
import type { Database } from './tables.ts'

export interface OpenDatabase {
  readonly db: Kysely<Database>
  /** Waits for the queries under way, then ends every connection. */
  close(): Promise<void>
}

export interface ConnectionOptions {
  /**
   * Connections at most of either kind: for transactions, and for single statements, which go on when every transaction
   * waits for a lock. As many as the purpose has unless given; a process has 29 in all (`db/limits.ts`).
   */
  readonly max?: number
  /** Whose limits they have; requests' unless given. */
  readonly purpose?: Purpose
}

/**
 * Opens two pools; connects only when the first query asks. Names are camelCase in TypeScript and snake_case in the database;
 * keys inside `jsonb` stay as they are written. Column values: see {@link columnTypes}.
 */
export function openDatabase(
  url: string,
  log: Pick<BaseLogger, 'warn'>,
  options: ConnectionOptions = {},
): OpenDatabase {
  acceptInstantParameters()
  const { purpose = 'requests' } = options
  const most = connectionsOf(purpose)
  const open = (max: number): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      types: columnTypes,
      application_name: purpose === 'requests' ? 'qiaoyi' : `qiaoyi-${purpose}`,
      keepAlive: true,
      ...limitsOf(purpose),
    })
    // An "error" event without a listener ends the process. The pool reports idle connections; one that is lent out and
    // waits between two queries reports only itself.
    const tell = (error: Error): void => {
      // The error itself carries the whole client.
      if (!pool.ending) log.warn({ reason: error.message }, 'a database connection was lost')
    }
    pool.on('error', () => {})
    pool.on('connect', (client) => client.on('error', tell))
    return pool
  }
  const pool = new LivingPool({
    statements: open(options.max ?? most.statements),
    transactions: open(options.max ?? most.transactions),
  })

  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return { db, close: () => db.destroy() }
}
