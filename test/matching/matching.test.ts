import { beforeEach, describe, expect, test } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { transact } from '../../signaling/live/transact.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { matchAll, matchOnce } from '../../signaling/matching/matching.ts'
import { finishPlace, returnToQueue } from '../../signaling/waiting-room/place-changes.ts'
import { enterWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctor, addDoctorOnDuty } from '../support/people.ts'
import { addTicket, answerCallOf, newTicket } from '../support/visits.ts'
import { emptyWaitingRoom, lastTold } from '../waiting-room/scene.ts'

const hospital = openHospital()

beforeEach(() => emptyWaitingRoom(hospital))

const codes = (reasons: readonly { code: string }[] | undefined) => reasons?.map(({ code }) => code)

describe('a match', () => {
  test('skips whoever nobody free can see, and says why', async () => {
    await addDoctorOnDuty(hospital, { languages: ['cmn', 'it'] })
    await addTicket(hospital, { languages: ['fr'] })
    hospital.clock.forward({ minutes: 3 })
    const { owner, ticket } = await addTicket(hospital, { languages: ['it'] })
    hospital.clock.forward({ minutes: 4 })
    const match = await matchOnce(hospital)
    expect(match?.ticketId).toBe(ticket.id)
    const seen = await readTicket(hospital, owner, ticket.id)
    expect(seen).toMatchObject({ status: 'called', queue: null, call: { status: 'called', callNumber: 1 } })
    expect(seen.call?.reasons).toEqual([
      { code: 'waitedLongest', minutes: 4 },
      { code: 'specialty', specialty: 'generalPractice' },
      { code: 'language', language: 'it' },
    ])
    const { blocked } = (await readBoard(hospital)).tickets.find(({ id }) => id !== ticket.id) ?? {}
    expect(blocked).toBe('noSharedLanguage')
  })

  test('any number who cannot be seen keep nobody behind them waiting', async () => {
    for (let index = 0; index < 40; index += 1) await addTicket(hospital, { languages: ['pt'] })
    const { ticket } = await addTicket(hospital)
    await addDoctorOnDuty(hospital)
    expect((await matchOnce(hospital))?.ticketId).toBe(ticket.id)
  })

  test('prefers the doctor who knows the patient', async () => {
    const { owner, patientId, ticket } = await addTicket(hospital)
    const known = await addDoctorOnDuty(hospital)
    await matchOnce(hospital)
    await answerCallOf(hospital, ticket.id)
    await hospital.db
      .updateTable('consultation')
      .set({
        status: 'finished',
        startedAt: hospital.clock.now(),
        endedAt: hospital.clock.now(),
        endReason: 'completed',
      })
      .execute()
    await transact(hospital, (trx, announce) => finishPlace(trx, announce, ticket.id, hospital.clock.now()))
    await addDoctorOnDuty(hospital)
    await enterWaitingRoom(hospital, owner, newTicket(patientId))
    const match = await matchOnce(hospital)
    expect(match?.expertId).toBe(known.expertId)
    expect(match?.reasons).toContainEqual({ code: 'continuity', count: 1 })
  })

  test('not with a retired, paused or leaving doctor', async () => {
    const retired = await addDoctorOnDuty(hospital)
    const paused = await addDoctorOnDuty(hospital)
    await addDoctorOnDuty(hospital, { minutes: 6 })
    const now = hospital.clock.now()
    await hospital.db.updateTable('expert').set({ retiredAt: now }).where('id', '=', retired.expertId).execute()
    await hospital.db.updateTable('duty').set({ pausedAt: now }).where('expertId', '=', paused.expertId).execute()
    await addTicket(hospital)
    expect(await matchOnce(hospital)).toBeUndefined()
  })

  test('returned without a missed call: the same place at once', async () => {
    await addDoctorOnDuty(hospital)
    const { owner, ticket } = await addTicket(hospital)
    await matchOnce(hospital)
    const back = { now: hospital.clock.now(), missed: false }
    await transact(hospital, (trx, announce) => returnToQueue(trx, announce, ticket.id, back))
    expect(await readTicket(hospital, owner, ticket.id)).toEqual(ticket)
  })
})

test('a coordinator assigns against language and turn, not against specialty, and only to somebody free', async () => {
  const coordinator = await addCoordinator(hospital)
  const doctor = await addDoctorOnDuty(hospital)
  const other = await addDoctorOnDuty(hospital, { specialties: ['tcm'] })
  const away = await addDoctor(hospital)
  const { ticket } = await addTicket(hospital, { languages: ['fr'] })
  const assign = (expertId: string, id = ticket.id) => assignTicket(hospital, coordinator, id, { expertId })
  await expect(assign(other.expertId)).rejects.toMatchObject({ code: 'doctorLacksSpecialty' })
  await expect(assign(away.expertId)).rejects.toMatchObject({ code: 'doctorNotFree' })
  const assigned = await assign(doctor.expertId)
  expect(codes(assigned.call?.reasons)).toEqual(['assignedByHand', 'specialty'])
  await expect(assign(doctor.expertId)).rejects.toMatchObject({ code: 'ticketNotWaiting' })
  const next = await addTicket(hospital)
  await expect(assign(doctor.expertId, next.ticket.id)).rejects.toMatchObject({ code: 'doctorNotFree' })
})

test('what is called by one commit is told once, to everybody whom it concerns', async () => {
  const doctors = [await addDoctorOnDuty(hospital), await addDoctorOnDuty(hospital), await addDoctorOnDuty(hospital)]
  const waiting = [await addTicket(hospital), await addTicket(hospital, { redFlags: ['infantFever'] })]
  const matches = await matchAll(hospital, 1)
  expect(matches).toHaveLength(2)
  const told = await lastTold(hospital)
  const expected = [
    ...waiting.flatMap(({ owner, ticket }) => [`ticket:${ticket.id}`, `tickets:${owner.accountId}`]),
    ...matches.flatMap(({ expertId }) => [`duty:${expertId}`, `currentConsultation:${expertId}`]),
    ...doctors.map(({ expertId }) => `doctorQueue:${expertId}`),
    'queue:generalPractice',
    'queue:triage',
    'outlook',
    'letters',
  ]
  expect(told).toEqual(expect.arrayContaining(expected))
  expect(told).toHaveLength(new Set(told).size)
  expect(told).not.toContain('roster')
})
