import { beforeEach, expect, test } from 'vitest'
import { answerCall, lockCall } from '../../signaling/consultations/call-store.ts'
import { closeMissedCall } from '../../signaling/consultations/calling.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { transact } from '../../signaling/live/transact.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchAll, matchOnce } from '../../signaling/matching/matching.ts'
import { pauseDuty } from '../../signaling/roster/duty.ts'
import { cancelShift } from '../../signaling/roster/service.ts'
import { seatInConsultation } from '../../signaling/waiting-room/place-changes.ts'
import { leaveWaitingRoom, readTicket, triageTicket } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addTicket } from '../support/visits.ts'
import { outcomes } from '../waiting-room/outcomes.ts'
import { emptyWaitingRoom, openCalls, waitingIds } from '../waiting-room/scene.ts'

/** Two processes over one database. */
const hospital = openHospital({ there: true })

beforeEach(() => emptyWaitingRoom(hospital))

/** Ticket and waiting row and call or visit must tell one story. */
async function expectOneStory(): Promise<void> {
  const calls = await hospital.db
    .selectFrom('encounter')
    .select(['ticketId', 'expertId'])
    .where('endedAt', 'is', null)
    .execute()
  expect(new Set(calls.map(({ ticketId }) => ticketId)).size).toBe(calls.length)
  expect(new Set(calls.map(({ expertId }) => expertId)).size).toBe(calls.length)
  const tickets = await hospital.db.selectFrom('ticket').select(['id', 'status']).execute()
  const waiting = new Set(await waitingIds(hospital))
  const called = new Set(calls.map(({ ticketId }) => ticketId))
  for (const { id, status } of tickets) {
    expect({ id, status, waiting: waiting.has(id), called: called.has(id) }).toEqual({
      id,
      status,
      waiting: status === 'waiting',
      called: status === 'called' || status === 'inConsultation',
    })
  }
}

test('64 matches at once in two processes: 20 doctors get the first 20 of 60 tickets, each once', async () => {
  for (let index = 0; index < 20; index += 1) await addDoctorOnDuty(hospital)
  for (let index = 0; index < 60; index += 1) {
    await addTicket(hospital, { redFlags: index % 10 === 9 ? ['infantFever'] : [] })
    hospital.clock.forward({ seconds: 20 })
  }
  const inOrder = await waitingIds(hospital)
  const matches = await Promise.all(
    Array.from({ length: 64 }, (_, index) => matchOnce(index % 2 === 0 ? hospital : hospital.there)),
  )

  const calls = await openCalls(hospital)
  expect(matches.filter((match) => match !== undefined)).toHaveLength(20)
  expect(calls.size).toBe(20)
  expect(new Set(calls.values()).size).toBe(20)
  expect(new Set(calls.keys())).toEqual(new Set(inOrder.slice(0, 20)))
  await expectOneStory()
})

test('two matchers at once serve everybody they can, in any number of rounds', async () => {
  for (let index = 0; index < 8; index += 1) await addDoctorOnDuty(hospital)
  for (let index = 0; index < 30; index += 1) await addTicket(hospital)
  const matches = await Promise.all([matchAll(hospital, 4), matchAll(hospital.there, 4), matchAll(hospital, 4)])
  const made = matches.flat().map(({ ticketId }) => ticketId)
  expect(made).toHaveLength(8)
  expect(new Set(made).size).toBe(8)
  await expectOneStory()
})

test.each(Array.from({ length: 8 }, (_, round) => round))('leaving while being matched (%i)', async () => {
  await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  await outcomes([
    matchOnce(hospital),
    leaveWaitingRoom(hospital.there, owner, ticket.id, {}),
    matchOnce(hospital.there),
  ])
  // Leaving also ends a call, so that whoever came first, the patient is gone and the doctor is free.
  expect((await readTicket(hospital, owner, ticket.id)).status).toBe('left')
  expect((await openCalls(hospital)).size).toBe(0)
  await expectOneStory()
})

test.each(Array.from({ length: 8 }, (_, round) => round))('assigning by hand while being matched (%i)', async () => {
  const [first, second] = [await addDoctorOnDuty(hospital), await addDoctorOnDuty(hospital)]
  const coordinator = await addCoordinator(hospital)
  const { ticket } = await addTicket(hospital)
  const other = await addTicket(hospital)
  const results = await outcomes([
    matchOnce(hospital),
    assignTicket(hospital.there, coordinator, other.ticket.id, { expertId: first.expertId }),
    assignTicket(hospital, coordinator, other.ticket.id, { expertId: second.expertId }),
    matchOnce(hospital.there),
    assignTicket(hospital.there, coordinator, ticket.id, { expertId: first.expertId }),
  ])
  for (const result of results) {
    if (typeof result === 'string') expect(['doctorNotFree', 'ticketNotWaiting']).toContain(result)
  }
  await matchAll(hospital, 2)
  expect((await openCalls(hospital)).size).toBe(2)
  await expectOneStory()
})

