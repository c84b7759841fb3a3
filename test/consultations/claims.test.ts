import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../../db/tables.ts'
import { claimRoomsToLookAt } from '../../signaling/consultations/presence-store.ts'
import { claimRoomsToClose } from '../../signaling/consultations/room-store.ts'
import { openHospital } from '../support/hospital.ts'
import { addVisit } from '../support/visits.ts'

const hospital = openHospital()

/** With the plan that PostgreSQL may make for a table that has just filled up: it looks once for each row. */
async function rowByRow<Value>(during: (db: Kysely<Database>) => Promise<Value>): Promise<Value> {
  return await hospital.database.db.transaction().execute(async (trx) => {
    const settings = ['hashjoin', 'hashagg', 'mergejoin', 'sort', 'material', 'memoize']
    for (const name of settings) await sql`select set_config(${`enable_${name}`}, 'off', true)`.execute(trx)
    return await during(trx)
  })
}

test('however many rooms are due, no more are claimed at once than were asked for', async () => {
  const { db } = hospital.database
  const now = hospital.clock.now()
  const nextTry = now.add({ seconds: 30 })
  const ids = []
  for (let count = 0; count < 8; count += 1) ids.push((await addVisit(hospital)).id)
  await db
    .insertInto('presence')
    .values(ids.map((consultationId) => ({ consultationId, lookAt: now })))
    .onConflict((conflict) => conflict.column('consultationId').doUpdateSet({ lookAt: now }))
    .execute()
  await rowByRow((trx) => claimRoomsToLookAt(trx, { now, nextTry, limit: 3 }))
  expect(await db.selectFrom('presence').select('consultationId').where('lookAt', '>', now).execute()).toHaveLength(3)

  await sql`insert into abandoned_room (room_name, consultation_id, abandoned_at, close_at)
    select 'room ' || n, ${ids[0]}::uuid, ${now}, ${now} from generate_series(1, 300) n`.execute(db)
  expect(await rowByRow((trx) => claimRoomsToClose(trx, now, nextTry))).toHaveLength(50)
})
