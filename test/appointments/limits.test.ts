import { beforeAll, beforeEach, expect, test } from 'vitest'
import { lockExpert, lockPatient } from '../../db/locks.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import type { NewAppointment } from '../../signaling/appointments/contract.ts'
import { bookAppointment, cancelAppointment } from '../../signaling/appointments/service.ts'
import type { Shift } from '../../signaling/roster/contract.ts'
import { addShift } from '../../signaling/roster/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctor, addPatient } from '../support/people.ts'

/** Two processes over one database. */
const hospital = openHospital({ now: '2026-11-22T12:00:00Z', there: true })
let shifts: Shift[]
let owner: AccountViewer
let patientId: string

beforeAll(async () => {
  const coordinator = await addCoordinator(hospital)
  // Each with a doctor of its own, whose lock would otherwise let one booking through at a time.
  shifts = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const doctor = await addDoctor(hospital, { specialties: ['paediatrics'] })
      return addShift(hospital, coordinator, {
        idempotencyKey: crypto.randomUUID(),
        expertId: doctor.expertId ?? '',
        date: '2026-11-23',
        startsAtLocal: '08:00',
        endsAtLocal: '16:00',
        timeZone: 'Asia/Shanghai',
        slotMinutes: 30,
      })
    }),
  )
})

beforeEach(async () => {
  hospital.clock.set('2026-11-22T12:00:00Z')
  owner = await addCompatriot(hospital)
  patientId = await addPatient(hospital, owner)
})

/** The nth half hour from then on, with the nth doctor. */
function booking(nth: number, from = '2026-11-23T00:00:00Z'): NewAppointment {
  const start = Temporal.Instant.from(from).add({ minutes: 30 * nth })
  return {
    idempotencyKey: crypto.randomUUID(),
    patientId,
    shiftId: shifts[nth]?.id ?? '',
    specialty: 'paediatrics',
    start: start.toString(),
    reason: '',
  }
}

test('a patient has four open bookings at most, however many are made at once', async () => {
  const attempts = await Promise.allSettled(
    shifts.map((_, nth) => bookAppointment(nth % 2 === 0 ? hospital : hospital.there, owner, booking(nth))),
  )
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  for (const attempt of attempts) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ status: 409, code: 'tooManyBookings' })
  }
})

test('one that is cancelled or over makes room for another', async () => {
  const later = (nth: number): NewAppointment => booking(nth, '2026-11-23T04:00:00Z')
  const commands = [0, 1, 2, 3].map(later)
  const booked = await Promise.all(commands.map((command) => bookAppointment(hospital, owner, command)))
  await expect(bookAppointment(hospital, owner, later(4))).rejects.toMatchObject({ code: 'tooManyBookings' })
  // The answer to one that was lost comes again.
  expect(await bookAppointment(hospital.there, owner, commands[0] ?? later(0))).toEqual(booked[0])
  await cancelAppointment(hospital, owner, booked[3]?.id ?? '')
  await bookAppointment(hospital, owner, later(4))
  await expect(bookAppointment(hospital, owner, later(5))).rejects.toMatchObject({ code: 'tooManyBookings' })
  hospital.clock.set('2026-11-23T04:40:00Z')
  await expect(bookAppointment(hospital, owner, later(5))).resolves.toMatchObject({ status: 'booked' })
})

test('whoever books and cancels without end is sent six letters of each kind a minute, and is told to wait', async () => {
  const outcomes: string[] = []
  for (let round = 0; round < 20; round += 1) {
    try {
      const { id } = await bookAppointment(
        round % 2 === 0 ? hospital : hospital.there,
        owner,
        booking(0, '2026-11-23T02:00:00Z'),
      )
      await cancelAppointment(hospital, owner, id)
      outcomes.push('booked')
    } catch (error) {
      expect(error).toMatchObject({ status: 429, code: 'tooManyRequests', details: { seconds: 60 } })
      outcomes.push('refused')
    }
  }
  expect(outcomes.filter((outcome) => outcome === 'booked')).toHaveLength(6)
  hospital.clock.forward({ seconds: 60 })
  await expect(bookAppointment(hospital, owner, booking(0, '2026-11-23T02:00:00Z'))).resolves.toMatchObject({
    status: 'booked',
  })
})

test('an account books six times a minute at most, however many of its patients book at once', async () => {
  const patients = [patientId]
  while (patients.length < 12) patients.push(await addPatient(hospital, owner))
  const attempts = await Promise.allSettled(
    patients.map((each, nth) => {
      const start = nth < shifts.length ? '2026-11-23T07:00:00Z' : '2026-11-23T07:30:00Z'
      const command = { ...booking(nth % shifts.length), patientId: each, start }
      return bookAppointment(nth % 2 === 0 ? hospital : hospital.there, owner, command)
    }),
  )
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
  for (const attempt of attempts) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ status: 429, code: 'tooManyRequests' })
  }
})

test('what is refused, or done already, waits for nobody’s lock', async () => {
  const made = booking(0, '2026-11-23T05:00:00Z')
  const { id } = await bookAppointment(hospital, owner, made)
  const cancelled = await bookAppointment(hospital, owner, booking(0, '2026-11-23T05:30:00Z'))
  await cancelAppointment(hospital, owner, cancelled.id)
  const sister = { ...made, idempotencyKey: crypto.randomUUID(), patientId: await addPatient(hospital, owner) }
  // The same half hour with another doctor.
  const elsewhere = booking(1, '2026-11-23T04:30:00Z')
  await hospital.db.transaction().execute(async (trx) => {
    for (const { expertId } of shifts.slice(0, 2)) await lockExpert(trx, expertId)
    await lockPatient(trx, patientId)
    const refused = async (command: NewAppointment, code: string): Promise<void> => {
      await expect(bookAppointment(hospital.there, owner, command)).rejects.toMatchObject({ status: 409, code })
    }
    await refused(booking(0, '2026-11-23T05:10:00Z'), 'slotUnknown')
    await refused(sister, 'slotTaken')
    await refused(elsewhere, 'patientBusyThen')
    expect((await bookAppointment(hospital.there, owner, made)).id).toBe(id)
    expect(await cancelAppointment(hospital.there, owner, cancelled.id)).toMatchObject({ status: 'cancelled' })
  })
})