test.each(Array.from({ length: 8 }, (_, round) => round))('a pause while being matched (%i)', async () => {
  const { expertId } = await addDoctorOnDuty(hospital)
  await addTicket(hospital)
  const now = hospital.clock.now()
  const pause = transact(hospital.there, (trx, announce) => pauseDuty(trx, announce, expertId, now))
  await Promise.all([matchOnce(hospital), pause, matchOnce(hospital.there)])
  expect(await matchOnce(hospital)).toBeUndefined()
  expect((await openCalls(hospital)).size).toBeLessThanOrEqual(1)
  await expectOneStory()
})

test.each(Array.from({ length: 8 }, (_, round) => round))('cancelling the shift while being matched (%i)', async () => {
  const { expertId } = await addDoctorOnDuty(hospital)
  await addTicket(hospital)
  const { shiftId } = await hospital.db
    .selectFrom('duty')
    .select('shiftId')
    .where('expertId', '=', expertId)
    .executeTakeFirstOrThrow()
  const [cancelled] = await outcomes([
    cancelShift(hospital.there, shiftId, true),
    matchOnce(hospital),
    matchOnce(hospital.there),
  ])
  // Whichever came first, a patient is called or the doctor is off duty.
  const calls = (await openCalls(hospital)).size
  const done = { cancelledShifts: 1, cancelledAppointments: 0, keptBecauseBooked: [] }
  expect(cancelled).toEqual(calls === 1 ? 'shiftHasConsultation' : done)
  expect(await matchOnce(hospital)).toBeUndefined()
  expect((await openCalls(hospital)).size).toBe(calls)
  await expectOneStory()
})

test.each(Array.from({ length: 8 }, (_, round) => round))('an answer while the call runs out (%i)', async () => {
  await addDoctorOnDuty(hospital)
  const { ticket } = await addTicket(hospital)
  const match = await matchOnce(hospital)
  if (match === undefined) throw new Error('no match')
  hospital.clock.forward({ seconds: 91 })
  const answer = transact(hospital.there, async (trx, announce) => {
    // As the consultation's own service does: the call's row first, then the ticket.
    const call = await lockCall(trx, match.consultationId)
    if (call?.endedAt !== null) return false
    await answerCall(trx, match.consultationId, hospital.clock.now())
    await seatInConsultation(trx, announce, ticket.id)
    return true
  })
  const [answered, expiredHere, expiredThere] = await Promise.all([
    answer,
    expireCalls(hospital),
    expireCalls(hospital.there),
  ])
  expect(expiredHere + expiredThere).toBe(answered ? 0 : 1)
  const { status, callsMissed } = await hospital.db
    .selectFrom('ticket')
    .select(['status', 'callsMissed'])
    .where('id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  expect({ status, callsMissed }).toEqual(
    answered ? { status: 'inConsultation', callsMissed: 0 } : { status: 'waiting', callsMissed: 1 },
  )
  await expectOneStory()
})

test.each(Array.from({ length: 8 }, (_, round) => round))('triage while being matched (%i)', async () => {
  await addDoctorOnDuty(hospital)
  await addDoctorOnDuty(hospital, { specialties: ['dermatology'] })
  const coordinator = await addCoordinator(hospital)
  const { ticket } = await addTicket(hospital, { specialty: null })
  const triage = triageTicket(hospital.there, coordinator, ticket.id, { specialty: 'dermatology', urgency: 'routine' })
  const [first, triaged, second] = await outcomes([matchOnce(hospital), triage, matchOnce(hospital.there)])
  await matchAll(hospital, 2)
  const [call] = await hospital.db
    .selectFrom('encounter')
    .innerJoin('expert', 'expert.id', 'expertId')
    .select('specialties')
    .execute()
  if (triaged === 'ticketNotWaiting') expect(first ?? second).toBeDefined()
  // Whichever came first, the doctor is one for the queue in which the ticket then stood.
  expect(call?.specialties).toEqual([triaged === 'ticketNotWaiting' ? 'generalPractice' : 'dermatology'])
  await expectOneStory()
})

test('a call that ends twice counts once', async () => {
  await addDoctorOnDuty(hospital)
  await addTicket(hospital)
  const match = await matchOnce(hospital)
  if (match === undefined) throw new Error('no match')
  const end = (through: Dependencies) =>
    transact(through, (trx, announce) =>
      closeMissedCall(trx, announce, match.consultationId, {
        now: hospital.clock.now(),
        reason: 'declined',
        endedBy: null,
      }),
    )
  const ended = await Promise.all([end(hospital), end(hospital.there), end(hospital)])
  expect(ended.filter(Boolean)).toHaveLength(1)
})
