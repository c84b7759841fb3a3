import { sql } from 'kysely'
import { expect, type MockInstance, test, vi } from 'vitest'
import { guestsAtOnce, Turns } from '../../signaling/turns.ts'
import { type TestAccount, testOrigin } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'

const site = openHospital({ http: { listens: true } })

test('six requests of one person are worked on, the others wait in order, and nobody else waits', async () => {
  const turns = new Turns()
  const begun: number[] = []
  const ends = Array.from({ length: 9 }, async (_, index) => {
    const end = await turns.take('greedy')
    begun.push(index)
    return end
  })
  const first = await Promise.all(ends.slice(0, 6))
  expect(begun).toEqual([0, 1, 2, 3, 4, 5])
  await turns.take('somebody else')
  // Ended twice, a turn is passed on once.
  first[3]?.()
  first[3]?.()
  await ends[6]
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test('guests of one visit have two turns together', () => {
  const turns = new Turns()
  const taken = Array.from({ length: 3 }, () => turns.take('a visit', guestsAtOnce))
  expect(taken.map((turn) => turn instanceof Promise)).toEqual([false, false, true])
})

test('a turn that is free is taken without waiting', () => {
  const turns = new Turns()
  const taken = Array.from({ length: 7 }, () => turns.take('somebody'))
  expect(taken.map((turn) => turn instanceof Promise)).toEqual([...Array.from({ length: 6 }, () => false), true])
})

/** A table that nobody can read for so long: requests that need it stay under way. */
async function whileLocked<Value>(during: () => Promise<Value>): Promise<Value> {
  return await site.database.db.transaction().execute(async (trx) => {
    await sql`lock table patient`.execute(trx)
    return await during()
  })
}

const get = (account: TestAccount, path: string, signal?: AbortSignal) =>
  fetch(site.url + path, {
    headers: { origin: testOrigin, cookie: account.cookie },
    ...(signal && { signal }),
  }).then(async (answer) => ({ status: answer.status, body: await answer.text() }))

/** Statements that wait for the locked table. */
async function countWaiting(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(site.database.db)
  return rows[0]?.waiting ?? 0
}

/** Resolves when this server has so many more requests. */
function requestsCame(count: number): Promise<void> {
  return new Promise((resolve) => {
    let come = 0
    const another = () => {
      come += 1
      if (come < count) return
      site.app.server.off('request', another)
      resolve()
    }
    site.app.server.on('request', another)
  })
}

/** Asks the database, and no table that is locked here. */
const slots = '/api/slots?specialty=tcm&from=2026-03-02T00:00:00Z&until=2026-03-03T00:00:00Z'

test('a hundred requests of one person at once keep nobody else from the database', async () => {
  const [greedy, other] = [await site.addAccount('compatriot'), await site.addAccount('compatriot')]
  // Who asks is known: what is to wait is the work itself.
  for (const account of [greedy, other]) await get(account, '/api/me')
  const hundred = await whileLocked(async () => {
    const come = requestsCame(100)
    const asked = Array.from({ length: 100 }, () => get(greedy, '/api/patients'))
    await come
    await expect.poll(countWaiting).toBe(6)
    const startedAt = performance.now()
    expect((await get(other, slots)).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    return asked
  })
  const answers = await Promise.all(hundred)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

test('who asks for twenty things at once is looked up once', async () => {
  const account = await site.addAccount('compatriot')
  const waiting = await whileLocked(async () => {
    const come = requestsCame(20)
    const asked = Array.from({ length: 20 }, () => get(account, '/api/me'))
    await come
    await expect.poll(countWaiting).toBe(1)
    return asked
  })
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
})

test('requests that their browser gave up leave the person their turns, also where their work does not end', async () => {
  const account = await site.addAccount('compatriot')
  // Whoever is known is not looked up again.
  await get(account, '/api/me')
  const timers = vi.spyOn(globalThis, 'setTimeout')
  await whileLocked(async () => {
    const gone = new AbortController()
    const come = requestsCame(7)
    const asked = Array.from({ length: 7 }, () => get(account, '/api/patients', gone.signal).catch(() => undefined))
    await come
    await expect.poll(countWaiting).toBe(6)
    const next = get(account, slots)
    gone.abort()
    await Promise.all(asked)
    // Half a minute later.
    await expect.poll(() => abandoned(timers).length).toBe(6)
    for (const endTurn of abandoned(timers)) endTurn()
    expect((await next).status).toBe(200)
    // The seventh had its turn when its browser was gone, and has as much time from then on.
    await expect.poll(countWaiting).toBe(7)
    expect(abandoned(timers)).toHaveLength(7)
  })
  timers.mockClear()
  expect((await get(account, '/api/patients')).status).toBe(200)
  expect(abandoned(timers)).toEqual([])
  timers.mockRestore()
})

/** What is to be done when requests whose browser is gone have had their time. */
function abandoned(timers: MockInstance<typeof setTimeout>): (() => void)[] {
  return timers.mock.calls.filter(([, ms]) => ms === 30_000).map(([work]) => work as () => void)
}
