import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { findSlots } from '../../signaling/appointments/service.ts'
import { disableStaff, enableStaff } from '../../signaling/panel/staff.ts'
import { readUpcomingShifts } from '../../signaling/roster/giving-back.ts'
import { extendPatterns } from '../../signaling/roster/laying.ts'
import { addPattern, readPatterns } from '../../signaling/roster/patterns.ts'
import { addShift, readRoster, restoreShift } from '../../signaling/roster/service.ts'
import { testOrigin } from '../support/answering.ts'
import { addCompatriot } from '../support/people.ts'
import { book, disable, patternOf, statusOf } from './giving-back.ts'
import { coordinator, hospital, newDoctor, openRoster, shiftOf, stretch } from './planning.ts'

openRoster()

/** A shift on Monday with two bookings in it, one on Tuesday, and a weekly pattern from Friday on. */
async function planned() {
  const doctor = await newDoctor()
  const monday = await addShift(hospital, coordinator, shiftOf(doctor.expertId))
  await addShift(hospital, coordinator, shiftOf(doctor.expertId, { date: '2026-11-24' }))
  await addPattern(hospital, coordinator, patternOf(doctor.expertId))
  const bookings = [
    await book(monday.id, '2026-11-23T07:00:00Z'),
    await book(monday.id, '2026-11-23T08:00:00Z'),
  ] as const
  return { doctor, monday, bookings }
}

