import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { readDoctorQueue } from '../../signaling/board/doctor-queue.ts'
import { declineCall } from '../../signaling/consultations/service.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchAll, matchOnce } from '../../signaling/matching/matching.ts'
import { endLongPauses } from '../../signaling/waiting-room/lingering.ts'
import {
  callAgain,
  enterWaitingRoom,
  moveTicket,
  readTicket,
  resumePlace,
  triageTicket,
} from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty, addPatient } from '../support/people.ts'
import { addTicket, newTicket } from '../support/visits.ts'
import { attendanceOf, bookNow, emptyWaitingRoom, openCalls } from './scene.ts'

const hospital = openHospital({ there: true })
let coordinator: AccountViewer

beforeAll(async () => {
  coordinator = await addCoordinator(hospital)
})
beforeEach(() => emptyWaitingRoom(hospital))

async function callAndDecline(owner: AccountViewer): Promise<void> {
  const match = await matchOnce(hospital)
  if (match === undefined) throw new Error('no match')
  await declineCall(hospital, owner, match.consultationId)
}

test('"not now" frees the doctor for the next one, keeps the place, and counts as no missed call', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  hospital.clock.forward({ minutes: 1 })
  const next = await addTicket(hospital)
  await callAndDecline(owner)
  const paused = await readTicket(hospital, owner, ticket.id)
  expect(paused).toEqual({ ...ticket, pausedAt: hospital.clock.now().toString() })
  expect((await matchOnce(hospital))?.ticketId).toBe(next.ticket.id)
  expect((await readBoard(hospital)).tickets.find(({ id }) => id === ticket.id)).toMatchObject({
    blocked: 'paused',
    pausedAt: paused.pausedAt,
    callsMissed: 0,
  })
  expect((await readDoctorQueue(hospital, doctor)).tickets).toEqual([])
})

test('whoever is ready again is called in the place they had; ready twice is ready once', async () => {
  await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  await callAndDecline(owner)
  hospital.clock.forward({ hours: 2 })
  const later = await addTicket(hospital)
  const stranger = await addCompatriot(hospital)
  await expect(resumePlace(hospital, stranger, ticket.id)).rejects.toMatchObject({ status: 404 })
  await expect(resumePlace(hospital, coordinator, ticket.id)).rejects.toMatchObject({ status: 404 })
  const ready = await resumePlace(hospital, owner, ticket.id)
  expect(ready).toEqual(ticket)
  expect(await resumePlace(hospital, owner, ticket.id)).toEqual(ready)
  expect((await matchOnce(hospital))?.ticketId).toBe(ticket.id)
  await expect(resumePlace(hospital, owner, ticket.id)).rejects.toMatchObject({ code: 'ticketNotWaiting' })
  expect((await readTicket(hospital, later.owner, later.ticket.id)).status).toBe('waiting')
})

test('who has missed a call and says that they are there is called at once, and the missed call counts', async () => {
  await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  await matchOnce(hospital)
  hospital.clock.forward({ seconds: 91 })
  expect(await expireCalls(hospital)).toBe(1)
  expect(await matchOnce(hospital)).toBeUndefined()
  expect((await readTicket(hospital, owner, ticket.id)).notBefore).not.toBeNull()
  expect(await resumePlace(hospital, owner, ticket.id)).toMatchObject({ notBefore: null, callsMissed: 1 })
  expect((await matchOnce(hospital))?.ticketId).toBe(ticket.id)
})

test('any number of "not now" end no place; unanswered calls in between still count', async () => {
  await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  for (const callsMissed of [1, 2]) {
    await callAndDecline(owner)
    await resumePlace(hospital, owner, ticket.id)
    await callAndDecline(owner)
    await resumePlace(hospital, owner, ticket.id)
    await matchOnce(hospital)
    hospital.clock.forward({ seconds: 91 })
    expect(await expireCalls(hospital)).toBe(1)
    hospital.clock.forward({ minutes: 2 })
    expect(await readTicket(hospital, owner, ticket.id)).toMatchObject({ status: 'waiting', callsMissed })
  }
})

