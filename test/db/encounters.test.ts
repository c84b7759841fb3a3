import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { lockOpenEncounters, type OpenEncounter } from '../../db/encounters.ts'
import { answerCall, endCall } from '../../signaling/consultations/call-store.ts'
import { openHospital } from '../support/hospital.ts'
import { addCall, addVisit, type Visit } from '../support/visits.ts'

const hospital = openHospital()

const lockOf = ({ ticketId }: Visit): Promise<OpenEncounter[]> =>
  hospital.db
    .transaction()
    .execute(async (trx) => await lockOpenEncounters(trx, sql<boolean>`ticket_id = ${ticketId}::uuid`))

/** Statements that wait for somebody's lock. */
async function countBlocked(): Promise<number> {
  const { rows } = await sql`select pid from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(hospital.database.owner)
  return rows.length
}

test('whoever waits for a call that is answered meanwhile holds the visit that it has become', async () => {
  const call = await addCall(hospital)
  const answering = await hospital.db.startTransaction().execute()
  await answerCall(answering, call.id, hospital.clock.now())
  const locking = lockOf(call)
  await expect.poll(countBlocked).toBe(1)
  await answering.commit().execute()
  expect(await locking).toEqual([{ id: call.id, expertId: call.doctor.expertId }])
})

test('whoever waits for a call that comes to nothing meanwhile holds nothing', async () => {
  const call = await addCall(hospital)
  const ending = await hospital.db.startTransaction().execute()
  await endCall(ending, call.id, { endReason: 'declined', endedBy: null, endedAt: hospital.clock.now() })
  const locking = lockOf(call)
  await expect.poll(countBlocked).toBe(1)
  await ending.commit().execute()
  expect(await locking).toEqual([])
})

test('a visit that is held is ended by nobody else, and a note may be begun in it', async () => {
  const visit = await addVisit(hospital)
  const holding = await hospital.db.startTransaction().execute()
  await lockOpenEncounters(holding, sql<boolean>`ticket_id = ${visit.ticketId}::uuid`)
  const visitRow = sql`select from consultation where id = ${visit.id}`
  await expect(sql`${visitRow} for update nowait`.execute(hospital.db)).rejects.toMatchObject({ code: '55P03' })
  await sql`${visitRow} for key share nowait`.execute(hospital.db)
  await holding.rollback().execute()
})
