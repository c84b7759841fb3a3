import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../db/connection.ts'
import { findHorizon, trimOutbox } from '../../signaling/live/outbox-store.ts'
import { openOutbox, type Outbox } from '../../signaling/live/outbox.ts'
import { transact } from '../../signaling/live/transact.ts'
import type { Topic } from '../../signaling/topics.ts'
import { openTestDatabase } from '../support/hospital.ts'

const log = pino({ level: 'silent' })
const database = openTestDatabase()

/** A process of the hospital, as far as the outbox is concerned, with all that it was told and when. */
interface Process {
  readonly db: OpenDatabase['db']
  readonly outbox: Outbox
  /** Topic → `performance.now()` of each time it was told. */
  readonly heard: Map<string, number[]>
  resets: number
  commit(topic: string): Promise<void>
}

let processes: Process[] = []
let closing: (() => Promise<void>)[] = []

async function startProcess(): Promise<Process> {
  const { db, close } = openDatabase(database.url, log, { max: 10 })
  const outbox = await openOutbox({ db, databaseUrl: database.url, log })
  const heard = new Map<string, number[]>()
  const started: Process = {
    db,
    outbox,
    heard,
    resets: 0,
    commit: (topic) => transact({ db, outbox }, async (_trx, announce) => announce(topic as Topic)),
  }
  outbox.onTopics((changed) => {
    if (changed === 'reset') started.resets += 1
    else for (const topic of changed) heard.set(topic, [...(heard.get(topic) ?? []), performance.now()])
  })
  closing.push(async () => {
    await outbox.close()
    await close()
  })
  processes.push(started)
  return started
}

beforeEach(async () => {
  await startProcess()
  await startProcess()
})
afterEach(async () => {
  await Promise.all(closing.map((close) => close()))
  processes = []
  closing = []
  await sql`truncate outbox`.execute(database.owner)
})

function pair(): [Process, Process] {
  const [one, other] = processes
  if (one === undefined || other === undefined) throw new Error('two processes are to run')
  return [one, other]
}

/** A transaction of somebody else, open until it is told to end. */
async function openTransaction(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('begin')
  closing.push(() => client.end())
  return client
}

const insert = `insert into outbox (topics) values (array[$1])`

async function tuplesRead(): Promise<number> {
  // Statistics reach the shared counters when a connection has been idle for a moment.
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  const { rows } = await sql<{ read: string }>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::text as read from pg_stat_user_tables where relname = 'outbox'`.execute(
    database.db,
  )
  return Number(rows[0]?.read)
}

test('whatever commits behind an open transaction is told at once, and read once', async () => {
  const [one, other] = pair()
  const late = await openTransaction()
  await late.query(insert, ['late'])
  const looking = await openTransaction()
  await looking.query('set transaction isolation level repeatable read')
  await looking.query('select count(*) from outbox')
  await other.commit('warm')
  await expect.poll(() => one.heard.get('warm')?.length).toBe(1)

  const before = await tuplesRead()
  const committedAt = new Map<string, number>()
  const topics = Array.from({ length: 1_000 }, (_, index) => `t:${index}`)
  const queue = [...topics]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let topic = queue.shift(); topic !== undefined; topic = queue.shift()) {
        await other.commit(topic)
        committedAt.set(topic, performance.now())
      }
    }),
  )
  await Promise.all([one.outbox.settled(), other.outbox.settled()])
  const told = topics.flatMap((topic) => [one, other].map(({ heard }) => heard.get(topic) ?? []))
  expect(told.filter((times) => times.length !== 1)).toEqual([])
  const delays = topics
    .flatMap((topic) => [one, other].map(({ heard }) => (heard.get(topic)?.[0] ?? 0) - (committedAt.get(topic) ?? 0)))
    .toSorted((a, b) => a - b)
  expect(delays[Math.floor(delays.length * 0.95)]).toBeLessThan(500)
  // Two processes read each row once; planning and the rest of the page are the margin.
  expect((await tuplesRead()) - before).toBeLessThan(4_500)

  expect(one.heard.has('late')).toBe(false)
  await late.query('commit')
  const lateAt = performance.now()
  await other.commit('after')
  await expect.poll(() => [one, other].map(({ heard }) => heard.get('late')?.length)).toEqual([1, 1])
  expect(performance.now() - lateAt).toBeLessThan(1_000)
  await looking.query('commit')
  expect([one.resets, other.resets]).toEqual([0, 0])
}, 30_000)

test('what another process commits right after the listening connections were killed is told within a second', async () => {
  const [one, other] = pair()
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'qiaoyi-listener' and datname = current_database()`.execute(
    database.db,
  )
  const committedAt = performance.now()
  await other.commit('killed')
  await expect.poll(() => [one.heard.has('killed'), other.heard.has('killed')]).toEqual([true, true])
  expect(performance.now() - committedAt).toBeLessThan(1_000)
  await other.outbox.settled()
  expect([one.resets, other.resets]).toEqual([0, 0])
})

