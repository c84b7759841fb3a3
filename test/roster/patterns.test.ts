import { describe, expect, test } from 'vitest'
import { bookAppointment } from '../../signaling/appointments/service.ts'
import type { NewShiftPattern } from '../../signaling/roster/contract.ts'
import { extendPatterns } from '../../signaling/roster/laying.ts'
import { addPattern, readPatterns, removePattern } from '../../signaling/roster/patterns.ts'
import { addShift, cancelShift, readMyShifts } from '../../signaling/roster/service.ts'
import { addCompatriot, addPatient } from '../support/people.ts'
import { coordinator, newDoctor, openRoster, hospital, shiftOf, stretch } from './planning.ts'

openRoster()

function patternOf(expertId: string, change: Partial<NewShiftPattern> = {}): NewShiftPattern {
  return {
    idempotencyKey: crypto.randomUUID(),
    expertId,
    weekdays: [1, 3],
    startsAtLocal: '14:00',
    endsAtLocal: '23:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: 20,
    validFrom: '2026-11-23',
    validUntil: null,
    ...change,
  }
}

describe('a weekly pattern', () => {
  test('is laid for eight weeks, around what is there', async () => {
    const doctor = await newDoctor()
    const { during } = await addShift(
      hospital,
      coordinator,
      shiftOf(doctor.expertId, { date: '2026-12-02', startsAtLocal: '09:00', endsAtLocal: '15:00' }),
    )
    const command = patternOf(doctor.expertId)
    const { pattern, laid, clashes } = await addPattern(hospital, coordinator, command)
    expect(laid).toBe(15)
    expect(clashes).toEqual([{ start: '2026-12-02T06:00:00Z', end: '2026-12-02T15:00:00Z' }])
    expect(await addPattern(hospital, coordinator, command)).toEqual({ pattern, laid, clashes })
    expect(await readPatterns(hospital)).toContainEqual(pattern)
    const shifts = await readMyShifts(hospital, doctor, { from: '2026-11-23T00:00:00Z', until: '2027-01-20T00:00:00Z' })
    expect(shifts).toHaveLength(16)
    expect(shifts.map((shift) => shift.during)).toContainEqual(during)
  })

  test('is extended once for each day that passes, also by two processes', async () => {
    const doctor = await newDoctor()
    await addPattern(hospital, coordinator, patternOf(doctor.expertId, { weekdays: [1, 2, 3, 4, 5, 6, 7] }))
    const count = async () =>
      (await readMyShifts(hospital, doctor, { from: '2026-12-15T00:00:00Z', until: '2027-02-20T00:00:00Z' })).length
    const before = await count()
    await extendPatterns(hospital)
    expect(await count()).toBe(before)
    hospital.clock.forward({ hours: 24 * 7 })
    const other = hospital.there
    await Promise.all([
      extendPatterns(hospital),
      extendPatterns(other),
      extendPatterns(hospital),
      extendPatterns(other),
    ])
    expect(await count()).toBe(before + 7)
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test('does not bring a cancelled shift back', async () => {
    const doctor = await newDoctor()
    await addPattern(hospital, coordinator, patternOf(doctor.expertId))
    const [first] = await readMyShifts(hospital, doctor, stretch)
    await cancelShift(hospital, first?.id ?? '', false)
    await extendPatterns(hospital)
    expect(await readMyShifts(hospital, doctor, stretch)).toHaveLength(1)
  })

  test('is laid from the first shift that is not over: today’s, or that of last night which is still on', async () => {
    // 15:00 in China, on a Wednesday.
    hospital.clock.set('2026-11-25T07:00:00Z')
    const daily = { weekdays: [1, 2, 3, 4, 5, 6, 7], validFrom: '2026-11-20' }
    const week = { from: '2026-11-20T00:00:00Z', until: '2026-11-30T00:00:00Z' }
    const firstOf = async (change: Partial<NewShiftPattern>) => {
      const doctor = await newDoctor()
      await addPattern(hospital, coordinator, patternOf(doctor.expertId, { ...daily, ...change }))
      return (await readMyShifts(hospital, doctor, week))[0]?.during.start
    }
    expect(await firstOf({ startsAtLocal: '08:00', endsAtLocal: '12:00' })).toBe('2026-11-26T00:00:00Z')
    expect(await firstOf({ startsAtLocal: '14:00', endsAtLocal: '23:00' })).toBe('2026-11-25T06:00:00Z')
    const night = { startsAtLocal: '22:00', endsAtLocal: '16:00' }
    expect(await firstOf(night)).toBe('2026-11-24T14:00:00Z')
    expect(await firstOf({ ...night, validFrom: '2026-11-25' })).toBe('2026-11-25T14:00:00Z')
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test('ends with its last day', async () => {
    const doctor = await newDoctor()
    const { laid } = await addPattern(hospital, coordinator, patternOf(doctor.expertId, { validUntil: '2026-11-30' }))
    expect(laid).toBe(3)
  })

  test('is listed until its last shift is over, also far to the west', async () => {
    const doctor = await newDoctor()
    const nights = { startsAtLocal: '22:00', endsAtLocal: '20:00', timeZone: 'Pacific/Honolulu' }
    const command = patternOf(doctor.expertId, { ...nights, validUntil: '2026-11-23' })
    const { pattern } = await addPattern(hospital, coordinator, command)
    // Its last shift ends at 06:00 on the 25th.
    hospital.clock.set('2026-11-25T05:00:00Z')
    expect(await readPatterns(hospital)).toContainEqual(pattern)
    hospital.clock.set('2026-11-26T00:00:00Z')
    expect(await readPatterns(hospital)).not.toContainEqual(pattern)
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test('removed lays no more, and keeps the shifts with booked patients', async () => {
    const doctor = await newDoctor(['psychiatry'])
    const { pattern } = await addPattern(
      hospital,
      coordinator,
      patternOf(doctor.expertId, { validUntil: '2026-12-06' }),
    )
    const booker = await addCompatriot(hospital)
    const [shift] = await readMyShifts(hospital, doctor, stretch)
    await bookAppointment(hospital, booker, {
      idempotencyKey: crypto.randomUUID(),
      patientId: await addPatient(hospital, booker),
      shiftId: shift?.id ?? '',
      specialty: 'psychiatry',
      start: shift?.during.start ?? '',
      reason: '',
    })
    const removed = await removePattern(hospital, pattern.id)
    expect(removed).toMatchObject({
      cancelledShifts: 3,
      cancelledAppointments: 0,
      keptBecauseBooked: [{ id: shift?.id, booked: 1, openAppointments: 1 }],
    })
    // Asked again after an answer that was lost.
    expect(await removePattern(hospital, pattern.id)).toEqual(removed)
    expect((await readPatterns(hospital)).map((row) => row.id)).not.toContain(pattern.id)
    hospital.clock.forward({ hours: 24 * 7 })
    await extendPatterns(hospital)
    expect(await readMyShifts(hospital, doctor, { from: stretch.from, until: '2027-01-20T00:00:00Z' })).toHaveLength(1)
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test.each<[string, Partial<NewShiftPattern>, string]>([
    ['a whole day long', { endsAtLocal: '14:00' }, 'shiftTooLong'],
    ['over before it begins', { validUntil: '2026-11-01' }, 'invalidInput'],
    ['in the past', { validFrom: '2026-10-01', validUntil: '2026-11-01' }, 'shiftInPast'],
    ['from more than two years ahead', { validFrom: '2028-11-24' }, 'shiftTooFarAhead'],
    ['from the last day there is', { validFrom: '9999-12-31' }, 'shiftTooFarAhead'],
    ['in no known zone', { timeZone: 'Asia/Wenzhou' }, 'unknownTimeZone'],
  ])('is refused: %s', async (_name, change, code) => {
    const { expertId } = await newDoctor()
    await expect(addPattern(hospital, coordinator, patternOf(expertId, change))).rejects.toMatchObject({ code })
  })
})
