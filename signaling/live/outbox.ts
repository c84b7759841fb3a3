import { type Kysely, sql } from 'kysely'
import type { BaseLogger } from 'pino'
import pg from 'pg'
import type { Database } from '../../db/tables.ts'

/** `reset`: some topics may have been missed (the outbox was out of reach for longer than it keeps rows); all are suspect. */
export type TopicListener = (changed: ReadonlySet<string> | 'reset') => void

export interface Outbox {
  /** These topics were committed here: read them soon, and let the other processes know. Never throws. */
  wake(topics: ReadonlySet<string>): void
  /**
   * Calls back with the topics of a transaction of this process before whoever ran it goes on. They come again to `onTopics`,
   * which alone tells of other processes.
   */
  onCommit(listener: (changed: ReadonlySet<string>) => void): void
  /** Calls back with the topics of each batch of committed transactions, each at least once, until unsubscribed. */
  onTopics(listener: TopicListener): () => void
  /** Resolves once every transaction committed before the call has been given to the listeners. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface OutboxOptions {
  readonly db: Kysely<Database>
  /** For the connection that listens; apart from the pool, since it stays open. */
  readonly databaseUrl: string
  readonly log: Pick<BaseLogger, 'warn' | 'info'>
}

const channel = 'qiaoyi_outbox'
const notifyEveryMs = 15
const slowPollMs = 2_000
const retryPendingMs = 10
const keepRowsForMs = 10 * 60_000
/** Well below what is kept: whoever was away for longer must read everything again. */
const suspectAfterMs = 5 * 60_000
const trimEveryMs = 60_000

/**
 * Tails the outbox. Rows are read in the order of their transactions' ids, and only those below the snapshot's xmin: no
 * transaction that is still open can add a row behind the reader, so none is missed. NOTIFY is sent outside of the
 * transactions (inside, commits would queue up for a lock) and only wakes; a slow poll backs it up.
 */
export async function openOutbox({ db, databaseUrl, log }: OutboxOptions): Promise<Outbox> {
  const listeners = new Set<TopicListener>()
  const commitListeners = new Set<(changed: ReadonlySet<string>) => void>()
  let position = await currentPosition(db)
  let lastRead = Date.now()
  let lastTrim = Date.now()
  let closed = false
  let reading: Promise<void> | undefined
  let readAgain = false
  let notifyTimer: NodeJS.Timeout | undefined
  let pendingTimer: NodeJS.Timeout | undefined
  let client: pg.Client | undefined
  let listenTimer: NodeJS.Timeout | undefined

  async function readOnce(): Promise<void> {
    const away = Date.now() - lastRead
    const { rows, pending } = await readFrom(db, position)
    lastRead = Date.now()
    if (away > suspectAfterMs) {
      for (const listener of listeners) listener('reset')
    }
    const last = rows.at(-1)
    if (last !== undefined) {
      position = { transactionId: last.transactionId, id: last.id }
      const changed = new Set(rows.flatMap((row) => row.topics))
      for (const listener of listeners) listener(changed)
    }
    if (rows.length === batchSize) readAgain = true
    else if (pending && !closed) pendingTimer = setTimeout(read, retryPendingMs)
    if (Date.now() - lastTrim > trimEveryMs) {
      lastTrim = Date.now()
      await trim(db)
    }
  }

  /** One reader at a time; a wake in the middle makes it read once more. */
  function read(): void {
    if (closed) return
    if (reading !== undefined) {
      readAgain = true
      return
    }
    clearTimeout(pendingTimer)
    reading = (async () => {
      do {
        readAgain = false
        await readOnce()
      } while (readAgain && !closed)
    })()
      .catch((error: unknown) => {
        if (!closed) log.warn({ err: error }, 'the outbox could not be read; trying again')
      })
      .finally(() => {
        reading = undefined
      })
  }

  async function listen(): Promise<void> {
    const connection = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'qiaoyi-listener',
      keepAlive: true,
    })
    let over = false
    const again = (error?: unknown): void => {
      if (over || closed) return
      over = true
      log.warn({ err: error }, 'the listening connection was lost; listening again')
      void connection.end().catch(() => undefined)
      listenTimer = setTimeout(() => void listen(), 500)
    }
    connection.on('error', again)
    connection.on('end', () => again())
    connection.on('notification', read)
    try {
      await connection.connect()
      await connection.query(`listen ${channel}`)
      client = connection
      // Closed while it was being opened: nobody else knows of it.
      if (closed) await connection.end()
      read()
    } catch (error) {
      again(error)
    }
  }

  const poll = setInterval(read, slowPollMs)
  await listen()

  return {
    wake(topics) {
      for (const listener of commitListeners) listener(topics)
      read()
      if (notifyTimer !== undefined || closed) return
      notifyTimer = setTimeout(() => {
        notifyTimer = undefined
        if (closed) return
        sql`select pg_notify(${channel}, '')`
          .execute(db)
          .catch((error: unknown) => log.warn({ err: error }, 'could not wake the other processes'))
      }, notifyEveryMs)
    },
    onCommit(listener) {
      commitListeners.add(listener)
    },
    onTopics(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async settled() {
      // Not the snapshot's xmin: an older transaction still open, of any database of the server, holds that back.
      const until = await nextTransactionId(db)
      while (!closed && (await hasRowsBetween(db, position, until))) {
        read()
        await (reading ?? Promise.resolve())
        await new Promise((resolve) => setTimeout(resolve, retryPendingMs))
      }
    },
    async close() {
      closed = true
      clearInterval(poll)
      clearTimeout(notifyTimer)
      clearTimeout(pendingTimer)
      clearTimeout(listenTimer)
      await reading
      await client?.end().catch(() => undefined)
    },
  }
}

