import pg from 'pg'
import type { BaseLogger } from 'pino'

interface OutboxConnectionOptions {
  /** The listening connection stays open and is apart from the pool: whatever holds that up, what commits is read. */
  readonly databaseUrl: string
  readonly log: Pick<BaseLogger, 'warn'>
  /** Somebody has committed something. */
  readonly onNotified: () => void
  /** There is a connection again, after one was lost: notifications may have been missed. */
  readonly onOpened: () => void
}

const channel = 'qiaoyi_outbox'
/** Milliseconds. An answer takes one or two; a connection that is silent for so long is dead, whatever it says of itself. */
const answerWithinMs = 5_000
const retryAtMostMs = 2_000

/** One connection to the database that listens, and is opened again whenever it is lost. */
export class OutboxConnection {
  readonly #options: OutboxConnectionOptions
  #client: pg.Client | undefined
  /** Resolves when what was asked last has been answered. */
  #asked: Promise<unknown> = Promise.resolve()
  #opening: Promise<unknown> | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false

  constructor(options: OutboxConnectionOptions) {
    this.#options = options
  }

  /** @throws where the database is out of reach; only the first time is that the caller's */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      application_name: 'qiaoyi-listener',
      keepAlive: true,
      connectionTimeoutMillis: answerWithinMs,
      query_timeout: answerWithinMs,
    })
    // Without a listener an "error" event ends the process.
    client.on('error', (error) => this.#lose(client, error))
    client.on('end', () => this.#lose(client, undefined))
    client.on('notification', ({ processId }) => {
      if (processId !== backendOf(client)) this.#options.onNotified()
    })
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (error) {
      discard(client)
      throw error
    }
    if (this.#closed) discard(client)
    else this.#client = client
    this.#failures = 0
  }

  /** Asks the connection that there is by then, after what was asked before; undefined where there is none. */
  ask<Answer>(question: (client: pg.Client) => Promise<Answer>): Promise<Answer | undefined> {
    const answer = this.#asked.then(async () => {
      const client = this.#client
      if (client === undefined) return undefined
      try {
        return await question(client)
      } catch (error) {
        this.#lose(client, error)
        throw error
      }
    })
    this.#asked = answer.catch(() => undefined)
    return answer
  }

  /** Wakes the readers of all processes but this one, outside of any transaction: inside, commits would queue up for a lock. */
  async notify(): Promise<void> {
    await this.ask((client) => client.query(`notify ${channel}`))
  }

  /** It failed or is silent: a new one takes its place, at once the first time. */
  #lose(client: pg.Client, error: unknown): void {
    if (this.#client !== client || this.#closed) return
    this.#client = undefined
    this.#options.log.warn({ err: error }, 'the listening connection was lost; listening again')
    discard(client)
    this.#reopen()
  }

  #reopen(): void {
    const pause = Math.random() * Math.min(retryAtMostMs, 50 * 2 ** this.#failures)
    this.#failures += 1
    this.#timer = setTimeout(() => {
      this.#opening = this.open().then(
        () => this.#options.onOpened(),
        () => {
          if (!this.#closed) this.#reopen()
        },
      )
    }, pause)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#opening
    await this.#client?.end().catch(() => undefined)
  }
}

function discard(client: pg.Client): void {
  client.end().catch(() => undefined)
}

/** The server's process behind a connection, by which its own notifications are told from others'. */
function backendOf(client: pg.Client): number | undefined {
  return (client as pg.Client & { readonly processID?: number }).processID
}
