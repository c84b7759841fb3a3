import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { DoctorQueue, DoctorQueueChange } from '../../signaling/board/contract.ts'
import type { ServerFrame } from '../../signaling/live/contract.ts'
import { changeDoctorQueue } from '../../web/live/use-board.ts'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { LiveClient } from '../support/live-client.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty, addPatient, type Doctor } from '../support/people.ts'
import { addVisit, newTicket } from '../support/visits.ts'

const hospital = openHospital({ http: { listens: true } })
let coordinator: TestAccount

beforeAll(async () => {
  coordinator = await hospital.signIn(await addCoordinator(hospital))
})

function dataOf(frame: ServerFrame): unknown {
  if (frame.type !== 'snapshot' && frame.type !== 'change') throw new Error(`${frame.type} carries no value`)
  return frame.data
}

const ends = [
  [
    'retired',
    (doctor: Doctor) => hospital.send(coordinator, 'PATCH', `/api/experts/${doctor.expertId}`, { retired: true }),
  ],
  [
    'disabled',
    (doctor: Doctor) =>
      hospital.send(coordinator, 'POST', `/api/staff/${doctor.accountId}/disable?appointments=cancel`),
  ],
] as const

/** Somebody whom the doctor has seen before, somebody who waits, somebody who has booked. */
async function history(doctor: Doctor, withBooking: boolean): Promise<void> {
  const former = await addVisit(hospital, { doctor })
  const own = await hospital.signIn(doctor)
  const end = await hospital.send(own, 'POST', `/api/consultations/${former.id}/end`, {
    reason: 'completed',
    requeue: false,
  })
  expect(end.status).toBe(200)
  const waiting = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, waiting, { name: '候诊人' })
  const ticket = await hospital.send(await hospital.signIn(waiting), 'POST', '/api/tickets', newTicket(patientId))
  expect(ticket.status).toBe(201)
  if (!withBooking) return
  const during = { start: hospital.clock.now().add({ hours: 30 }), end: hospital.clock.now().add({ hours: 31 }) }
  const { id: shiftId } = await hospital.database.db
    .insertInto('shift')
    .values({ expertId: doctor.expertId, during: toRange(during), timeZone: 'Asia/Shanghai', slotMinutes: 30 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const slot = { start: during.start, end: during.start.add({ minutes: 30 }) }
  await hospital.database.db
    .insertInto('appointment')
    .values({
      patientId,
      accountId: waiting.accountId,
      idempotencyKey: randomUUID(),
      expertId: doctor.expertId,
      shiftId,
      specialty: 'generalPractice',
      during: toRange(slot),
    })
    .execute()
}

describe.each(ends)('a doctor who is %s', (_how, leave) => {
  test('is offered to nobody: neither their hours nor they themselves', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const host = await hospital.signIn(await addDoctorOnDuty(hospital, { name: '王丽华' }))
    const owner = await addCompatriot(hospital)
    const [patientId, booker] = [await addPatient(hospital, owner), await hospital.signIn(owner)]
    const start = hospital.clock.now().add({ hours: 48 })
    const { id: shiftId } = await hospital.database.db
      .insertInto('shift')
      .values({
        expertId: doctor.expertId,
        during: toRange({ start, end: start.add({ hours: 1 }) }),
        timeZone: 'Asia/Shanghai',
        slotMinutes: 30,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const query = `from=${start.toString()}&until=${start.add({ hours: 1 }).toString()}`
    const offered = async () => ({
      slots: (await hospital.send(booker, 'GET', `/api/slots?specialty=generalPractice&${query}`)).body.filter(
        (slot: { shiftId: string }) => slot.shiftId === shiftId,
      ).length,
      onPanel: (await hospital.send(host, 'GET', '/api/panel')).body.some(
        ({ id }: { id: string }) => id === doctor.expertId,
      ),
    })
    expect(await offered()).toEqual({ slots: 2, onPanel: true })
    expect((await leave(doctor)).status).toBe(200)
    expect(await offered()).toEqual({ slots: 0, onPanel: false })
    const booking = { patientId, shiftId, specialty: 'generalPractice', start: start.toString(), reason: '' }
    const refused = await hospital.send(booker, 'POST', '/api/appointments', {
      idempotencyKey: randomUUID(),
      ...booking,
    })
    expect(refused.body.error?.code).toBe('slotUnknown')
  })
})

describe.each(ends)('a doctor who is %s while a patient is there', (how, leave) => {
  test('reads of no other patient, on any route', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    await history(doctor, how === 'disabled')
    const visit = await addVisit(hospital, { doctor })
    const person = await hospital.signIn(doctor)
    const before = {
      patients: (await hospital.send(person, 'GET', '/api/my-patients')).body.patients.length,
      queue: (await hospital.send(person, 'GET', '/api/doctor-queue')).body.waiting,
      visits: (await hospital.send(person, 'GET', '/api/consultations')).body.length,
      booked: (await hospital.send(person, 'GET', '/api/appointments')).body.length,
    }
    expect(before).toMatchObject({ patients: 2, visits: 1, booked: how === 'disabled' ? 1 : 0 })
    expect(before.queue).toBeGreaterThan(0)
    expect((await leave(doctor)).status).toBe(200)
    const current = await hospital.send(person, 'GET', '/api/consultations/current')
    expect(current.body).toMatchObject({ consultation: { id: visit.id }, unsigned: [], leaving: true })
    expect((await hospital.send(person, 'GET', '/api/my-patients')).body).toEqual({ patients: [], next: null })
    expect((await hospital.send(person, 'GET', '/api/doctor-queue')).body).toEqual({
      tickets: [],
      waiting: 0,
      alert: null,
    })
    expect((await hospital.send(person, 'GET', '/api/consultations')).body).toEqual([])
    expect((await hospital.send(person, 'GET', '/api/appointments')).body).toEqual([])
  })

  test('is told of nobody else by what they watch', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    await history(doctor, false)
    await addVisit(hospital, { doctor })
    const person = await hospital.signIn(doctor)
    const client = await new LiveClient(hospital.port, person).opened()
    const topic = `waitingFor:${doctor.expertId}`
    client.send({ type: 'watch', topic })
    const before = await client.frame((frame) => frame.type === 'snapshot' && frame.topic === topic)
    expect((await leave(doctor)).status).toBe(200)
    const told = await client.frame((frame) => frame.type === 'change' && frame.topic === topic)
    const after = changeDoctorQueue(dataOf(before) as DoctorQueue, dataOf(told) as DoctorQueueChange)
    expect(after).toEqual({ tickets: [], waiting: 0, alert: null })
    client.close()
  })

  test('has nothing more to do with a colleague’s visit, past or under way', async () => {
    const [doctor, colleague] = [await addDoctorOnDuty(hospital), await addDoctorOnDuty(hospital, { name: '王丽华' })]
    const [own, theirs] = [await addVisit(hospital, { doctor }), await addVisit(hospital, { doctor: colleague })]
    const [person, host] = [await hospital.signIn(doctor), await hospital.signIn(colleague)]
    const at = `/api/consultations/${theirs.id}`
    const invite = { idempotencyKey: randomUUID(), kind: 'expert', expertId: doctor.expertId }
    const invited = await hospital.send(host, 'POST', `${at}/participants`, invite)
    expect(invited.status).toBe(201)
    expect((await hospital.send(person, 'POST', `${at}/ask`)).status).toBe(200)
    await hospital.send(host, 'POST', `${at}/participants/${invited.body.participant.id}/admit`)
    const reach = async () => [
      (await hospital.send(person, 'GET', at)).status,
      (await hospital.send(person, 'GET', `${at}/messages`)).status,
      (await hospital.send(person, 'POST', `${at}/enter`)).status,
      (await hospital.send(person, 'POST', `${at}/messages`, { idempotencyKey: randomUUID(), body: '?' })).status,
    ]
    // LiveKit is not running here.
    expect(await reach()).toEqual([200, 200, 503, 201])
    const client = await new LiveClient(hospital.port, person).opened()
    for (const topic of [`conversation:${theirs.id}`, `consultation:${theirs.id}`, `invitations:${doctor.expertId}`]) {
      client.send({ type: 'watch', topic })
      await client.frame((frame) => frame.type === 'snapshot' && frame.topic === topic)
    }
    expect((await leave(doctor)).status).toBe(200)
    expect(await reach()).toEqual([404, 404, 404, 404])
    expect((await hospital.send(person, 'GET', '/api/consultations/invitations')).body).toEqual([])
    for (const topic of [`conversation:${theirs.id}`, `consultation:${theirs.id}`]) {
      await client.frame((frame) => frame.type === 'refused' && frame.topic === topic)
    }
    expect((await hospital.send(person, 'GET', `/api/consultations/${own.id}`)).status).toBe(200)
    client.close()
  })
})
