import type pg from 'pg'

/** For whom connections are. */
export type Purpose = 'requests' | 'rounds' | 'background' | 'owner'

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

/** A page gives a request fifteen seconds, in which it waits for a connection once or twice. */
const whilePeopleWait: Limits = {
  connection: 5_000,
  lock: 3_000,
  statement: 5_000,
  idleInTransaction: 5_000,
  transaction: 8_000,
  silence: 7_000,
}

/** Milliseconds for which a transaction lasts at most where people wait. */
export const longestTransactionMs = whilePeopleWait.transaction

const limits: Readonly<Record<Purpose, Limits>> = {
  // What people ask takes milliseconds; whoever has waited three seconds for a lock stands behind something that does not move.
  requests: whilePeopleWait,
  // Patients wait for the matcher, for what becomes of a call, and for letters, whose claims last thirty seconds: a round
  // that hangs on a dead connection is to be over in seconds, and the next one goes over a living one.
  rounds: whilePeopleWait,
  // Nobody waits for the timed jobs and the demo hospital: laying weeks of shifts, the nightly tidying. A transaction left
  // open holds locks all the same, and keeps the outbox from being trimmed.
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

/** Connections at most, of either kind. */
interface Connections {
  readonly transactions: number
  readonly statements: number
}

/**
 * A process has 26 of these at most, one that listens and two for the timed jobs: 29. Three such processes fit into
 * PostgreSQL's usual hundred less three for superusers, with one more that migrates. Requests have more of either kind than
 * one person's turns (`signaling/turns.ts`), and rounds as many transactions as the matcher commits at once.
 */
const connections: Readonly<Record<Purpose, Connections>> = {
  requests: { transactions: 7, statements: 8 },
  rounds: { transactions: 4, statements: 3 },
  background: { transactions: 2, statements: 2 },
  owner: { transactions: 2, statements: 2 },
}

export function connectionsOf(purpose: Purpose): Connections {
  return connections[purpose]
}

/** The limits as pg takes them. */
export function limitsOf(purpose: Purpose): pg.PoolConfig {
  const { connection, lock, statement, idleInTransaction, transaction, silence } = limits[purpose]
  return {
    connectionTimeoutMillis: connection,
    lock_timeout: lock,
    statement_timeout: statement,
    idle_in_transaction_session_timeout: idleInTransaction,
    // Compiled anew each time it is asked, a statement of milliseconds would take a second. And none takes all processors for
    // itself: beside it others are asked.
    options: `-c transaction_timeout=${transaction} -c jit=off -c max_parallel_workers_per_gather=0`,
    ...(silence > 0 && { query_timeout: silence }),
  }
}
