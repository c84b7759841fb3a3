import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { beforeAll, expect, test } from 'vitest'
import type { TestAccount } from '../support/answering.ts'
import { type Hospital, openHospital } from '../support/hospital.ts'
import { addDoctor } from '../support/people.ts'

const logged: string[] = []
const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) })
const site = openHospital({ http: true, log })
let coordinator: TestAccount

beforeAll(async () => {
  coordinator = await site.addAccount('coordinator')
})

const shiftOf = (expertId: string, day: number) => ({
  idempotencyKey: crypto.randomUUID(),
  expertId,
  date: `2026-04-${String(1 + day).padStart(2, '0')}`,
  startsAtLocal: '09:00',
  endsAtLocal: '10:00',
  timeZone: 'Asia/Shanghai',
  slotMinutes: null,
})

/** Another process in the middle of something with this expert that does not end; until the returned function is called. */
async function holdExpert(expertId: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: site.database.ownerUrl })
  await client.connect()
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock(hashtextextended($1::text, 1))', [expertId])
  return () => client.end()
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const startedAt = performance.now()
  const result = await work()
  return { ms: performance.now() - startedAt, result }
}

test('one expert whom somebody holds keeps nobody from anything else, and whoever waits for them is told to try again', async () => {
  const [held, free] = [(await addDoctor(site)).expertId, (await addDoctor(site)).expertId]
  const letGo = await holdExpert(held)
  try {
    let isAnyAnswered = false
    // One each: the requests of one person have their turns.
    const coordinators = await Promise.all(Array.from({ length: 28 }, () => site.addAccount('coordinator')))
    const waiting = coordinators.map(async (one, day) => {
      const answer = await timed(() => site.send(one, 'POST', '/api/shifts', shiftOf(held, day)))
      isAnyAnswered = true
      return answer
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (let turn = 0; turn < 4; turn += 1) {
      const person = await site.addAccount('compatriot')
      expect((await site.send(person, 'GET', '/api/me')).status).toBe(200)
      expect((await site.send(coordinator, 'POST', '/api/shifts', shiftOf(free, turn))).status).toBe(201)
    }
    // They were answered while those who want the held expert all waited.
    expect(isAnyAnswered).toBe(false)
    for (const { ms, result } of await Promise.all(waiting)) {
      expect(result).toMatchObject({ status: 503, body: { error: { code: 'databaseBusy' } } })
      // A page gives a request fifteen seconds.
      expect(ms).toBeLessThan(15_000)
    }
  } finally {
    await letGo()
  }
  // Nobody's fault fills the log.
  const lines = logged.map((line) => JSON.parse(line) as { level: number; msg: string })
  expect(lines.filter(({ msg }) => msg === 'a request failed')).toEqual([])
  const warnings = lines.filter(({ msg }) => msg.includes('busy'))
  expect(warnings.length).toBeGreaterThan(0)
  expect(warnings.length).toBeLessThan(5)
  // Nothing was changed, and nothing is held any more.
  const after = await Promise.all(
    Array.from({ length: 28 }, (_, day) => site.send(coordinator, 'POST', '/api/shifts', shiftOf(held, day))),
  )
  expect(after.map(({ status }) => status)).toEqual(Array(28).fill(201))
}, 40_000)

test('a table that somebody locks keeps a request from its answer for seconds, not for ever', async () => {
  const client = new pg.Client({ connectionString: site.database.ownerUrl })
  await client.connect()
  await client.query('begin')
  await client.query('lock table patient in access exclusive mode')
  const person = await site.addAccount('compatriot')
  const { ms, result } = await timed(() => site.send(person, 'GET', '/api/patients'))
  await client.end()
  expect(result).toMatchObject({ status: 503, body: { error: { code: 'databaseBusy' } } })
  expect(ms).toBeLessThan(15_000)
})

test('a statement, a lock and a transaction have their limits', async () => {
  const limitsOf = async (db: Hospital['database']['db']) => {
    const { rows } = await sql<{ name: string; setting: number }>`
      select name, setting::int as setting from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')`.execute(
      db,
    )
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  }
  const { lock_timeout: lock = 0, statement_timeout: statement = 0, ...whole } = await limitsOf(site.database.db)
  const { transaction_timeout: transaction = 0, idle_in_transaction_session_timeout: idle = 0 } = whole
  // A page gives a request fifteen seconds.
  expect(lock).toBeGreaterThan(0)
  expect(lock).toBeLessThan(statement)
  expect(statement).toBeLessThan(transaction)
  expect(idle).toBeGreaterThan(0)
  expect(transaction).toBeLessThan(15_000)
})
