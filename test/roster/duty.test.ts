import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
import { addPattern, removePattern } from '../../signaling/roster/patterns.ts'
import { addShift, cancelShift, restoreShift } from '../../signaling/roster/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctor, addPatient } from '../support/people.ts'

const hospital = openHospital({ now: '2026-11-22T08:00:00Z', there: true })
let coordinator: AccountViewer
let doctor: AccountViewer
let expertId: string
beforeAll(async () => {
  coordinator = await addCoordinator(hospital)
})
beforeEach(async () => {
  hospital.clock.set('2026-11-22T08:00:00Z')
  doctor = await addDoctor(hospital)
  expertId = doctor.expertId ?? ''
})

async function give(startsAtLocal: string, endsAtLocal: string, slotMinutes: number | null = null): Promise<string> {
  const shift = await addShift(hospital, coordinator, {
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
  const { accountId } = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, { accountId })
  const now = hospital.clock.now()
  const ticket = await hospital.db
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
  const consultation = await hospital.db
    .insertInto('consultation')
    .values({
      ticketId: ticket.id,
      patientId,
      expertId,
      reasons: '[]',
      matchedAt: now,
      callUntil: now,
      startedAt: now,
      roomName: crypto.randomUUID(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return consultation.id
}

async function finish(consultationId: string): Promise<void> {
  await hospital.db
    .updateTable('consultation')
    .set({ status: 'finished', endedAt: hospital.clock.now() })
    .where('id', '=', consultationId)
    .execute()
}

describe('duty', () => {
  test('starts within the shift, and from ten minutes before', async () => {
    const id = await give('09:00', '17:00')
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'off', shift: { id }, canStart: false })
    hospital.clock.set('2026-11-22T08:49:59Z')
    await expect(startDuty(hospital, doctor)).rejects.toMatchObject({ status: 409, code: 'noShiftNow' })
    hospital.clock.set('2026-11-22T08:50:00Z')
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'off', canStart: true })
    expect(await startDuty(hospital, doctor)).toMatchObject({ state: 'free', shift: { id }, canStart: false })
    expect(await startDuty(hospital, doctor)).toMatchObject({ state: 'free' })
  })

  test('does not start in a cancelled shift, nor without any', async () => {
    await cancelShift(hospital, await give('08:00', '17:00'), false)
    const cancelledShift = { start: '2026-11-22T08:00:00Z', end: '2026-11-22T17:00:00Z' }
    const off = { state: 'off', shift: null, canStart: false, pausedBecause: null, cancelledShift }
    expect(await readDuty(hospital, doctor)).toEqual(off)
    await expect(startDuty(hospital, doctor)).rejects.toMatchObject({ code: 'noShiftNow' })
  })

  test('that is off tells which shift of the next day was cancelled, unless another stands in its stead', async () => {
    const told = async () => (await readDuty(hospital, doctor)).cancelledShift
    const first = await give('09:00', '17:00')
    expect(await told()).toBeNull()
    await cancelShift(hospital, first, false)
    const cancelled = { start: '2026-11-22T09:00:00Z', end: '2026-11-22T17:00:00Z' }
    expect(await told()).toEqual(cancelled)
    // One that comes afterwards is the next.
    const later = await give('18:00', '19:00')
    expect(await readDuty(hospital, doctor)).toMatchObject({ shift: { id: later }, cancelledShift: cancelled })
    const instead = await give('10:00', '17:00')
    expect(await told()).toBeNull()
    await cancelShift(hospital, instead, false)
    hospital.clock.set('2026-11-22T16:59:00Z')
    expect(await told()).toEqual(cancelled)
    hospital.clock.set('2026-11-22T17:00:00Z')
    expect(await told()).toBeNull()

    hospital.clock.set('2026-11-22T08:00:00Z')
    await restoreShift(hospital, first)
    expect(await told()).toBeNull()
  })

  test('that is off tells of no cancelled shift where another had its hours, also once that is over', async () => {
    await cancelShift(hospital, await give('14:00', '23:00'), false)
    await give('13:00', '22:00')
    hospital.clock.set('2026-11-22T22:30:00Z')
    expect((await readDuty(hospital, doctor)).cancelledShift).toBeNull()
  })

  test('that is off tells for three days that its shifts are gone with their pattern', async () => {
    const { pattern } = await addPattern(hospital, coordinator, {
      idempotencyKey: crypto.randomUUID(),
      expertId,
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      startsAtLocal: '14:00',
      endsAtLocal: '23:00',
      timeZone: 'UTC',
      validFrom: '2026-11-22',
      validUntil: null,
      slotMinutes: null,
    })
    await removePattern(hospital, pattern.id)
    const toldOn = async (day: string) => {
      hospital.clock.set(`2026-11-${day}T08:00:00Z`)
      return (await readDuty(hospital, doctor)).cancelledShift?.start
    }
    expect(await toldOn('22')).toBe('2026-11-22T14:00:00Z')
    expect(await toldOn('25')).toBe('2026-11-25T14:00:00Z')
    expect(await toldOn('26')).toBeUndefined()
  })

  test('pauses, resumes and ends', async () => {
    await give('08:00', '17:00')
    for (const step of [takeBreak, resumeDuty]) {
      await expect(step(hospital, doctor)).rejects.toMatchObject({ status: 409, code: 'notOnDuty' })
    }
    await startDuty(hospital, doctor)
    expect(await takeBreak(hospital, doctor)).toMatchObject({ state: 'paused' })
    expect(await resumeDuty(hospital, doctor)).toMatchObject({ state: 'free' })
    expect(await endDuty(hospital, doctor)).toMatchObject({ state: 'off', canStart: true })
    expect(await endDuty(hospital, doctor)).toMatchObject({ state: 'off' })
  })

  test('is busy with a patient, also a called one, and ends only afterwards', async () => {
    await give('08:00', '17:00')
    await startDuty(hospital, doctor)
    const consultation = await call()
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'busy' })
    await expect(endDuty(hospital, doctor)).rejects.toMatchObject({ status: 409, code: 'stillInConsultation' })
    await finish(consultation)
    expect(await endDuty(hospital, doctor)).toMatchObject({ state: 'off' })
  })

  test('with a patient says that a break follows, until that is taken back', async () => {
    await give('08:00', '17:00')
    await startDuty(hospital, doctor)
    const consultation = await call()
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'busy', pauseFollows: false })
    expect(await takeBreak(hospital, doctor)).toMatchObject({ state: 'busy', pauseFollows: true })
    expect(await resumeDuty(hospital, doctor)).toMatchObject({ state: 'busy', pauseFollows: false })
    await takeBreak(hospital, doctor)
    await finish(consultation)
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'paused', pauseFollows: false })
  })

  test('paused from within another transaction waits to be resumed', async () => {
    await give('08:00', '17:00')
    await startDuty(hospital, doctor)
    await transact(hospital, (trx, announce) => pauseDuty(trx, announce, expertId, hospital.clock.now()))
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'paused' })
    await transact(hospital, (trx, announce) => pauseDuty(trx, announce, expertId, hospital.clock.now()))
    expect(await resumeDuty(hospital, doctor)).toMatchObject({ state: 'free' })
  })

  test('ends with its shift where that is cancelled, and so does what is booked', async () => {
    const id = await give('08:00', '17:00', 30)
    const booker = await addCompatriot(hospital)
    await bookAppointment(hospital, booker, {
      idempotencyKey: crypto.randomUUID(),
      patientId: await addPatient(hospital, booker),
      shiftId: id,
      specialty: 'generalPractice',
      start: '2026-11-22T12:00:00Z',
      reason: '',
    })
    await startDuty(hospital, doctor)
    await expect(cancelShift(hospital, id, false)).rejects.toMatchObject({ code: 'shiftHasAppointments' })
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'free' })
    expect(await cancelShift(hospital, id, true)).toMatchObject({ cancelledShifts: 1, cancelledAppointments: 1 })
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'off', shift: null, canStart: false })
    expect(await readAppointments(hospital, booker)).toMatchObject([{ status: 'cancelled', cancelledBy: 'hospital' }])
  })

  test('keeps its shift from being cancelled while a patient is called or seen', async () => {
    const id = await give('08:00', '17:00')
    await startDuty(hospital, doctor)
    const consultation = await call()
    await expect(cancelShift(hospital, id, true)).rejects.toMatchObject({ status: 409, code: 'shiftHasConsultation' })
    await finish(consultation)
    expect(await cancelShift(hospital, id, false)).toMatchObject({ cancelledShifts: 1 })
  })

  test('goes on where another shift is cancelled, also with a patient', async () => {
    const id = await give('08:00', '12:00')
    const later = await give('13:00', '17:00')
    await startDuty(hospital, doctor)
    await call()
    expect(await cancelShift(hospital, later, false)).toMatchObject({ cancelledShifts: 1 })
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'busy', shift: { id } })
  })

  test('started 20 times at once is one', async () => {
    await give('08:00', '17:00')
    const other = hospital.there
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => startDuty(index % 2 === 0 ? hospital : other, doctor)),
    )
    expect(results.every((result) => result.status === 'fulfilled')).toBe(true)
    const rows = await hospital.db.selectFrom('duty').select('id').where('expertId', '=', expertId).execute()
    expect(rows).toHaveLength(1)
  })

  test('announces a step that changes nothing to nobody, and the roster only where it says another', async () => {
    await give('08:00', '09:00')
    const announced = async (step: typeof startDuty): Promise<string[]> => {
      const known = await hospital.db.selectFrom('outbox').select('id').execute()
      await step(hospital, doctor)
      const rows = await hospital.db.selectFrom('outbox').select(['id', 'topics']).execute()
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
    await expect(readDuty(hospital, { ...doctor, expertId: undefined })).rejects.toMatchObject({ status: 404 })
  })
})

