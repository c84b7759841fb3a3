import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { markNoShows } from '../../signaling/appointments/arrivals.ts'
import type { NewAppointment } from '../../signaling/appointments/contract.ts'
import {
  bookAppointment,
  cancelAppointment,
  findSlots,
  readAppointments,
} from '../../signaling/appointments/service.ts'
import { archivePatient } from '../../signaling/identity/patients.ts'
import { addShift, cancelShift } from '../../signaling/roster/service.ts'
import type { Shift } from '../../signaling/roster/contract.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctor, addPatient } from '../support/people.ts'

const hospital = openHospital({ now: '2026-11-22T12:00:00Z', there: true })
let coordinator: AccountViewer
let doctor: AccountViewer
let shift: Shift
let booker: AccountViewer
let patientId: string

beforeAll(async () => {
  coordinator = await addCoordinator(hospital)
})
beforeEach(async () => {
  hospital.clock.set('2026-11-22T12:00:00Z')
  doctor = await addDoctor(hospital, { specialties: ['paediatrics'], languages: ['cmn', 'it'] })
  shift = await addShift(hospital, coordinator, {
    idempotencyKey: crypto.randomUUID(),
    expertId: doctor.expertId ?? '',
    date: '2026-11-23',
    startsAtLocal: '14:00',
    endsAtLocal: '16:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: 30,
  })
  booker = await addCompatriot(hospital)
  patientId = await addPatient(hospital, booker)
})

function booking(change: Partial<NewAppointment> = {}): NewAppointment {
  return {
    idempotencyKey: crypto.randomUUID(),
    patientId,
    shiftId: shift.id,
    specialty: 'paediatrics',
    start: '2026-11-23T06:30:00Z',
    reason: '复诊',
    ...change,
  }
}

const week = { from: '2026-11-23T00:00:00Z', until: '2026-11-30T00:00:00Z' }

async function freeStarts(change: Partial<Parameters<typeof findSlots>[1]> = {}): Promise<string[]> {
  const slots = await findSlots(hospital, { specialty: 'paediatrics', ...week, ...change })
  return slots.filter((slot) => slot.shiftId === shift.id).map((slot) => slot.during.start)
}

const all = ['2026-11-23T06:00:00Z', '2026-11-23T06:30:00Z', '2026-11-23T07:00:00Z', '2026-11-23T07:30:00Z']

describe('slots', () => {
  test('are those of the specialty and the language', async () => {
    expect(await freeStarts()).toEqual(all)
    expect(await freeStarts({ language: 'it' })).toEqual(all)
    expect(await freeStarts({ language: 'es' })).toEqual([])
    expect(await freeStarts({ specialty: 'tcm' })).toEqual([])
    expect(await freeStarts({ until: '2026-11-23T07:00:00Z' })).toEqual(all.slice(0, 2))
  })

  test('say with whom', async () => {
    const slots = await findSlots(hospital, { specialty: 'paediatrics', ...week })
    expect(slots.find((slot) => slot.shiftId === shift.id)?.expert).toMatchObject({
      id: doctor.expertId,
      languages: ['cmn', 'it'],
      timeZone: 'Asia/Shanghai',
    })
  })

  test('of a cancelled shift, or of a retired expert, are none', async () => {
    await hospital.db
      .updateTable('expert')
      .set({ retiredAt: hospital.clock.now() })
      .where('id', '=', doctor.expertId ?? '')
      .execute()
    expect(await freeStarts()).toEqual([])
    await hospital.db
      .updateTable('expert')
      .set({ retiredAt: null })
      .where('id', '=', doctor.expertId ?? '')
      .execute()
    await cancelShift(hospital, shift.id, false)
    expect(await freeStarts()).toEqual([])
  })
})

