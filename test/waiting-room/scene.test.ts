import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addTicket } from '../support/visits.ts'
import { emptyWaitingRoom } from './scene.ts'

const hospital = openHospital()

test('a waiting room is emptied under transactions that are under way, and none of them meets a deadlock', async () => {
  const { db } = hospital
  await addDoctorOnDuty(hospital)
  const { ticket } = await addTicket(hospital)
  const match = await matchOnce(hospital)
  const emptied = db.transaction().execute(async (trx) => {
    // In the product's order: the call, then its ticket.
    await sql`select from call where id = ${match?.consultationId} for update`.execute(trx)
    const emptying = emptyWaitingRoom(hospital)
    await sql`select pg_sleep(0.2)`.execute(trx)
    await sql`update ticket set calls_missed = 1 where id = ${ticket.id}`.execute(trx)
    return { emptying }
  })
  const { emptying } = await emptied
  await emptying
  expect((await sql`select from ticket`.execute(db)).rows).toEqual([])
})
