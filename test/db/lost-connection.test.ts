import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../db/connection.ts'
import { transact } from '../../signaling/live/transact.ts'
import { CuttingProxy, type Moment } from '../support/cutting-proxy.ts'
import { openHospital } from '../support/hospital.ts'

const site = openHospital({ http: true })
let proxy: CuttingProxy
let behind: OpenDatabase

beforeAll(async () => {
  const opened = await CuttingProxy.open(site.database.url)
  proxy = opened.proxy
  behind = openDatabase(opened.url, pino({ level: 'silent' }))
})
afterAll(async () => {
  await behind?.close()
  await proxy?.[Symbol.asyncDispose]()
})

/** Ends every connection of the application, from one that is not among them, and waits until they are gone. */
async function killAll(): Promise<number> {
  const killer = new pg.Client({ connectionString: site.database.url, application_name: 'killer' })
  await killer.connect()
  const { rowCount } = await killer.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and application_name = 'qiaoyi'`,
  )
  await killer.end()
  return rowCount ?? 0
}

const patient = () => ({ idempotencyKey: crypto.randomUUID(), name: '林秀英', relationship: 'other' })

test('everybody is answered who asks when all the idle connections have just died', async () => {
  const people = await Promise.all(Array.from({ length: 50 }, () => site.addAccount('compatriot')))
  for (let blow = 1; blow <= 3; blow += 1) {
    // Fills the pool, with connections of every kind.
    await Promise.all(
      people.flatMap((person) => [
        site.send(person, 'GET', '/api/patients'),
        sql`select pg_sleep(0.01)`.execute(site.database.db),
      ]),
    )
    await Promise.all(people.map((person) => site.send(person, 'POST', '/api/patients', patient())))
    expect(await killAll()).toBeGreaterThan(9)
    const answers = await Promise.all(
      people.map((person, index) =>
        index % 2 === 0
          ? site.send(person, 'GET', '/api/patients')
          : site.send(person, 'POST', '/api/patients', patient()),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(people.map((_, index) => (index % 2 === 0 ? 200 : 201)))
  }
})

describe('a line that breaks', () => {
  let email: string
  beforeEach(() => {
    email = `${crypto.randomUUID()}@example.org`
  })
  const person = () => ({ email, role: 'compatriot' as const, timeZone: 'Europe/Rome', locale: 'it' as const })
  const count = async () =>
    (await site.database.db.selectFrom('account').select('id').where('email', '=', email).execute()).length
  const moments: readonly Moment[] = ['unsent', 'answered']

  /** A use case of two statements; how often it was begun. */
  function writes(): { done: Promise<number>; begun: () => number } {
    let begun = 0
    const done = transact({ db: behind.db, outbox: site.outbox }, async (trx) => {
      begun += 1
      await trx.insertInto('account').values(person()).execute()
      await sql`select 'the second statement'`.execute(trx)
      return begun
    })
    return { done, begun: () => begun }
  }

  test.each(moments)('at a read, %s: it is read again', async (moment) => {
    proxy.cutOnce('a certain read', moment)
    const { rows } = await sql<{ text: string }>`select 'a certain read' as text`.execute(behind.db)
    expect(rows).toEqual([{ text: 'a certain read' }])
    expect(proxy.isWhole).toBe(false)
  })

  test.each(moments)('at the begin, %s: the use case runs, once', async (moment) => {
    proxy.cutOnce('begin', moment)
    const { done } = writes()
    expect(await done).toBe(1)
    expect(await count()).toBe(1)
    expect(proxy.isWhole).toBe(false)
  })

  test.each(moments)('in the middle, %s: nothing was committed, and the use case runs again', async (moment) => {
    proxy.cutOnce('the second statement', moment)
    const { done } = writes()
    expect(await done).toBe(2)
    expect(await count()).toBe(1)
  })

  test.each([
    ['unsent', 0],
    ['answered', 1],
  ] as const)('at the commit, %s: it is told, and never done twice', async (moment, committed) => {
    proxy.cutOnce('commit', moment)
    const { done, begun } = writes()
    await expect(done).rejects.toThrow(/Connection terminated|ECONNRESET/)
    expect(begun()).toBe(1)
    expect(await count()).toBe(committed)
  })

  test.each([
    ['unsent', 0],
    ['answered', 1],
  ] as const)('at a write of its own, %s: it is told, and never done twice', async (moment, committed) => {
    proxy.cutOnce('insert into', moment)
    await expect(behind.db.insertInto('account').values(person()).execute()).rejects.toThrow(
      /Connection terminated|ECONNRESET/,
    )
    expect(await count()).toBe(committed)
  })

  test('before a write of its own: another line is taken', async () => {
    await sql`select 1`.execute(site.database.db)
    await killAll()
    await site.database.db.insertInto('account').values(person()).execute()
    expect(await count()).toBe(1)
  })
})