test('a pause goes on where the ticket is moved to, and a coordinator may end it or assign it', async () => {
  await addDoctorOnDuty(hospital)
  const skin = await addDoctorOnDuty(hospital, { specialties: ['dermatology'] })
  const { owner, ticket } = await addTicket(hospital)
  await callAndDecline(owner)
  await triageTicket(hospital, coordinator, ticket.id, { specialty: 'dermatology', urgency: 'routine' })
  expect(await matchOnce(hospital)).toBeUndefined()
  await moveTicket(hospital, owner, ticket.id, { specialty: 'generalPractice' })
  expect(await matchOnce(hospital)).toBeUndefined()
  await triageTicket(hospital, coordinator, ticket.id, { specialty: 'dermatology', urgency: 'routine' })
  await assignTicket(hospital, coordinator, ticket.id, { expertId: skin.expertId })
  hospital.clock.forward({ seconds: 91 })
  await expireCalls(hospital)
  expect(await readTicket(hospital, owner, ticket.id)).toMatchObject({ callsMissed: 1, pausedAt: null })
  hospital.clock.forward({ minutes: 2 })
  await callAndDecline(owner)
  await callAgain(hospital, coordinator, ticket.id)
  expect((await matchOnce(hospital))?.ticketId).toBe(ticket.id)
})

test('after twelve hours the place ends, with a letter; not a minute before', async () => {
  const doctor = await addDoctorOnDuty(hospital, { minutes: 1_440 })
  const { owner, ticket } = await addTicket(hospital)
  await callAndDecline(owner)
  hospital.clock.forward({ hours: 11, minutes: 59 })
  expect(await endLongPauses(hospital)).toBe(0)
  hospital.clock.forward({ minutes: 1 })
  // Its hour has come, and still nobody is sent to somebody who is not ready.
  expect(await matchOnce(hospital)).toBeUndefined()
  expect((await readDoctorQueue(hospital, doctor)).tickets).toEqual([])
  const before = hospital.letters.length
  const ended = await Promise.all([endLongPauses(hospital), endLongPauses({ ...hospital, ...hospital.there })])
  expect(ended.toSorted()).toEqual([0, 1])
  expect(await readTicket(hospital, owner, ticket.id)).toMatchObject({ status: 'left', leftReason: 'paused' })
  await hospital.deliver()
  expect(hospital.letters.slice(before)).toMatchObject([{ subject: 'Your place in the queue has ended' }])
  expect(hospital.letters.at(-1)?.text).toMatch(/at Mon,? \d\d:\d\d \(Rome\)\./)
})

test('a booked patient says "not now" as well, is not released to others meanwhile, and was not there in the end', async () => {
  const doctor = await addDoctorOnDuty(hospital, { minutes: 1_440 })
  const owner = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, owner)
  const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes: 5 })
  const ticket = await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId }))
  await callAndDecline(owner)
  hospital.clock.forward({ minutes: 30 })
  expect(await readTicket(hospital, owner, ticket.id)).toMatchObject({ waitsForBooked: true })
  await resumePlace(hospital, owner, ticket.id)
  await callAndDecline(owner)
  hospital.clock.forward({ hours: 12 })
  expect(await endLongPauses(hospital)).toBe(1)
  expect(await attendanceOf(hospital, appointmentId)).toBe('noshow')
})

test.each(Array.from({ length: 6 }, (_, round) => round))('"not now" while the call runs out (%i)', async () => {
  await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  const match = await matchOnce(hospital)
  if (match === undefined) throw new Error('no match')
  hospital.clock.forward({ seconds: 91 })
  const declined = declineCall(hospital.there, owner, match.consultationId).then(
    () => true,
    () => false,
  )
  const [wasFirst, expired] = await Promise.all([declined, expireCalls(hospital)])
  expect(expired).toBe(wasFirst ? 0 : 1)
  const { callsMissed, pausedAt } = await readTicket(hospital, owner, ticket.id)
  expect({ callsMissed, paused: pausedAt !== null }).toEqual({ callsMissed: expired, paused: wasFirst })
  hospital.clock.forward({ minutes: 3 })
  await matchAll(hospital, 2)
  expect((await openCalls(hospital)).size).toBe(wasFirst ? 0 : 1)
})
