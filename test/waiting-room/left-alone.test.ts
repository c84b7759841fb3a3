import { beforeAll, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { changeExpert } from '../../signaling/panel/service.ts'
import { endDuty, resumeDuty, startDuty, takeBreak } from '../../signaling/roster/duty.ts'
import { addPattern, removePattern } from '../../signaling/roster/patterns.ts'
import { releaseLeftAlone } from '../../signaling/waiting-room/lingering.ts'
import { enterWaitingRoom, leaveWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import {
  addCompatriot,
  addCoordinator,
  addDoctor,
  addDoctorOnDuty,
  addPatient,
  addShift,
  type Doctor,
} from '../support/people.ts'
import { addTicket, newTicket } from '../support/visits.ts'
import { bookNow, emptyWaitingRoom } from './scene.ts'

const hospital = openHospital()
let absent: Doctor
let owner: AccountViewer
let patientId: string

beforeAll(async () => {
  absent = await addDoctor(hospital)
  await addShift(hospital, absent)
  owner = await addCompatriot(hospital)
  patientId = await addPatient(hospital, owner)
})

test('an expert with patients booked in the shift that is on does not retire from under them', async () => {
  await bookNow(hospital, absent, owner, await addPatient(hospital, owner), { hours: 2 })
  await expect(changeExpert(hospital, absent.expertId, { retired: true })).rejects.toMatchObject({
    code: 'shiftHasAppointments',
  })
})

test('who booked with somebody who does not come is seen by another, first of all, and not before there is no hope', async () => {
  const appointmentId = await bookNow(hospital, absent, owner, patientId, { minutes: 10 })
  const { id } = await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId }))
  const other = await addDoctorOnDuty(hospital)
  hospital.clock.forward({ minutes: 24 })
  expect(await releaseLeftAlone(hospital)).toBe(0)
  expect(await matchOnce(hospital)).toBeUndefined()
  hospital.clock.forward({ minutes: 1 })
  await startDuty(hospital, absent)
  expect(await releaseLeftAlone(hospital)).toBe(0)
  await endDuty(hospital, absent)
  expect(await releaseLeftAlone(hospital)).toBe(1)
  expect(await matchOnce(hospital)).toMatchObject({ ticketId: id, expertId: other.expertId })
  expect(await releaseLeftAlone(hospital)).toBe(0)
})

test.each([
  ['on a break', (doctor: Doctor) => takeBreak(hospital, doctor)],
  ['in a visit that overruns', (doctor: Doctor) => callSomebody(doctor)],
  [
    'on duty no longer',
    (doctor: Doctor) => hospital.db.deleteFrom('duty').where('expertId', '=', doctor.expertId).execute(),
  ],
])('who booked waits a quarter of an hour for a doctor who is %s, then for any of the specialty', async (_, leave) => {
  await emptyWaitingRoom(hospital)
  const booked = await addDoctorOnDuty(hospital)
  const otherPatient = await addPatient(hospital, owner)
  const appointmentId = await bookNow(hospital, booked, owner, otherPatient, { minutes: 5 })
  await leave(booked)
  // They come a little late: their own quarter of an hour counts.
  hospital.clock.forward({ minutes: 8 })
  const { id } = await enterWaitingRoom(hospital, owner, newTicket(otherPatient, { appointmentId }))
  const other = await addDoctorOnDuty(hospital)
  hospital.clock.forward({ minutes: 14 })
  expect(await releaseLeftAlone(hospital)).toBe(0)
  hospital.clock.forward({ minutes: 1 })
  expect(await releaseLeftAlone(hospital)).toBe(1)
  expect(await readTicket(hospital, owner, id)).toMatchObject({ waitsForBooked: false })
  expect(await matchOnce(hospital)).toMatchObject({ ticketId: id, expertId: other.expertId })
})

test('who is released stays so when a call comes to nothing', async () => {
  await emptyWaitingRoom(hospital)
  const booked = await addDoctorOnDuty(hospital)
  const patient = await addPatient(hospital, owner)
  const appointmentId = await bookNow(hospital, booked, owner, patient, { minutes: 5 })
  await takeBreak(hospital, booked)
  hospital.clock.forward({ minutes: 8 })
  const { id } = await enterWaitingRoom(hospital, owner, newTicket(patient, { appointmentId }))
  const other = await addDoctorOnDuty(hospital)
  hospital.clock.forward({ minutes: 15 })
  expect(await releaseLeftAlone(hospital)).toBe(1)
  expect(await matchOnce(hospital)).toMatchObject({ ticketId: id, expertId: other.expertId })
  hospital.clock.forward({ minutes: 2 })
  await expireCalls(hospital)
  expect(await readTicket(hospital, owner, id)).toMatchObject({ status: 'waiting', waitsForBooked: false })
  hospital.clock.forward({ minutes: 3 })
  await resumeDuty(hospital, other)
  expect(await matchOnce(hospital)).toMatchObject({ ticketId: id, expertId: other.expertId })
})

test.each([
  ['may arrive again until the slot is over', 5, 'booked'],
  ['has missed nothing afterwards', 90, 'cancelled'],
])('who was there and gave up %s', async (_, minutes, status) => {
  await emptyWaitingRoom(hospital)
  const booked = await addDoctorOnDuty(hospital)
  const patient = await addPatient(hospital, owner)
  const appointmentId = await bookNow(hospital, booked, owner, patient, { minutes: 5 })
  await takeBreak(hospital, booked)
  const { id } = await enterWaitingRoom(hospital, owner, newTicket(patient, { appointmentId }))
  hospital.clock.forward({ minutes })
  await leaveWaitingRoom(hospital, owner, id, {})
  const read = () =>
    hospital.db.selectFrom('appointment').select('status').where('id', '=', appointmentId).executeTakeFirstOrThrow()
  expect(await read()).toEqual({ status })
})

async function callSomebody({ expertId }: Doctor): Promise<void> {
  const { ticket } = await addTicket(hospital)
  const coordinator = await addCoordinator(hospital)
  await assignTicket(hospital, coordinator, ticket.id, { expertId })
}

test('a pattern that ends leaves the shift for which duty has begun a little early', async () => {
  const early = await addDoctor(hospital)
  hospital.clock.set('2026-03-03T05:55:00Z')
  const coordinator = await addCoordinator(hospital)
  const { pattern } = await addPattern(hospital, coordinator, {
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
  const duty = await startDuty(hospital, early)
  await removePattern(hospital, pattern.id)
  const shift = hospital.db
    .selectFrom('shift')
    .select('cancelledAt')
    .where('id', '=', duty.shift?.id ?? '')
  expect(await shift.executeTakeFirstOrThrow()).toEqual({ cancelledAt: null })
})
