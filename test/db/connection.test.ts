import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'

import { kept } from '../../db/kept.ts'
import { toRange } from '../../db/range.ts'
import { openTestDatabase } from '../support/hospital.ts'

const database = openTestDatabase()

async function value<T>(expression: ReturnType<typeof sql<T>>): Promise<T> {
  const { rows } = await sql<{ value: T }>`select ${expression} as value`.execute(database.db)
  return rows[0]!.value
}

const instant = Temporal.Instant.from('2026-11-22T15:49:31.123456Z')

describe('column values', () => {
  test.each([
    ['bigint', sql`9007199254740991::bigint`, 9007199254740991],
    ['count', sql`count(*)`, 1],
    ['date', sql`'2026-02-28'::date`, '2026-02-28'],
    ['date[]', sql`array['2026-02-28', null]::date[]`, ['2026-02-28', null]],
    ['time', sql`'14:00'::time`, '14:00:00'],
    ['text[]', sql`array['cmn', 'wuu-wz']`, ['cmn', 'wuu-wz']],
    ['jsonb', sql`'{"snake_key": {"inner_key": 1}}'::jsonb`, { snake_key: { inner_key: 1 } }],
  ])('%s', async (_name, expression, expected) => {
    expect(await value(expression)).toEqual(expected)
  })

  test('an instant goes in and comes out as it was', async () => {
    expect((await value(sql<Temporal.Instant>`${instant}::timestamptz`)).equals(instant)).toBe(true)
  })

  test('an instant is not rounded up to a later microsecond', async () => {
    const fine = Temporal.Instant.from('2026-11-22T15:49:31.123456999Z')
    expect((await value(sql<Temporal.Instant>`${fine}::timestamptz`)).equals(instant)).toBe(true)
  })

  test('instants in an array', async () => {
    const back = await value(sql<Temporal.Instant[]>`${[instant, instant]}::timestamptz[]`)
    expect(back.map(String)).toEqual([String(instant), String(instant)])
  })

  test.each(['Asia/Shanghai', 'Asia/Kolkata', 'Europe/Rome'])('an instant read in a session in %s', async (zone) => {
    await database.db.transaction().execute(async (trx) => {
      await sql`select set_config('TimeZone', ${zone}, true)`.execute(trx)
      const { rows } = await sql<{ value: Temporal.Instant }>`select ${instant}::timestamptz as value`.execute(trx)
      expect(rows[0]?.value.equals(instant)).toBe(true)
    })
  })

  test('a stretch goes in and comes out as it was', async () => {
    const during = { start: instant, end: instant.add({ hours: 2 }) }
    const back = await value(sql<typeof during>`${toRange(during)}`)
    expect([String(back.start), String(back.end)]).toEqual([String(during.start), String(during.end)])
  })

  test.each([sql`9007199254740992::bigint`, sql`tstzrange(now(), null)`, sql`'empty'::tstzrange`])(
    'a value that would be silently wrong is an error',
    async (expression) => {
      await expect(value(expression)).rejects.toThrow(RangeError)
    },
  )
})

test('a statement that is kept is prepared once by its connection, and answers as any other', async () => {
  await database.db.transaction().execute(async (trx) => {
    const double = async (number: number): Promise<number | undefined> => {
      const { rows } = await sql<{ double: number }>`select ${number}::int * 2 as double ${kept}`.execute(trx)
      return rows[0]?.double
    }
    expect([await double(1), await double(2), await double(3)]).toEqual([2, 4, 6])
    const { rows } = await sql`select from pg_prepared_statements where statement like '%as double%'`.execute(trx)
    expect(rows).toHaveLength(1)
  })
})

describe('a lost connection', () => {
  test('does not end the process, in a transaction or idle, and the next query gets another', async () => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.db)
    await expect(
      database.db.transaction().execute(async (trx) => {
        const lent = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
        await sql`select pg_terminate_backend(${lent.rows[0]!.pid})`.execute(database.db)
        await sql`select 1`.execute(trx)
      }),
    ).rejects.toThrow()
    expect(rows).toHaveLength(1)
    expect(await value(sql`1`)).toBe(1)
  })
})