describe('booking', () => {
  test('takes the slot, once a key, and tells the patient in both clocks', async () => {
    const command = booking()
    await hospital.deliver()
    const before = hospital.letters.length
    const appointment = await bookAppointment(hospital, booker, command)
    expect(appointment).toMatchObject({
      patientId,
      status: 'booked',
      during: { start: '2026-11-23T06:30:00Z', end: '2026-11-23T07:00:00Z' },
      expert: { id: doctor.expertId },
    })
    expect(Date.parse(appointment.arriveFrom)).toBeLessThan(Date.parse('2026-11-23T06:30:00Z'))
    expect(await bookAppointment(hospital, booker, command)).toEqual(appointment)
    await hospital.deliver()
    expect(hospital.letters.length - before).toBe(1)
    expect(hospital.letters.at(-1)?.text).toContain('07:30 (Rome)')
    expect(hospital.letters.at(-1)?.text).toContain('14:30 (Beijing)')
    expect(await freeStarts()).toEqual([all[0], all[2], all[3]])
    expect(await readAppointments(hospital, booker)).toEqual([appointment])
    expect(await readAppointments(hospital, doctor)).toEqual([appointment])
  })

  test('of one’s own slot again, by another key, keeps the one booking with the later reason', async () => {
    await hospital.deliver()
    const before = hospital.letters.length
    const { id } = await bookAppointment(hospital, booker, booking())
    await hospital.deliver()
    // Too late for anybody else.
    hospital.clock.set('2026-11-23T06:10:00Z')
    expect(await bookAppointment(hospital, booker, booking({ reason: '复诊，发烧' }))).toMatchObject({
      id,
      reason: '复诊，发烧',
    })
    expect(await readAppointments(hospital, booker)).toMatchObject([{ id, reason: '复诊，发烧' }])
    await hospital.deliver()
    expect(hospital.letters.length - before).toBe(1)
    hospital.clock.set('2026-11-22T12:00:00Z')
    const sister = booking({ patientId: await addPatient(hospital, booker) })
    await expect(bookAppointment(hospital, booker, sister)).rejects.toMatchObject({ code: 'slotTaken' })
    await cancelAppointment(hospital, booker, id)
    expect((await bookAppointment(hospital, booker, booking())).id).not.toBe(id)
  })

  test.each<[string, Partial<NewAppointment>, number, string]>([
    ['a time between two slots', { start: '2026-11-23T06:40:00Z' }, 409, 'slotUnknown'],
    ['a time outside of the shift', { start: '2026-11-23T08:00:00Z' }, 409, 'slotUnknown'],
    ['a shift that is not there', { shiftId: crypto.randomUUID() }, 409, 'slotUnknown'],
    ['a specialty that the expert has not', { specialty: 'tcm' }, 409, 'slotUnknown'],
    ['a patient who is not there', { patientId: crypto.randomUUID() }, 404, 'notFound'],
  ])('is refused for %s', async (_name, change, status, code) => {
    await expect(bookAppointment(hospital, booker, booking(change))).rejects.toMatchObject({ status, code })
  })

  test('is refused for somebody else’s patient, as for none', async () => {
    const stranger = await addCompatriot(hospital)
    await expect(bookAppointment(hospital, stranger, booking())).rejects.toMatchObject({ status: 404 })
  })

  test('is refused less than half an hour ahead', async () => {
    hospital.clock.set('2026-11-23T06:00:01Z')
    await expect(bookAppointment(hospital, booker, booking())).rejects.toMatchObject({ code: 'slotTooSoon' })
  })

  test('is refused in a cancelled shift', async () => {
    await cancelShift(hospital, shift.id, false)
    await expect(bookAppointment(hospital, booker, booking())).rejects.toMatchObject({ code: 'slotUnknown' })
  })

  test('is refused where the slot is taken, or the patient is elsewhere', async () => {
    await bookAppointment(hospital, booker, booking())
    const second = await addCompatriot(hospital)
    const taking = bookAppointment(hospital, second, booking({ patientId: await addPatient(hospital, second) }))
    await expect(taking).rejects.toMatchObject({ status: 409, code: 'slotTaken' })
    const other = await addDoctor(hospital, { specialties: ['paediatrics'] })
    const elsewhere = await addShift(hospital, coordinator, {
      idempotencyKey: crypto.randomUUID(),
      expertId: other.expertId ?? '',
      date: '2026-11-23',
      startsAtLocal: '06:15',
      endsAtLocal: '08:00',
      timeZone: 'UTC',
      slotMinutes: 30,
    })
    const busy = bookAppointment(hospital, booker, booking({ shiftId: elsewhere.id, start: '2026-11-23T06:45:00Z' }))
    await expect(busy).rejects.toMatchObject({ status: 409, code: 'patientBusyThen' })
  })
})

