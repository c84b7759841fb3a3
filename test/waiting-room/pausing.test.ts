import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { readDoctorQueue } from '../../signaling/board/doctor-queue.ts'
import { declineCall } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
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
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import { addDoctorOnDuty, addWaiter, attendanceOf, bookNow, emptyWaitingRoom, newTicket, openCalls } from './scene.ts'

let services: TestServices
let other: Dependencies
let coordinator: AccountViewer

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
  other = await services.another()
  coordinator = await createViewer(services, 'coordinator')
})
afterAll(() => services.close())
beforeEach(() => emptyWaitingRoom(services))

async function callAndDecline(owner: AccountViewer): Promise<void> {
  const match = await matchOnce(services)
  if (match === undefined) throw new Error('no match')
  await declineCall(services, owner, match.consultationId)
}

test('"not now" frees the doctor for the next one, keeps the place, and counts as no missed call', async () => {
  const doctor = await addDoctorOnDuty(services)
  const { owner, ticket } = await addWaiter(services)
  services.clock.forward({ minutes: 1 })
  const next = await addWaiter(services)
  await callAndDecline(owner)
  const paused = await readTicket(services, owner, ticket.id)
  expect(paused).toEqual({ ...ticket, pausedAt: services.clock.now().toString() })
  expect((await matchOnce(services))?.ticketId).toBe(next.ticket.id)
  expect((await readBoard(services)).tickets.find(({ id }) => id === ticket.id)).toMatchObject({
    blocked: 'paused',
    pausedAt: paused.pausedAt,
    callsMissed: 0,
  })
  expect((await readDoctorQueue(services, doctor)).tickets).toEqual([])
})

test('whoever is ready again is called in the place they had; ready twice is ready once', async () => {
  await addDoctorOnDuty(services)
  const { owner, ticket } = await addWaiter(services)
  await callAndDecline(owner)
  services.clock.forward({ hours: 2 })
  const later = await addWaiter(services)
  const stranger = await createViewer(services, 'compatriot')
  await expect(resumePlace(services, stranger, ticket.id)).rejects.toMatchObject({ status: 404 })
  await expect(resumePlace(services, coordinator, ticket.id)).rejects.toMatchObject({ status: 404 })
  const ready = await resumePlace(services, owner, ticket.id)
  expect(ready).toEqual(ticket)
  expect(await resumePlace(services, owner, ticket.id)).toEqual(ready)
  expect((await matchOnce(services))?.ticketId).toBe(ticket.id)
  await expect(resumePlace(services, owner, ticket.id)).rejects.toMatchObject({ code: 'ticketNotWaiting' })
  expect((await readTicket(services, later.owner, later.ticket.id)).status).toBe('waiting')
})

test('who has missed a call and says that they are there is called at once, and the missed call counts', async () => {
  await addDoctorOnDuty(services)
  const { owner, ticket } = await addWaiter(services)
  await matchOnce(services)
  services.clock.forward({ seconds: 91 })
  expect(await expireCalls(services)).toBe(1)
  expect(await matchOnce(services)).toBeUndefined()
  expect((await readTicket(services, owner, ticket.id)).notBefore).not.toBeNull()
  expect(await resumePlace(services, owner, ticket.id)).toMatchObject({ notBefore: null, callsMissed: 1 })
  expect((await matchOnce(services))?.ticketId).toBe(ticket.id)
})

test('any number of "not now" end no place; unanswered calls in between still count', async () => {
  await addDoctorOnDuty(services)
  const { owner, ticket } = await addWaiter(services)
  for (const callsMissed of [1, 2]) {
    await callAndDecline(owner)
    await resumePlace(services, owner, ticket.id)
    await callAndDecline(owner)
    await resumePlace(services, owner, ticket.id)
    await matchOnce(services)
    services.clock.forward({ seconds: 91 })
    expect(await expireCalls(services)).toBe(1)
    services.clock.forward({ minutes: 2 })
    expect(await readTicket(services, owner, ticket.id)).toMatchObject({ status: 'waiting', callsMissed })
  }
})

