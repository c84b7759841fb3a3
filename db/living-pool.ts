import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

import { nameOfKept } from './kept.ts'
import { endsConnection, isConnectionLost, isNobodyThere, isSilent, wasNeverSent } from './lost.ts'

/** A restart of PostgreSQL takes about a second; nobody is kept waiting for much longer than that. */
const PATIENCE_MS = 3_000
const PAUSE_MS = 50
const MOST_FRESH = 2

interface Pools {
  readonly transactions: pg.Pool
  readonly statements: pg.Pool
}

/**
 * What Kysely borrows connections from: of one pool for transactions, of another for single statements. They are alive: one
 * that died while nobody used it is found out by the first statement, which is then sent over another, where it cannot have
 * been carried out or only reads. While the server is away for a moment, those who ask wait for it.
 */
export class LivingPool implements PostgresPool {
  readonly options: object
  readonly #transactions: Lender
  readonly #statements: Lender

  constructor({ transactions, statements }: Pools) {
    this.options = statements.options
    this.#transactions = new Lender(transactions)
    this.#statements = new Lender(statements)
  }

  /** The connection is chosen at its first statement. */
  connect(): Promise<PostgresPoolClient> {
    const choose = (text: string): Lender => (beginsTransaction(text) ? this.#transactions : this.#statements)
    const suspectAll = (): void => {
      this.#transactions.dropIdle()
      this.#statements.dropIdle()
    }
    // Its type wants a query by cursor as well, for streams, of which there are none here.
    return Promise.resolve(new Borrowed(choose, suspectAll) as unknown as PostgresPoolClient)
  }

  async end(): Promise<void> {
    await Promise.all([this.#transactions.end(), this.#statements.end()])
  }
}

/** A pool, and who waits for its server. */
class Lender {
  readonly #pool: pg.Pool
  /** Connections that have been used before. */
  readonly #served = new WeakSet<pg.PoolClient>()
  #return: Promise<void> | undefined

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async lend(): Promise<{ client: pg.PoolClient; isFresh: boolean }> {
    const client = await this.#connect()
    const isFresh = !this.#served.has(client)
    this.#served.add(client)
    return { client, isFresh }
  }

  /**
   * Ends the connections that nobody uses. Where one has fallen silent, the network may have lost them all, and each would
   * take its own seconds to be found out.
   */
  dropIdle(): void {
    for (let idle = this.#pool.idleCount; idle > 0; idle -= 1) {
      this.#pool.connect().then(
        (client) => client.release(true),
        () => undefined,
      )
    }
  }

  end(): Promise<void> {
    return this.#pool.end()
  }

  async #connect(): Promise<pg.PoolClient> {
    await this.#return
    try {
      return await this.#pool.connect()
    } catch (error) {
      if (!isNobodyThere(error)) throw error
      this.#return ??= this.#awaitReturn().finally(() => {
        this.#return = undefined
      })
      await this.#return
      return await this.#pool.connect()
    }
  }

  /** One asks for all who wait: a thousand would keep the processor busy with being refused. */
  async #awaitReturn(): Promise<void> {
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      await sleep(PAUSE_MS)
      try {
        return (await this.#pool.connect()).release()
      } catch (error) {
        if (!isNobodyThere(error) || performance.now() > until) throw error
      }
    }
  }
}

/** As Kysely wants it: of the command and the count of rows pg's own type says less. */
type Result = PostgresQueryResult<unknown>

/** One loan: the statements of a transaction, or a single one. */
class Borrowed {
  readonly #choose: (firstStatement: string) => Lender
  readonly #onSilence: () => void
  #client: pg.PoolClient | undefined
  /** It broke, or is silent: nobody is to get it after us. */
  #isLost = false

  constructor(choose: (firstStatement: string) => Lender, onSilence: () => void) {
    this.#choose = choose
    this.#onSilence = onSilence
  }

  async query(text: string, parameters: readonly unknown[]): Promise<Result> {
    if (this.#client === undefined) return await this.#first(text, parameters)
    // The server rolls back by itself what a lost connection had begun; the loss itself is what the caller is to hear of.
    if (this.#isLost && text === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [] }
    return await this.#ask(this.#client, text, parameters)
  }

  release(discard = false): void {
    this.#client?.release(discard || this.#isLost)
  }

  /** Goes through as many connections as have died; of new ones through two, for a statement may be what they die of. */
  async #first(text: string, parameters: readonly unknown[]): Promise<Result> {
    const lender = this.#choose(text)
    const isRepeatable = commitsNothing(text)
    for (let fresh = 0; ;) {
      const { client, isFresh } = await lender.lend()
      this.#client = client
      if (isFresh) fresh += 1
      if (!isRepeatable) await untilHeard()
      try {
        return await this.#ask(client, text, parameters)
      } catch (error) {
        const isSafe = wasNeverSent(error) || (isRepeatable && isConnectionLost(error))
        if (!isSafe || fresh >= MOST_FRESH) throw error
        client.release(true)
        this.#client = undefined
        this.#isLost = false
      }
    }
  }

  async #ask(client: pg.PoolClient, text: string, parameters: readonly unknown[]): Promise<Result> {
    const name = nameOfKept(text)
    const values = [...parameters]
    try {
      const asked = name === undefined ? client.query(text, values) : client.query({ name, text, values })
      return (await asked) as unknown as Result
    } catch (error) {
      if (isSilent(error)) this.#onSilence()
      this.#isLost ||= isConnectionLost(error) || isSilent(error) || endsConnection(error)
      throw error
    }
  }
}

function beginsTransaction(text: string): boolean {
  return /^\s*(begin|start transaction)\b/i.test(text)
}

/**
 * Whether a statement may be sent again when nobody knows what became of it: it opens a transaction, or reads. What
 * changes something by a function is called inside transactions only.
 */
function commitsNothing(text: string): boolean {
  return (
    beginsTransaction(text) ||
    (/^\s*(select|with)\b/i.test(text) && !/\b(insert|update|delete|merge|truncate)\b/i.test(text))
  )
}

/**
 * Lets pg hear of a connection's death that the system knows of already: whatever has arrived is read before the second
 * turn of the event loop, the first being perhaps under way.
 */
async function untilHeard(): Promise<void> {
  await nextTurn()
  await nextTurn()
}