/** Rows up to here have been given out: those of a smaller transaction id, and of this one those up to `id`. */
interface Position {
  readonly transactionId: string
  readonly id: number
}

const batchSize = 1_000

async function currentPosition(db: Kysely<Database>): Promise<Position> {
  const { rows } = await sql<{ xmin: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(db)
  const xmin = rows[0]?.xmin
  if (xmin === undefined) throw new Error('the database answered no snapshot')
  return { transactionId: xmin, id: 0 }
}

interface Batch {
  readonly rows: ReadonlyArray<{ readonly id: number; readonly transactionId: string; readonly topics: string[] }>
  /** There are rows that an open transaction still keeps out of sight: look again in a moment. */
  readonly pending: boolean
}

async function readFrom(db: Kysely<Database>, { transactionId, id }: Position): Promise<Batch> {
  const { rows } = await sql<{ id: number; transactionId: string; topics: string[]; settled: boolean }>`
    select id, transaction_id::text as transaction_id, topics, transaction_id < pg_snapshot_xmin(pg_current_snapshot()) as settled
    from outbox
    where (transaction_id, id) > (${transactionId}::xid8, ${id}::bigint)
    order by transaction_id, id
    limit ${sql.lit(batchSize)}`.execute(db)
  const settled = rows.filter((row) => row.settled)
  return { rows: settled, pending: settled.length < rows.length }
}

/** Every transaction that has committed is of a smaller id. */
async function nextTransactionId(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ xmax: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as xmax`.execute(db)
  const xmax = rows[0]?.xmax
  if (xmax === undefined) throw new Error('the database answered no snapshot')
  return xmax
}

async function hasRowsBetween(db: Kysely<Database>, from: Position, until: string): Promise<boolean> {
  const { rows } = await sql`
    select from outbox
    where (transaction_id, id) > (${from.transactionId}::xid8, ${from.id}::bigint) and transaction_id < ${until}::xid8
    limit 1`.execute(db)
  return rows.length > 0
}

async function trim(db: Kysely<Database>): Promise<void> {
  await sql`delete from outbox where created_at < now() - make_interval(secs => ${keepRowsForMs / 1000})`.execute(db)
}
