import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { bookAppointment, readAppointments } from '../../signaling/appointments/service.ts'
import { transact } from '../../signaling/live/transact.ts'
import {
  endDuty,
  endStaleDuties,
  pauseDuty,
  readDuty,
  resumeDuty,
  startDuty,
  takeBreak,
} from '../../signaling/roster/duty.ts'
import { addShift, cancelShift, restoreShift } from '../../signaling/roster/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'

let services: TestServices
let coordinator: AccountViewer
let doctor: AccountViewer
let expertId: string
beforeAll(async () => {
  services = await createServices('2026-11-22T08:00:00Z')
  coordinator = await createViewer(services, 'coordinator')
})
afterAll(() => services.close())
beforeEach(async () => {
  services.clock.set('2026-11-22T08:00:00Z')
  doctor = await createViewer(services, 'doctor')
  expertId = doctor.expertId ?? ''
})

async function give(startsAtLocal: string, endsAtLocal: string, slotMinutes: number | null = null): Promise<string> {
  const shift = await addShift(services, coordinator, {
    idempotencyKey: crypto.randomUUID(),
    expertId,
    date: '2026-11-22',
    startsAtLocal,
    endsAtLocal,
    timeZone: 'UTC',
    slotMinutes,
  })
  return shift.id
}

/** A patient called to this expert, answered or not. */
async function call(): Promise<string> {
  const { accountId } = await createViewer(services, 'compatriot')
  const patientId = await createPatient(services, accountId)
  const now = services.clock.now()
  const ticket = await services.db
    .insertInto('ticket')
    .values({
      patientId,
      accountId,
      idempotencyKey: crypto.randomUUID(),
      complaint: '咳嗽',
      languages: ['cmn'],
      country: 'IT',
      urgency: 'routine',
      status: 'called',
      arrivedAt: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const consultation = await services.db
    .insertInto('consultation')
    .values({
      ticketId: ticket.id,
      patientId,
      expertId,
      reasons: '[]',
      matchedAt: now,
      callUntil: now,
      roomName: crypto.randomUUID(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return consultation.id
}

async function finish(consultationId: string): Promise<void> {
  await services.db
    .updateTable('consultation')
    .set({ status: 'finished', endedAt: services.clock.now() })
    .where('id', '=', consultationId)
    .execute()
}

describe('duty', () => {
  test('starts within the shift, and from ten minutes before', async () => {
    const id = await give('09:00', '17:00')
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'off', shift: { id }, canStart: false })
    services.clock.set('2026-11-22T08:49:59Z')
    await expect(startDuty(services, doctor)).rejects.toMatchObject({ status: 409, code: 'noShiftNow' })
    services.clock.set('2026-11-22T08:50:00Z')
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'off', canStart: true })
    expect(await startDuty(services, doctor)).toMatchObject({ state: 'free', shift: { id }, canStart: false })
    expect(await startDuty(services, doctor)).toMatchObject({ state: 'free' })
  })

  test('does not start in a cancelled shift, nor without any', async () => {
    await cancelShift(services, await give('08:00', '17:00'), false)
    const cancelledShift = { start: '2026-11-22T08:00:00Z', end: '2026-11-22T17:00:00Z' }
    const off = { state: 'off', shift: null, canStart: false, pausedBecause: null, cancelledShift }
    expect(await readDuty(services, doctor)).toEqual(off)
    await expect(startDuty(services, doctor)).rejects.toMatchObject({ code: 'noShiftNow' })
  })

  test('that is off tells which shift of the next day was cancelled, unless another stands in its stead', async () => {
    const told = async () => (await readDuty(services, doctor)).cancelledShift
    const first = await give('09:00', '17:00')
    expect(await told()).toBeNull()
    await cancelShift(services, first, false)
    const cancelled = { start: '2026-11-22T09:00:00Z', end: '2026-11-22T17:00:00Z' }
    expect(await told()).toEqual(cancelled)
    // One that comes afterwards is the next.
    const later = await give('18:00', '19:00')
    expect(await readDuty(services, doctor)).toMatchObject({ shift: { id: later }, cancelledShift: cancelled })
    const instead = await give('10:00', '17:00')
    expect(await told()).toBeNull()
    await cancelShift(services, instead, false)
    services.clock.set('2026-11-22T16:59:00Z')
    expect(await told()).toEqual(cancelled)
    services.clock.set('2026-11-22T17:00:00Z')
    expect(await told()).toBeNull()

    services.clock.set('2026-11-22T08:00:00Z')
    await restoreShift(services, first)
    expect(await told()).toBeNull()
  })

  test('pauses, resumes and ends', async () => {
    await give('08:00', '17:00')
    for (const step of [takeBreak, resumeDuty]) {
      await expect(step(services, doctor)).rejects.toMatchObject({ status: 409, code: 'notOnDuty' })
    }
    await startDuty(services, doctor)
    expect(await takeBreak(services, doctor)).toMatchObject({ state: 'paused' })
    expect(await resumeDuty(services, doctor)).toMatchObject({ state: 'free' })
    expect(await endDuty(services, doctor)).toMatchObject({ state: 'off', canStart: true })
    expect(await endDuty(services, doctor)).toMatchObject({ state: 'off' })
  })

  test('is busy with a patient, also a called one, and ends only afterwards', async () => {
    await give('08:00', '17:00')
    await startDuty(services, doctor)
    const consultation = await call()
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'busy' })
    await expect(endDuty(services, doctor)).rejects.toMatchObject({ status: 409, code: 'stillInConsultation' })
    await finish(consultation)
    expect(await endDuty(services, doctor)).toMatchObject({ state: 'off' })
  })

  test('paused from within another transaction waits to be resumed', async () => {
    await give('08:00', '17:00')
    await startDuty(services, doctor)
    await transact(services, (trx, announce) => pauseDuty(trx, announce, expertId, services.clock.now()))
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'paused' })
    await transact(services, (trx, announce) => pauseDuty(trx, announce, expertId, services.clock.now()))
    expect(await resumeDuty(services, doctor)).toMatchObject({ state: 'free' })
  })

  test('ends with its shift where that is cancelled, and so does what is booked', async () => {
    const id = await give('08:00', '17:00', 30)
    const booker = await createViewer(services, 'compatriot')
    await bookAppointment(services, booker, {
      idempotencyKey: crypto.randomUUID(),
      patientId: await createPatient(services, booker.accountId),
      shiftId: id,
      specialty: 'generalPractice',
      start: '2026-11-22T12:00:00Z',
      reason: '',
    })
    await startDuty(services, doctor)
    await expect(cancelShift(services, id, false)).rejects.toMatchObject({ code: 'shiftHasAppointments' })
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'free' })
    expect(await cancelShift(services, id, true)).toMatchObject({ cancelledShifts: 1, cancelledAppointments: 1 })
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'off', shift: null, canStart: false })
    expect(await readAppointments(services, booker)).toMatchObject([{ status: 'cancelled', cancelledBy: 'hospital' }])
  })

  test('keeps its shift from being cancelled while a patient is called or seen', async () => {
    const id = await give('08:00', '17:00')
    await startDuty(services, doctor)
    const consultation = await call()
    await expect(cancelShift(services, id, true)).rejects.toMatchObject({ status: 409, code: 'shiftHasConsultation' })
    await finish(consultation)
    expect(await cancelShift(services, id, false)).toMatchObject({ cancelledShifts: 1 })
  })

  test('goes on where another shift is cancelled, also with a patient', async () => {
    const id = await give('08:00', '12:00')
    const later = await give('13:00', '17:00')
    await startDuty(services, doctor)
    await call()
    expect(await cancelShift(services, later, false)).toMatchObject({ cancelledShifts: 1 })
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'busy', shift: { id } })
  })

  test('started 20 times at once is one', async () => {
    await give('08:00', '17:00')
    const other = await services.another()
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => startDuty(index % 2 === 0 ? services : other, doctor)),
    )
    expect(results.every((result) => result.status === 'fulfilled')).toBe(true)
    const rows = await services.db.selectFrom('duty').select('id').where('expertId', '=', expertId).execute()
    expect(rows).toHaveLength(1)
  })

  test('announces a step that changes nothing to nobody, and the roster only where it says another', async () => {
    await give('08:00', '09:00')
    const announced = async (step: typeof startDuty): Promise<string[]> => {
      const known = await services.db.selectFrom('outbox').select('id').execute()
      await step(services, doctor)
      const rows = await services.db.selectFrom('outbox').select(['id', 'topics']).execute()
      const isNew = (id: number) => !known.some((row) => row.id === id)
      return rows.filter(({ id }) => isNew(id)).flatMap(({ topics }) => topics)
    }
    expect(await announced(endDuty)).toEqual([])
    expect(await announced(startDuty)).toContain('roster')
    expect(await announced(startDuty)).toEqual([])
    expect(await announced(resumeDuty)).toEqual([])
    const paused = await announced(takeBreak)
    expect(paused).toContain(`duty:${expertId}`)
    expect(paused).not.toContain('roster')
    expect(await announced(takeBreak)).toEqual([])
    expect(await announced(resumeDuty)).toContain(`duty:${expertId}`)
    expect(await announced(endDuty)).toContain('roster')
  })

  test('is nothing to whoever is not on the panel', async () => {
    await expect(readDuty(services, { ...doctor, expertId: undefined })).rejects.toMatchObject({ status: 404 })
  })
})

describe('when the shift is over', () => {
  test('duty ends by itself, paused or not', async () => {
    await give('08:00', '09:00')
    await startDuty(services, doctor)
    await takeBreak(services, doctor)
    services.clock.set('2026-11-22T08:59:59Z')
    expect(await endStaleDuties(services)).toBe(0)
    services.clock.set('2026-11-22T09:00:00Z')
    expect(await endStaleDuties(services)).toBe(1)
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'off' })
    expect(await endStaleDuties(services)).toBe(0)
  })

  test('never in the middle of a visit', async () => {
    const id = await give('08:00', '09:00')
    await startDuty(services, doctor)
    const consultation = await call()
    services.clock.set('2026-11-22T09:20:00Z')
    expect(await endStaleDuties(services)).toBe(0)
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'busy', shift: { id } })
    await finish(consultation)
    expect(await endStaleDuties(services)).toBe(1)
  })

  test('and the next follows on at once, duty goes on', async () => {
    await give('08:00', '09:00')
    const next = await give('09:00', '10:00')
    await startDuty(services, doctor)
    services.clock.set('2026-11-22T09:00:30Z')
    expect(await endStaleDuties(services)).toBe(1)
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'free', shift: { id: next } })
  })
})