test('a pause goes on where the ticket is moved to, and a coordinator may end it or assign it', async () => {
  await addDoctorOnDuty(services)
  const skin = await addDoctorOnDuty(services, { specialties: ['dermatology'] })
  const { owner, ticket } = await addWaiter(services)
  await callAndDecline(owner)
  await triageTicket(services, coordinator, ticket.id, { specialty: 'dermatology', urgency: 'routine' })
  expect(await matchOnce(services)).toBeUndefined()
  await moveTicket(services, owner, ticket.id, { specialty: 'generalPractice' })
  expect(await matchOnce(services)).toBeUndefined()
  await triageTicket(services, coordinator, ticket.id, { specialty: 'dermatology', urgency: 'routine' })
  await assignTicket(services, coordinator, ticket.id, { expertId: skin.expertId })
  services.clock.forward({ seconds: 91 })
  await expireCalls(services)
  expect(await readTicket(services, owner, ticket.id)).toMatchObject({ callsMissed: 1, pausedAt: null })
  services.clock.forward({ minutes: 2 })
  await callAndDecline(owner)
  await callAgain(services, coordinator, ticket.id)
  expect((await matchOnce(services))?.ticketId).toBe(ticket.id)
})

test('after twelve hours the place ends, with a letter; not a minute before', async () => {
  const doctor = await addDoctorOnDuty(services, { minutes: 1_440 })
  const { owner, ticket } = await addWaiter(services)
  await callAndDecline(owner)
  services.clock.forward({ hours: 11, minutes: 59 })
  expect(await endLongPauses(services)).toBe(0)
  services.clock.forward({ minutes: 1 })
  // Its hour has come, and still nobody is sent to somebody who is not ready.
  expect(await matchOnce(services)).toBeUndefined()
  expect((await readDoctorQueue(services, doctor)).tickets).toEqual([])
  const before = services.letters.length
  const ended = await Promise.all([endLongPauses(services), endLongPauses({ ...services, ...other })])
  expect(ended.toSorted()).toEqual([0, 1])
  expect(await readTicket(services, owner, ticket.id)).toMatchObject({ status: 'left', leftReason: 'paused' })
  await services.deliver()
  expect(services.letters.slice(before)).toMatchObject([{ subject: 'Your place in the queue has ended' }])
  expect(services.letters.at(-1)?.text).toMatch(/at Mon,? \d\d:\d\d \(Rome\)\./)
})

test('a booked patient says "not now" as well, is not released to others meanwhile, and was not there in the end', async () => {
  const doctor = await addDoctorOnDuty(services, { minutes: 1_440 })
  const owner = await createViewer(services, 'compatriot')
  const patientId = await createPatient(services, owner.accountId)
  const appointmentId = await bookNow(services, doctor, owner, patientId, { minutes: 5 })
  const ticket = await enterWaitingRoom(services, owner, newTicket(patientId, { appointmentId }))
  await callAndDecline(owner)
  services.clock.forward({ minutes: 30 })
  expect(await readTicket(services, owner, ticket.id)).toMatchObject({ waitsForBooked: true })
  await resumePlace(services, owner, ticket.id)
  await callAndDecline(owner)
  services.clock.forward({ hours: 12 })
  expect(await endLongPauses(services)).toBe(1)
  expect(await attendanceOf(services, appointmentId)).toBe('noshow')
})

test.each(Array.from({ length: 6 }, (_, round) => round))('"not now" while the call runs out (%i)', async () => {
  await addDoctorOnDuty(services)
  const { owner, ticket } = await addWaiter(services)
  const match = await matchOnce(services)
  if (match === undefined) throw new Error('no match')
  services.clock.forward({ seconds: 91 })
  const declined = declineCall(other, owner, match.consultationId).then(
    () => true,
    () => false,
  )
  const [wasFirst, expired] = await Promise.all([declined, expireCalls(services)])
  expect(expired).toBe(wasFirst ? 0 : 1)
  const { callsMissed, pausedAt } = await readTicket(services, owner, ticket.id)
  expect({ callsMissed, paused: pausedAt !== null }).toEqual({ callsMissed: expired, paused: wasFirst })
  services.clock.forward({ minutes: 3 })
  await matchAll(services, 2)
  expect((await openCalls(services)).size).toBe(wasFirst ? 0 : 1)
})