test('a page that is full is followed by the next, and nothing is told twice', async () => {
  const [one, other] = pair()
  const late = await openTransaction()
  await sql`insert into outbox (topics) select array['many:' || n] from generate_series(1, 5000) n`.execute(database.db)
  await late.query(insert, ['between'])
  await other.commit('wake')
  await late.query('commit')
  await Promise.all([one.outbox.settled(), other.outbox.settled()])
  for (const { heard } of [one, other]) {
    expect(heard.size).toBe(5_002)
    expect([...heard.values()].filter((times) => times.length !== 1)).toEqual([])
  }
})

test('under a rush the outbox is read in steps, not once a commit', async () => {
  const [one, other] = pair()
  const reads = async (): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    const { rows } = await sql<{ scans: string }>`
      select (seq_scan + coalesce(idx_scan, 0))::text as scans from pg_stat_user_tables where relname = 'outbox'`.execute(
      database.db,
    )
    return Number(rows[0]?.scans)
  }
  const before = await reads()
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: 10 }, async (_, worker) => {
      for (let turn = 0; turn < 100; turn += 1) await other.commit(`rush:${worker}:${turn}`)
    }),
  )
  await Promise.all([one.outbox.settled(), other.outbox.settled()])
  const seconds = (performance.now() - startedAt) / 1_000
  // Two processes, a read every 10 ms at most, each of a few index scans.
  expect((await reads()) - before).toBeLessThan(2 * 3 * (seconds * 100 + 130))
  expect([...one.heard.keys()].filter((topic) => topic.startsWith('rush:'))).toHaveLength(1_000)
}, 30_000)

test('a row trimmed before it was told means a reset, and one that was told does not', async () => {
  const [one, other] = pair()
  const settle = () => Promise.all([one.outbox.settled(), other.outbox.settled()])
  await other.commit('told')
  await untilTrimmed(settle)
  await settle()
  expect([one.resets, other.resets]).toEqual([0, 0])

  // Trimmed before anybody was told of it, but for somebody who came by in between.
  await sql`insert into outbox (topics) values ('{missed}')`.execute(database.db)
  await untilTrimmed(async () => undefined)
  await settle()
  for (const { heard, resets } of [one, other]) expect(heard.has('missed') || resets === 1).toBe(true)
  await other.commit('and on')
  await settle()
  for (const { heard, resets } of [one, other]) {
    expect(heard.has('and on')).toBe(true)
    expect(resets).toBeLessThanOrEqual(1)
  }
})

test('a transaction that was long open makes nobody believe that something was missed', async () => {
  const [one, other] = pair()
  const settle = () => Promise.all([one.outbox.settled(), other.outbox.settled()])
  const long = await openTransaction()
  await long.query('select pg_current_xact_id()')
  for (let turn = 0; turn < 3; turn += 1) {
    await other.commit(`long:${turn}`)
    const horizon = await findHorizon(database.db)
    await settle()
    if (turn === 2) await long.query('commit')
    await trimOutbox(database.db, horizon)
    await settle()
  }
  await untilTrimmed(settle)
  await settle()
  expect([one.resets, other.resets]).toEqual([0, 0])
})

