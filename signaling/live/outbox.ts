import type { Kysely } from 'kysely'
import type { BaseLogger } from 'pino'
import type { Database } from '../../db/tables.ts'
import { startRounds } from '../rounds.ts'
import { OutboxConnection } from './outbox-connection.ts'
import { findHorizon, findBookmark, readPage, trimOutbox } from './outbox-store.ts'

/** `reset`: some topics may have been missed (rows were trimmed before they were read); all are suspect. */
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
  /** For what may take its time: trimming. */
  readonly db: Kysely<Database>
  readonly databaseUrl: string
  readonly log: Pick<BaseLogger, 'warn' | 'info' | 'error'>
}

/** Milliseconds. A burst of commits wakes the other processes once. */
const notifyEveryMs = 15
/** From the beginning of one read to the next: however much commits, the database is asked a hundred times a second. */
const readEveryMs = 10
/** For what committed where nobody could say so: a process that ended between its commit and its notification. */
const slowPollMs = 2_000
const trimEveryMs = 60_000
/** Far longer than a process is ever out of the database's reach unnoticed. */
const keptForMs = 10 * 60_000

/**
 * Tails the outbox. Each row is read once, as soon as its transaction has committed, whichever other transactions are open:
 * the reader's bookmark is a snapshot of the database, which knows those that had ended and those that had not. Reading has a
 * connection of its own, which listens as well; NOTIFY only wakes, and a slow poll backs it up.
 * @throws where the database is out of reach
 */
export async function openOutbox({ db, databaseUrl, log }: OutboxOptions): Promise<Outbox> {
  const listeners = new Set<TopicListener>()
  const commitListeners = new Set<(changed: ReadonlySet<string>) => void>()
  /** Resolved by a read that began after they were put here. */
  let waiting: (() => void)[] = []
  let closed = false
  let wanted = false
  let reading: Promise<void> | undefined
  let lastRead = Number.NEGATIVE_INFINITY
  let readTimer: NodeJS.Timeout | undefined
  let notifyTimer: NodeJS.Timeout | undefined

  const connection = new OutboxConnection({ databaseUrl, log, onNotified: read, onOpened: read })
  await connection.open()
  const begin = await connection.ask(findBookmark)
  if (begin === undefined) throw new Error('the connection to the outbox was lost while it was opened')
  let bookmark = begin

  /** One read at a time; what is wanted in the middle of one comes after it. */
  function read(): void {
    wanted = true
    if (closed || reading !== undefined || readTimer !== undefined) return
    const pause = Math.max(0, lastRead + readEveryMs - performance.now())
    readTimer = setTimeout(() => {
      readTimer = undefined
      reading = readNow()
    }, pause)
  }

  async function readNow(): Promise<void> {
    lastRead = performance.now()
    wanted = false
    const served = waiting
    waiting = []
    const done = await readAll().catch(() => false)
    if (done) for (const serve of served) serve()
    // Without a connection it is its opening that reads.
    else waiting.push(...served)
    reading = undefined
    if (wanted) read()
  }

  /** Whether there was a connection to read from. */
  async function readAll(): Promise<boolean> {
    do {
      const from = bookmark
      const page = await connection.ask((client) => readPage(client, from))
      if (page === undefined) return false
      bookmark = page.bookmark
      if (page.suspect) tell('reset')
      else if (page.topics.length > 0) tell(new Set(page.topics))
    } while (bookmark.rest !== undefined && !closed)
    return true
  }

  function tell(changed: ReadonlySet<string> | 'reset'): void {
    for (const listener of listeners) {
      try {
        listener(changed)
      } catch (error) {
        log.error({ err: error }, 'somebody could not be told of what was committed')
      }
    }
  }

  /** Horizons found so far, the oldest first: rows below one that was found long ago have long been read. */
  let horizons: readonly { readonly horizon: string; readonly foundAt: number }[] = []

  async function trim(): Promise<void> {
    const found = { horizon: await findHorizon(db), foundAt: performance.now() }
    const isOld = ({ foundAt }: typeof found): boolean => performance.now() - foundAt >= keptForMs
    const old = horizons.findLast(isOld)
    horizons = [...horizons.filter((each) => !isOld(each)), found]
    if (old !== undefined) await trimOutbox(db, old.horizon)
  }

  const poll = startRounds(
    slowPollMs,
    async () => read(),
    () => undefined,
  )
  const trimming = startRounds(trimEveryMs, trim, (error) =>
    log.warn({ err: error }, 'the outbox could not be trimmed; trying again'),
  )

  return {
    wake(topics) {
      for (const listener of commitListeners) listener(topics)
      read()
      if (closed) return
      notifyTimer ??= setTimeout(() => {
        notifyTimer = undefined
        connection.notify().catch((error: unknown) => log.warn({ err: error }, 'could not wake the other processes'))
      }, notifyEveryMs)
    },
    onCommit(listener) {
      commitListeners.add(listener)
    },
    onTopics(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    settled: () =>
      new Promise((resolve) => {
        if (closed) return resolve()
        waiting.push(resolve)
        read()
      }),
    async close() {
      closed = true
      clearTimeout(readTimer)
      clearTimeout(notifyTimer)
      await Promise.all([poll.stop(), trimming.stop(), reading])
      await connection.close()
      for (const serve of waiting) serve()
    },
  }
}
