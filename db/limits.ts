import type pg from 'pg'

/** For whom connections are. */
export type Purpose = 'requests' | 'background' | 'owner'

/** Milliseconds; 0 is without end. */
interface Limits {
  /** Until one of the pool's connections is free, or a new one is answered. */
  readonly connection: number
  /** PostgreSQL's own, in the order in which they are reached. */
  readonly lock: number
  readonly statement: number
  readonly idleInTransaction: number
  readonly transaction: number
  /** Until the server's silence is taken for its end: it may be stopped, or the network gone, and can't keep its own limits. */
  readonly silence: number
}

const limits: Readonly<Record<Purpose, Limits>> = {
  // A page gives a request fifteen seconds, in which it waits for a connection once or twice. What people ask takes
  // milliseconds; whoever has waited three seconds for a lock stands behind something that does not move.
  requests: {
    connection: 5_000,
    lock: 3_000,
    statement: 5_000,
    idleInTransaction: 5_000,
    transaction: 8_000,
    silence: 7_000,
  },
  // Nobody waits for what is done by the clock: laying weeks of shifts, the nightly tidying, a demo hospital. A transaction
  // left open holds locks all the same, and keeps the outbox from being trimmed.
  background: {
    connection: 30_000,
    lock: 10_000,
    statement: 60_000,
    idleInTransaction: 30_000,
    transaction: 120_000,
    silence: 65_000,
  },
  // An index over years of visits takes its time. But whatever a migration waits for, everybody waits for behind it, and
  // gives up after three seconds: it is refused before that, and asks again (`signaling/start/database.ts`).
  owner: {
    connection: 10_000,
    lock: 2_000,
    statement: 0,
    idleInTransaction: 0,
    transaction: 0,
    silence: 0,
  },
}

/** The limits as pg takes them. */
export function limitsOf(purpose: Purpose): pg.PoolConfig {
  const { connection, lock, statement, idleInTransaction, transaction, silence } = limits[purpose]
  return {
    connectionTimeoutMillis: connection,
    lock_timeout: lock,
    statement_timeout: statement,
    idle_in_transaction_session_timeout: idleInTransaction,
    options: `-c transaction_timeout=${transaction}`,
    ...(silence > 0 && { query_timeout: silence }),
  }
}
