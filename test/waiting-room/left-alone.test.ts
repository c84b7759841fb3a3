import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { changeExpert } from '../../signaling/panel/service.ts'
import { endDuty, resumeDuty, startDuty, takeBreak } from '../../signaling/roster/duty.ts'
import { addPattern, removePattern } from '../../signaling/roster/patterns.ts'
import { releaseLeftAlone } from '../../signaling/waiting-room/lingering.ts'
import { enterWaitingRoom, leaveWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import {
  addDoctor,
  addDoctorOnDuty,
  addShift,
  addWaiter,
  bookNow,
  type Doctor,
  emptyWaitingRoom,
  newTicket,
} from './scene.ts'

let services: TestServices
let absent: Doctor
let owner: AccountViewer
let patientId: string

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
  absent = await addDoctor(services)
  await addShift(services, absent)
  owner = await createViewer(services, 'compatriot')
  patientId = await createPatient(services, owner.accountId)
})

afterAll(() => services?.close())

test('an expert with patients booked in the shift that is on does not retire from under them', async () => {
  await bookNow(services, absent, owner, await createPatient(services, owner.accountId), { hours: 2 })
  await expect(changeExpert(services, absent.expertId, { retired: true })).rejects.toMatchObject({
    code: 'shiftHasAppointments',
  })
})

test('who booked with somebody who does not come is seen by another, first of all, and not before there is no hope', async () => {
  const appointmentId = await bookNow(services, absent, owner, patientId, { minutes: 10 })
  const { id } = await enterWaitingRoom(services, owner, newTicket(patientId, { appointmentId }))
  const other = await addDoctorOnDuty(services)
  services.clock.forward({ minutes: 24 })
  expect(await releaseLeftAlone(services)).toBe(0)
  expect(await matchOnce(services)).toBeUndefined()
  services.clock.forward({ minutes: 1 })
  await startDuty(services, absent)
  expect(await releaseLeftAlone(services)).toBe(0)
  await endDuty(services, absent)
  expect(await releaseLeftAlone(services)).toBe(1)
  expect(await matchOnce(services)).toMatchObject({ ticketId: id, expertId: other.expertId })
  expect(await releaseLeftAlone(services)).toBe(0)
})

test.each([
  ['on a break', (doctor: Doctor) => takeBreak(services, doctor)],
  ['in a visit that overruns', (doctor: Doctor) => callSomebody(doctor)],
  [
    'on duty no longer',
    (doctor: Doctor) => services.db.deleteFrom('duty').where('expertId', '=', doctor.expertId).execute(),
  ],
])('who booked waits a quarter of an hour for a doctor who is %s, then for any of the specialty', async (_, leave) => {
  await emptyWaitingRoom(services)
  const booked = await addDoctorOnDuty(services)
  const otherPatient = await createPatient(services, owner.accountId)
  const appointmentId = await bookNow(services, booked, owner, otherPatient, { minutes: 5 })
  await leave(booked)
  // They come a little late: their own quarter of an hour counts.
  services.clock.forward({ minutes: 8 })
  const { id } = await enterWaitingRoom(services, owner, newTicket(otherPatient, { appointmentId }))
  const other = await addDoctorOnDuty(services)
  services.clock.forward({ minutes: 14 })
  expect(await releaseLeftAlone(services)).toBe(0)
  services.clock.forward({ minutes: 1 })
  expect(await releaseLeftAlone(services)).toBe(1)
  expect(await readTicket(services, owner, id)).toMatchObject({ waitsForBooked: false })
  expect(await matchOnce(services)).toMatchObject({ ticketId: id, expertId: other.expertId })
})

test('who is released stays so when a call comes to nothing', async () => {
  await emptyWaitingRoom(services)
  const booked = await addDoctorOnDuty(services)
  const patient = await createPatient(services, owner.accountId)
  const appointmentId = await bookNow(services, booked, owner, patient, { minutes: 5 })
  await takeBreak(services, booked)
  services.clock.forward({ minutes: 8 })
  const { id } = await enterWaitingRoom(services, owner, newTicket(patient, { appointmentId }))
  const other = await addDoctorOnDuty(services)
  services.clock.forward({ minutes: 15 })
  expect(await releaseLeftAlone(services)).toBe(1)
  expect(await matchOnce(services)).toMatchObject({ ticketId: id, expertId: other.expertId })
  services.clock.forward({ minutes: 2 })
  await expireCalls(services)
  expect(await readTicket(services, owner, id)).toMatchObject({ status: 'waiting', waitsForBooked: false })
  services.clock.forward({ minutes: 3 })
  await resumeDuty(services, other)
  expect(await matchOnce(services)).toMatchObject({ ticketId: id, expertId: other.expertId })
})

test.each([
  ['may arrive again until the slot is over', 5, 'booked'],
  ['has missed nothing afterwards', 90, 'cancelled'],
])('who was there and gave up %s', async (_, minutes, status) => {
  await emptyWaitingRoom(services)
  const booked = await addDoctorOnDuty(services)
  const patient = await createPatient(services, owner.accountId)
  const appointmentId = await bookNow(services, booked, owner, patient, { minutes: 5 })
  await takeBreak(services, booked)
  const { id } = await enterWaitingRoom(services, owner, newTicket(patient, { appointmentId }))
  services.clock.forward({ minutes })
  await leaveWaitingRoom(services, owner, id, {})
  const read = () =>
    services.db.selectFrom('appointment').select('status').where('id', '=', appointmentId).executeTakeFirstOrThrow()
  expect(await read()).toEqual({ status })
})

async function callSomebody({ expertId }: Doctor): Promise<void> {
  const { ticket } = await addWaiter(services)
  const coordinator = await createViewer(services, 'coordinator')
  await assignTicket(services, coordinator, ticket.id, { expertId })
}

test('a pattern that ends leaves the shift for which duty has begun a little early', async () => {
  const early = await addDoctor(services)
  services.clock.set('2026-03-03T05:55:00Z')
  const coordinator = await createViewer(services, 'coordinator')
  const { pattern } = await addPattern(services, coordinator, {
    idempotencyKey: crypto.randomUUID(),
    expertId: early.expertId,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    startsAtLocal: '14:00',
    endsAtLocal: '23:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: null,
    validFrom: '2026-03-03',
    validUntil: null,
  })
  const duty = await startDuty(services, early)
  await removePattern(services, pattern.id)
  const shift = services.db
    .selectFrom('shift')
    .select('cancelledAt')
    .where('id', '=', duty.shift?.id ?? '')
  expect(await shift.executeTakeFirstOrThrow()).toEqual({ cancelledAt: null })
})