/** While any transaction of the server is open, also one of another test's, the horizon stays below it. */
async function untilTrimmed(meanwhile: () => Promise<unknown>): Promise<void> {
  await expect
    .poll(async () => {
      const horizon = await findHorizon(database.db)
      await meanwhile()
      await trimOutbox(database.db, horizon)
      return await countRows()
    }, patience)
    .toBe(0)
}

const patience = { timeout: 10_000 }

async function countRows(): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*)::text as count from outbox`.execute(database.db)
  return Number(rows[0]?.count)
}

test('rows that a copy of another server’s database brought along are neither told for ever nor kept', async () => {
  const [one, other] = pair()
  await sql`insert into outbox (topics, transaction_id, created_at)
    select '{strange}', '9000000000'::xid8, now() - interval '1 hour'`.execute(database.db)
  for (let turn = 0; turn < 5; turn += 1) await other.commit(`turn:${turn}`)
  await trimOutbox(other.db, '0')
  await Promise.all([one.outbox.settled(), other.outbox.settled()])
  expect(one.heard.get('strange')?.length ?? 0).toBeLessThanOrEqual(1)
  const { rows } = await sql`select from outbox where topics = '{strange}'`.execute(database.db)
  expect(rows).toHaveLength(0)
  await one.outbox.settled()
  expect([one.resets, other.resets]).toEqual([0, 0])
})

/** What a client of the database does next in a history of transactions. */
const steps = fc.array(
  fc.record({
    client: fc.integer({ min: 0, max: 5 }),
    what: fc.constantFrom(
      'write',
      'write',
      'commit',
      'commit',
      'rollback',
      'savepoint',
      'undo',
      'otherCommits',
      'kill',
    ),
  }),
  { minLength: 10, maxLength: 60 },
)

test('whatever order transactions begin, write, commit and fail in, both readers are told exactly what committed', async () => {
  const [one, other] = pair()
  const clients = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      closing.push(() => client.end())
      return client
    }),
  )
  let count = 0
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const committed = new Set<string>()
      const open = clients.map(() => ({
        begun: false,
        saved: undefined as number | undefined,
        written: [] as string[],
      }))
      const end = async (index: number, how: 'commit' | 'rollback'): Promise<void> => {
        const state = open[index]
        if (!state?.begun) return
        await clients[index]?.query(how)
        if (how === 'commit') for (const topic of state.written) committed.add(topic)
        open[index] = { begun: false, saved: undefined, written: [] }
      }
      for (const { client: index, what } of history) {
        const [client, state] = [clients[index], open[index]]
        if (client === undefined || state === undefined) continue
        if (what === 'commit' || what === 'rollback') await end(index, what)
        else if (what === 'otherCommits') {
          const topic = `p:${(count += 1)}`
          await other.commit(topic)
          committed.add(topic)
        } else if (what === 'kill') {
          await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'qiaoyi-listener' and datname = current_database()`.execute(
            database.db,
          )
        } else {
          if (!state.begun) await client.query('begin')
          state.begun = true
          if (what === 'write') {
            const topic = `p:${(count += 1)}`
            await client.query(insert, [topic])
            state.written.push(topic)
          } else if (what === 'savepoint') {
            await client.query('savepoint here')
            state.saved = state.written.length
          } else if (state.saved !== undefined) {
            await client.query('rollback to savepoint here')
            state.written.length = state.saved
          }
        }
      }
      for (let index = 0; index < clients.length; index += 1) await end(index, index % 2 === 0 ? 'commit' : 'rollback')
      await Promise.all([one.outbox.settled(), other.outbox.settled()])
      for (const { heard } of [one, other]) {
        expect(new Set(heard.keys())).toEqual(committed)
        expect([...heard.values()].filter((times) => times.length !== 1)).toEqual([])
        heard.clear()
      }
    }),
    { numRuns: 25 },
  )
  expect([one.resets, other.resets]).toEqual([0, 0])
}, 60_000)