describe('when the shift is over', () => {
  test('duty ends by itself, paused or not', async () => {
    await give('08:00', '09:00')
    await startDuty(hospital, doctor)
    await takeBreak(hospital, doctor)
    hospital.clock.set('2026-11-22T08:59:59Z')
    expect(await endStaleDuties(hospital)).toBe(0)
    hospital.clock.set('2026-11-22T09:00:00Z')
    expect(await endStaleDuties(hospital)).toBe(1)
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'off' })
    expect(await endStaleDuties(hospital)).toBe(0)
  })

  test('never in the middle of a visit', async () => {
    const id = await give('08:00', '09:00')
    await startDuty(hospital, doctor)
    const consultation = await call()
    hospital.clock.set('2026-11-22T09:20:00Z')
    expect(await endStaleDuties(hospital)).toBe(0)
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'busy', shift: { id } })
    await finish(consultation)
    expect(await endStaleDuties(hospital)).toBe(1)
  })

  test('and the next follows on at once, duty goes on', async () => {
    await give('08:00', '09:00')
    const next = await give('09:00', '10:00')
    await startDuty(hospital, doctor)
    hospital.clock.set('2026-11-22T09:00:30Z')
    expect(await endStaleDuties(hospital)).toBe(1)
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'free', shift: { id: next } })
  })
})
