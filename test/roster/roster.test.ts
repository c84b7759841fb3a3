import { describe, expect, test } from 'vitest'
import { bookAppointment, findSlots, readAppointments } from '../../signaling/appointments/service.ts'
import type { NewShift } from '../../signaling/roster/contract.ts'
import { addShift, cancelShift, readMyShifts, readRoster, restoreShift } from '../../signaling/roster/service.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { startHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctor, addPatient } from '../support/people.ts'
import { coordinator, newDoctor, openRoster, hospital, shiftOf, stretch } from './planning.ts'

openRoster()

describe('one shift', () => {
  test('is given once a key, and shown in the week', async () => {
    const { expertId } = await newDoctor()
    const command = shiftOf(expertId)
    const shift = await addShift(hospital, coordinator, command)
    expect(shift).toMatchObject({
      during: { start: '2026-11-23T06:00:00Z', end: '2026-11-23T15:00:00Z' },
      timeZone: 'Asia/Shanghai',
      patternId: null,
      booked: 0,
    })
    expect(await addShift(hospital, coordinator, command)).toEqual(shift)
    expect((await readRoster(hospital, stretch)).shifts).toContainEqual(shift)
  })

  test.each<[string, Partial<NewShift>, string]>([
    ['over another', { startsAtLocal: '22:00', endsAtLocal: '06:00' }, 'shiftOverlaps'],
    ['in the past', { date: '2026-11-21' }, 'shiftInPast'],
    ['more than two years ahead', { date: '2028-11-24' }, 'shiftTooFarAhead'],
    ['past the last year there is', { date: '9999-12-31', timeZone: 'Etc/GMT+5' }, 'shiftTooFarAhead'],
    ['a whole day long', { endsAtLocal: '14:00' }, 'shiftTooLong'],
    ['in no known zone', { timeZone: 'Asia/Wenzhou' }, 'unknownTimeZone'],
    [
      'of which nothing is left',
      { date: '2027-03-28', startsAtLocal: '02:30', endsAtLocal: '03:10', timeZone: 'Europe/Rome' },
      'localTimeSkipped',
    ],
  ])('is refused %s', async (_name, change, code) => {
    const { expertId } = await newDoctor()
    await addShift(hospital, coordinator, shiftOf(expertId))
    await expect(addShift(hospital, coordinator, shiftOf(expertId, change))).rejects.toMatchObject({ code })
  })

  test('may touch another, and be for another expert at the same time', async () => {
    const { expertId } = await newDoctor()
    await addShift(hospital, coordinator, shiftOf(expertId))
    await addShift(hospital, coordinator, shiftOf(expertId, { startsAtLocal: '23:00', endsAtLocal: '06:00' }))
    await addShift(hospital, coordinator, shiftOf((await newDoctor()).expertId))
  })

  test('is refused for an expert who is not there', async () => {
    const adding = addShift(hospital, coordinator, shiftOf(crypto.randomUUID()))
    await expect(adding).rejects.toMatchObject({ status: 404 })
  })

  test('past midnight is in both weeks that it touches', async () => {
    const doctor = await newDoctor()
    const night = shiftOf(doctor.expertId, {
      date: '2026-11-29',
      startsAtLocal: '22:00',
      endsAtLocal: '06:00',
      timeZone: 'UTC',
    })
    const { id } = await addShift(hospital, coordinator, night)
    for (const [from, until] of [
      ['2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z'],
      ['2026-11-30T00:00:00Z', '2026-12-07T00:00:00Z'],
    ] as const) {
      expect((await readMyShifts(hospital, doctor, { from, until })).map((shift) => shift.id)).toEqual([id])
    }
  })
})

