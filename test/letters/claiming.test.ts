import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { claimLetters } from '../../signaling/letters/store.ts'
import { callSomebody, hospital, openPost } from './post.ts'

openPost()

test('however many letters wait, no more are claimed than the mail server is asked at once', async () => {
  const now = hospital.clock.now()
  await callSomebody()
  // The plan that PostgreSQL makes for a table that has just filled up looks for them once for each row.
  await sql`
    insert into letter (kind, about, happened_at, asked_at, send_at)
    select kind, gen_random_uuid(), happened_at, asked_at, send_at from letter, generate_series(1, 300)`.execute(
    hospital.db,
  )
  for (const plan of ['on', 'off']) {
    const claimed = await hospital.db.transaction().execute(async (trx) => {
      await sql`select set_config('enable_hashjoin', ${plan}, true), set_config('enable_hashagg', ${plan}, true),
        set_config('enable_mergejoin', ${plan}, true), set_config('enable_sort', ${plan}, true),
        set_config('enable_material', ${plan}, true), set_config('enable_memoize', ${plan}, true)`.execute(trx)
      return await claimLetters(trx, { now, until: now.add({ seconds: 30 }), limit: 5 })
    })
    expect(claimed).toHaveLength(5)
  }
})

test('what calls a patient goes before hundreds of letters that were due before', async () => {
  const now = hospital.clock.now()
  const before = now.subtract({ seconds: 20 })
  await sql`
    insert into letter (kind, about, happened_at, asked_at, send_at)
    select 'cancelled', gen_random_uuid(), ${before}, ${before}, ${before} from generate_series(1, 300)`.execute(
    hospital.db,
  )
  await callSomebody()
  const claimed = await hospital.db
    .transaction()
    .execute((trx) => claimLetters(trx, { now: hospital.clock.now(), until: now.add({ seconds: 30 }), limit: 3 }))
  expect(claimed.filter(({ kind }) => kind === 'call')).toHaveLength(1)
})