describe('a doctor whose sign-in is disabled', () => {
  test('has as many shifts and booked patients as the coordinator is told before', async () => {
    const { doctor } = await planned()
    const { shifts, booked } = await readUpcomingShifts(hospital, doctor.accountId)
    expect(booked).toBe(2)
    expect(await disable(doctor)).toMatchObject({ disabled: true, cancelledShifts: shifts, cancelledAppointments: 2 })
    expect(shifts).toBeGreaterThan(2)
    expect(await readUpcomingShifts(hospital, doctor.accountId)).toEqual({ shifts: 0, booked: 0 })
    expect(await readUpcomingShifts(hospital, coordinator.accountId)).toEqual({ shifts: 0, booked: 0 })
    for (const accountId of [(await addCompatriot(hospital)).accountId, crypto.randomUUID()]) {
      await expect(readUpcomingShifts(hospital, accountId)).rejects.toMatchObject({ status: 404 })
    }
  })

  test('stays as they are where patients are booked and nobody has said that they lose their appointments', async () => {
    const { doctor, bookings } = await planned()
    await expect(disableStaff(hospital, coordinator, doctor.accountId, false)).rejects.toMatchObject({
      status: 409,
      code: 'shiftHasAppointments',
      details: { count: 2 },
    })
    expect(await statusOf(bookings[0].booker)).toEqual(['booked'])
    expect((await readUpcomingShifts(hospital, doctor.accountId)).booked).toBe(2)
  })

  test('stands on no plan, and each booked patient is told what to do', async () => {
    const { doctor, monday, bookings } = await planned()
    await hospital.deliver()
    const before = hospital.letters.length
    await disable(doctor)
    await hospital.deliver()
    const told = hospital.letters.slice(before)
    expect(told.map(({ subject }) => subject)).toEqual(Array(2).fill('The hospital has cancelled your appointment'))
    for (const { text } of told) expect(text).toContain(`${testOrigin}/appointments`)
    for (const { booker } of bookings) expect(await statusOf(booker)).toEqual(['cancelled'])
    const slots = await findSlots(hospital, { specialty: 'generalPractice', ...stretch })
    expect(slots.filter(({ shiftId }) => shiftId === monday.id)).toEqual([])
    const week = await readRoster(hospital, stretch)
    expect(week.shifts.filter(({ expertId }) => expertId === doctor.expertId)).toEqual([])
    expect(week.experts.map(({ id }) => id)).not.toContain(doctor.expertId)
    expect((await readPatterns(hospital)).map(({ expertId }) => expertId)).not.toContain(doctor.expertId)
    hospital.clock.set('2026-12-22T12:00:00Z')
    await extendPatterns(hospital)
    hospital.clock.set('2026-11-22T12:00:00Z')
    expect((await readUpcomingShifts(hospital, doctor.accountId)).shifts).toBe(0)

    expect(await disable(doctor)).toMatchObject({ cancelledShifts: 0, cancelledAppointments: 0 })
    await hospital.deliver()
    expect(hospital.letters.length).toBe(before + 2)
  })

  test('is given no shift, and enabled again gets none back', async () => {
    const { doctor, monday, bookings } = await planned()
    await disable(doctor)
    const giving = [
      () => addShift(hospital, coordinator, shiftOf(doctor.expertId)),
      () => addPattern(hospital, coordinator, patternOf(doctor.expertId)),
      () => restoreShift(hospital, monday.id),
    ]
    for (const give of giving) await expect(give()).rejects.toMatchObject({ status: 404 })
    expect(await enableStaff(hospital, coordinator, doctor.accountId)).toMatchObject({ disabled: false })
    expect(await readUpcomingShifts(hospital, doctor.accountId)).toEqual({ shifts: 0, booked: 0 })
    expect(await statusOf(bookings[0].booker)).toEqual(['cancelled'])
    await addShift(hospital, coordinator, shiftOf(doctor.expertId))
    expect((await readUpcomingShifts(hospital, doctor.accountId)).shifts).toBe(1)
  })

  test('with hundreds of bookings is done by as few statements as with two, and each is told', async () => {
    const statementsOf = async (shifts: number, bookings: number) => {
      const { accountId, expertId } = await newDoctor()
      await sql`
        with laid as (
          insert into shift (expert_id, during, time_zone, slot_minutes)
          select ${expertId}, tstzrange(start, start + interval '10 hours'), 'Asia/Shanghai', 10
          from generate_series(0, ${shifts - 1}) day
          cross join lateral (select timestamptz '2026-11-23T00:00:00Z' + day * interval '1 day' as start) at
          returning id, during
        ), slots as (
          select id as shift_id, lower(during) + n * interval '10 minutes' as start, row_number() over () as nth
          from laid cross join generate_series(0, ${bookings - 1}) n
        ), accounts as (
          insert into account (email, role, time_zone, locale)
          select gen_random_uuid() || '@example.org', 'compatriot', 'Europe/Rome', 'it' from slots returning id
        ), patients as (
          insert into patient (account_id, name, relationship) select id, '林秀英', 'self' from accounts returning id, account_id
        )
        insert into appointment (patient_id, account_id, idempotency_key, expert_id, shift_id, specialty, during)
        select patients.id, account_id, gen_random_uuid(), ${expertId}, shift_id, 'generalPractice',
          tstzrange(start, start + interval '10 minutes')
        from slots join (select *, row_number() over () as nth from patients) patients using (nth)`.execute(
        hospital.database.owner,
      )
      const query = vi.spyOn(pg.Client.prototype, 'query')
      const { cancelledAppointments } = await disableStaff(hospital, coordinator, accountId, true)
      // What else is asked meanwhile, on other connections, is no cost of it.
      const client =
        query.mock.contexts[query.mock.calls.findIndex(([text]) => String(text).startsWith('update "account"'))]
      const statements = query.mock.contexts.filter((one) => one === client).length
      query.mockRestore()
      expect(client).toBeDefined()
      const told = await hospital.db
        .selectFrom('appointment')
        .innerJoin('letter', 'letter.about', 'appointment.id')
        .where('expertId', '=', expertId)
        .where('status', '=', 'cancelled')
        .where('kind', '=', 'cancelled')
        .execute()
      expect([cancelledAppointments, told.length]).toEqual([shifts * bookings, shifts * bookings])
      return statements
    }
    const few = await statementsOf(1, 2)
    expect(few).toBeGreaterThan(3)
    expect(await statementsOf(20, 50)).toBeLessThanOrEqual(few + 2)
  })

  test('leaves a specialty that nobody else has as a gap', async () => {
    const doctor = await newDoctor(['psychiatry'])
    await addShift(hospital, coordinator, shiftOf(doctor.expertId))
    await disable(doctor)
    const gaps = (await readRoster(hospital, stretch)).gaps.filter(({ specialty }) => specialty === 'psychiatry')
    expect(gaps).toEqual([{ specialty: 'psychiatry', during: { start: stretch.from, end: stretch.until } }])
  })
})