describe('cancelling a shift', () => {
  test('can be undone, unless the time was given away', async () => {
    const doctor = await newDoctor()
    const shift = await addShift(hospital, coordinator, shiftOf(doctor.expertId))
    expect(await cancelShift(hospital, shift.id, false)).toMatchObject({ cancelledShifts: 1 })
    expect(await cancelShift(hospital, shift.id, false)).toMatchObject({ cancelledShifts: 1, cancelledAppointments: 0 })
    expect(await readMyShifts(hospital, doctor, stretch)).toEqual([])
    expect(await restoreShift(hospital, shift.id)).toEqual(shift)
    expect(await readMyShifts(hospital, doctor, stretch)).toEqual([shift])
    await cancelShift(hospital, shift.id, false)
    await addShift(hospital, coordinator, shiftOf(doctor.expertId))
    await expect(restoreShift(hospital, shift.id)).rejects.toMatchObject({ status: 409, code: 'shiftOverlaps' })
  })

  test('with booked patients is refused, or tells each of them', async () => {
    const { expertId } = await newDoctor(['dermatology'])
    const shift = await addShift(hospital, coordinator, shiftOf(expertId))
    const bookers = await Promise.all([1, 2].map(() => addCompatriot(hospital)))
    for (const [index, booker] of bookers.entries()) {
      await bookAppointment(hospital, booker, {
        idempotencyKey: crypto.randomUUID(),
        patientId: await addPatient(hospital, booker),
        shiftId: shift.id,
        specialty: 'dermatology',
        start: `2026-11-23T0${7 + index}:00:00Z`,
        reason: '',
      })
    }
    await expect(cancelShift(hospital, shift.id, false)).rejects.toMatchObject({
      status: 409,
      code: 'shiftHasAppointments',
      details: { count: 2 },
    })
    await hospital.deliver()
    const before = hospital.letters.length
    const done = { cancelledShifts: 1, cancelledAppointments: 2 }
    expect(await cancelShift(hospital, shift.id, true)).toMatchObject(done)
    // Asked again after an answer that was lost.
    expect(await cancelShift(hospital, shift.id, true)).toMatchObject(done)
    await hospital.deliver()
    const told = hospital.letters.slice(before)
    expect(told.map((letter) => letter.subject)).toEqual(Array(2).fill('The hospital has cancelled your appointment'))
    // In any order.
    const first = told.find(({ text }) => text.includes('08:00 ('))
    expect(first?.text).toContain('08:00 (Rome)')
    expect(first?.text).toContain('15:00 (Beijing)')
    for (const booker of bookers) {
      expect(await readAppointments(hospital, booker)).toMatchObject([{ status: 'cancelled' }])
    }
    const slots = await findSlots(hospital, { specialty: 'dermatology', ...stretch })
    expect(slots.filter((slot) => slot.shiftId === shift.id)).toEqual([])
  })

  test('leaves a patient who has arrived in the room, for anybody of the specialty', async () => {
    const { expertId } = await newDoctor(['respiratory'])
    const shift = await addShift(hospital, coordinator, shiftOf(expertId))
    const booker = await addCompatriot(hospital)
    const patientId = await addPatient(hospital, booker)
    const { id: appointmentId } = await bookAppointment(hospital, booker, {
      idempotencyKey: crypto.randomUUID(),
      patientId,
      shiftId: shift.id,
      specialty: 'respiratory',
      start: '2026-11-23T06:00:00Z',
      reason: '',
    })
    hospital.clock.set('2026-11-23T05:45:00Z')
    const ticket = await enterWaitingRoom(hospital, booker, {
      idempotencyKey: crypto.randomUUID(),
      patientId,
      complaint: '咳嗽',
      redFlags: [],
      specialty: 'respiratory',
      languages: ['cmn'],
      interpreterWanted: false,
      country: 'IT',
      toBeSupplied: [],
      appointmentId,
    })
    expect(await cancelShift(hospital, shift.id, true)).toMatchObject({ cancelledAppointments: 1 })
    const place = await hospital.db
      .selectFrom('waiting')
      .select(['queue', 'queueKey', 'expertId'])
      .where('ticketId', '=', ticket.id)
      .executeTakeFirstOrThrow()
    expect(place).toEqual({ queue: 'respiratory', queueKey: ticket.queueKey, expertId: null })
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test('that is over or not there', async () => {
    const { expertId } = await newDoctor()
    const values = { expertId, during: '[2026-11-20T00:00Z,2026-11-20T08:00Z)', timeZone: 'UTC' }
    const { id } = await hospital.db.insertInto('shift').values(values).returning('id').executeTakeFirstOrThrow()
    await expect(cancelShift(hospital, id, false)).rejects.toMatchObject({ code: 'shiftInPast' })
    await expect(cancelShift(hospital, crypto.randomUUID(), false)).rejects.toMatchObject({ status: 404 })
    await expect(restoreShift(hospital, crypto.randomUUID())).rejects.toMatchObject({ status: 404 })
  })
})

describe('the week', () => {
  test('shows the gaps of each specialty that somebody has, also when nobody works at all', async () => {
    await using fresh = await startHospital({ now: '2026-11-22T12:00:00Z' })
    expect(await readRoster(fresh, stretch)).toEqual({ ...stretch, experts: [], shifts: [], gaps: [] })
    const doctor = await addDoctor(fresh, { specialties: ['tcm', 'respiratory'] })
    const whole = { start: stretch.from, end: stretch.until }
    expect((await readRoster(fresh, stretch)).gaps).toEqual([
      { specialty: 'respiratory', during: whole },
      { specialty: 'tcm', during: whole },
    ])
    const staff = await addCoordinator(fresh)
    await addShift(fresh, staff, shiftOf(doctor.expertId ?? ''))
    expect((await readRoster(fresh, stretch)).gaps.filter((gap) => gap.specialty === 'tcm')).toEqual([
      { specialty: 'tcm', during: { start: stretch.from, end: '2026-11-23T06:00:00Z' } },
      { specialty: 'tcm', during: { start: '2026-11-23T15:00:00Z', end: stretch.until } },
    ])
  })

  test.each([
    ['2026-11-30T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['2026-11-23T00:00:00Z', '2027-11-23T00:00:00Z'],
  ])('from %s until %s is no week', async (from, until) => {
    await expect(readRoster(hospital, { from, until })).rejects.toMatchObject({ status: 400, code: 'invalidInput' })
  })
})

test('of 32 overlapping shifts given at once in two processes one is laid', async () => {
  const { expertId } = await newDoctor()
  const other = hospital.there
  const results = await Promise.allSettled(
    Array.from({ length: 32 }, (_, index) =>
      addShift(
        index % 2 === 0 ? hospital : other,
        coordinator,
        shiftOf(expertId, { startsAtLocal: `${String(10 + (index % 8))}:00`, endsAtLocal: '20:00' }),
      ),
    ),
  )
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 409, code: 'shiftOverlaps' })
  }
})