describe('cancelling', () => {
  test('gives the slot back, once, and tells the patient', async () => {
    const { id } = await bookAppointment(hospital, booker, booking())
    await hospital.deliver()
    const before = hospital.letters.length
    expect(await cancelAppointment(hospital, booker, id)).toMatchObject({ status: 'cancelled', cancelledBy: 'patient' })
    expect(await cancelAppointment(hospital, booker, id)).toMatchObject({ status: 'cancelled' })
    await hospital.deliver()
    expect(hospital.letters.length - before).toBe(1)
    expect(await freeStarts()).toEqual(all)
    await bookAppointment(hospital, booker, booking())
  })

  test('is for the account and the coordinators', async () => {
    const { id } = await bookAppointment(hospital, booker, booking())
    const stranger = await addCompatriot(hospital)
    await expect(cancelAppointment(hospital, stranger, id)).rejects.toMatchObject({ status: 404 })
    await expect(cancelAppointment(hospital, booker, crypto.randomUUID())).rejects.toMatchObject({ status: 404 })
    expect(await cancelAppointment(hospital, coordinator, id)).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'hospital',
    })
  })

  test('comes with the archiving of the patient, by who says that it may', async () => {
    await bookAppointment(hospital, booker, booking())
    await hospital.deliver()
    await expect(archivePatient(hospital, booker, patientId, false)).rejects.toMatchObject({
      status: 409,
      code: 'patientHasAppointments',
      details: { count: 1 },
    })
    expect(await freeStarts()).toEqual([all[0], all[2], all[3]])
    await archivePatient(hospital, booker, patientId, true)
    expect(await freeStarts()).toEqual(all)
    await hospital.deliver()
    expect(hospital.letters.at(-1)?.subject).toBe('Your appointment is cancelled')
  })

  test('comes too late when the patient has arrived, or the slot is over', async () => {
    const { id } = await bookAppointment(hospital, booker, booking())
    hospital.clock.set('2026-11-23T07:00:00Z')
    await expect(cancelAppointment(hospital, booker, id)).rejects.toMatchObject({ code: 'appointmentOver' })
    await hospital.db.updateTable('appointment').set({ status: 'arrived' }).where('id', '=', id).execute()
    hospital.clock.set('2026-11-22T12:00:00Z')
    await expect(cancelAppointment(hospital, booker, id)).rejects.toMatchObject({
      status: 409,
      code: 'appointmentOver',
    })
  })
})

test('nobody came: missed an hour after the slot, and not before', async () => {
  const { id } = await bookAppointment(hospital, booker, booking())
  hospital.clock.set('2026-11-23T08:00:00Z')
  await markNoShows(hospital)
  expect(await readAppointments(hospital, booker)).toMatchObject([{ id, status: 'booked' }])
  hospital.clock.set('2026-11-23T08:00:01Z')
  await markNoShows(hospital)
  expect(await readAppointments(hospital, booker)).toMatchObject([{ id, status: 'noshow' }])
})

test('of 64 who want one slot at once, in two processes, one gets it', async () => {
  const other = hospital.there
  const rivals = await Promise.all(
    Array.from({ length: 64 }, async () => {
      const viewer = await addCompatriot(hospital)
      return { viewer, patientId: await addPatient(hospital, viewer) }
    }),
  )
  const results = await Promise.allSettled(
    rivals.map((rival, index) =>
      bookAppointment(index % 2 === 0 ? hospital : other, rival.viewer, booking({ patientId: rival.patientId })),
    ),
  )
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 409, code: 'slotTaken' })
  }
})

test('one patient who books with 16 experts at once is booked once', async () => {
  const shifts = await Promise.all(
    Array.from({ length: 16 }, async () => {
      const other = await addDoctor(hospital, { specialties: ['paediatrics'] })
      const { id } = await addShift(hospital, coordinator, {
        idempotencyKey: crypto.randomUUID(),
        expertId: other.expertId ?? '',
        date: '2026-11-23',
        startsAtLocal: '06:00',
        endsAtLocal: '08:00',
        timeZone: 'UTC',
        slotMinutes: 30,
      })
      return id
    }),
  )
  const results = await Promise.allSettled(
    shifts.map((shiftId) => bookAppointment(hospital, booker, booking({ shiftId }))),
  )
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 409, code: 'patientBusyThen' })
  }
})
