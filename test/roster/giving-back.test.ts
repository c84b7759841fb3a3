import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { bookAppointment, findSlots, readAppointments } from '../../signaling/appointments/service.ts'
import { leaveConsultation } from '../../signaling/consultations/leaving.ts'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { AppError } from '../../signaling/errors.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { changeExpert } from '../../signaling/panel/service.ts'
import { disableStaff, enableStaff } from '../../signaling/panel/staff.ts'
import { startDuty } from '../../signaling/roster/duty.ts'
import { readUpcomingShifts } from '../../signaling/roster/giving-back.ts'
import { extendPatterns } from '../../signaling/roster/laying.ts'
import { addPattern, readPatterns, removePattern } from '../../signaling/roster/patterns.ts'
import { addShift, cancelShift, readRoster, restoreShift } from '../../signaling/roster/service.ts'
import { enterWaitingRoom, leaveWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { findBroken } from '../access/invariants.ts'
import { testOrigin } from '../support/answering.ts'
import { addCompatriot, addPatient, type Doctor } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { coordinator, hospital, newDoctor, openRoster, shiftOf, stretch } from './planning.ts'

openRoster()

const patternOf = (expertId: string) => ({
  idempotencyKey: crypto.randomUUID(),
  expertId,
  weekdays: [5],
  startsAtLocal: '08:00',
  endsAtLocal: '10:00',
  timeZone: 'Asia/Shanghai',
  slotMinutes: null,
  validFrom: '2026-11-23',
  validUntil: null,
})

async function book(
  shiftId: string,
  start: string,
  through: Dependencies = hospital,
): Promise<{ booker: AccountViewer; patientId: string; appointmentId: string }> {
  const booker = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, booker)
  const booking = { patientId, shiftId, specialty: 'generalPractice' as const, start, reason: '' }
  const { id } = await bookAppointment(through, booker, { idempotencyKey: crypto.randomUUID(), ...booking })
  return { booker, patientId, appointmentId: id }
}

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

const statusOf = async (booker: AccountViewer) => (await readAppointments(hospital, booker)).map(({ status }) => status)
const disable = ({ accountId }: AccountViewer, through: Dependencies = hospital) =>
  disableStaff(through, coordinator, accountId, true)

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

/** A booked patient with the doctor, in a shift that is on: called, and answered where `answered`. */
async function visitOfBooked(answered: boolean) {
  const doctor = await newDoctor()
  const shift = await addShift(hospital, coordinator, shiftOf(doctor.expertId))
  const { booker, patientId, appointmentId } = await book(shift.id, '2026-11-23T07:00:00Z')
  hospital.clock.set('2026-11-23T06:55:00Z')
  await startDuty(hospital, doctor)
  const ticket = await enterWaitingRoom(hospital, booker, newTicket(patientId, { appointmentId }))
  const { call } = await assignTicket(hospital, coordinator, ticket.id, { expertId: doctor.expertId })
  const consultationId = call?.consultationId ?? ''
  // There is no video here: the admission stays.
  if (answered) await expect(enterConsultation(hospital, booker, consultationId)).rejects.toBeInstanceOf(AppError)
  return { doctor, booker, ticketId: ticket.id, consultationId }
}

describe('a booked patient who is with the doctor meanwhile', () => {
  test('keeps the visit, and the appointment with it', async () => {
    const { doctor, booker, consultationId } = await visitOfBooked(true)
    expect((await readUpcomingShifts(hospital, doctor.accountId)).booked).toBe(0)
    expect(await disableStaff(hospital, coordinator, doctor.accountId, false)).toMatchObject({
      cancelledShifts: 1,
      cancelledAppointments: 0,
    })
    expect(await statusOf(booker)).toEqual(['arrived'])
    await endConsultation(hospital, doctor, consultationId, { reason: 'completed', requeue: false })
    expect(await statusOf(booker)).toEqual(['fulfilled'])
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test('and comes back to the queue waits there for anybody, and is told', async () => {
    const { doctor, booker, ticketId, consultationId } = await visitOfBooked(true)
    await disable(doctor)
    await hospital.deliver()
    const before = hospital.letters.length
    await endConsultation(hospital, coordinator, consultationId, { reason: 'technical', requeue: true })
    expect(await readTicket(hospital, booker, ticketId)).toMatchObject({ status: 'waiting', waitsForBooked: false })
    expect(await statusOf(booker)).toEqual(['cancelled'])
    expect(await readTicket(hospital, booker, ticketId)).toMatchObject({ appointmentCancelled: true })
    await hospital.deliver()
    const told = hospital.letters.slice(before)
    expect(told.map(({ subject }) => subject)).toEqual(['The hospital has cancelled your appointment'])
    expect(told[0]?.text).toContain('You keep your place in the waiting room')
    await leaveWaitingRoom(hospital, booker, ticketId, {})
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test.each([
    ['a call', false],
    ['a visit', true],
  ])('and gives the place up from %s has no booking left with that doctor', async (_, answered) => {
    const { doctor, booker, ticketId, consultationId } = await visitOfBooked(answered)
    await disable(doctor)
    if (answered) await endConsultation(hospital, coordinator, consultationId, { reason: 'technical', requeue: true })
    await leaveWaitingRoom(hospital, booker, ticketId, {})
    expect(await statusOf(booker)).toEqual(['cancelled'])
    expect(await findBroken(hospital.db)).toEqual([])
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test('of a colleague is not told in the middle of it that a shift is cancelled', async () => {
    const { doctor, booker, consultationId } = await visitOfBooked(true)
    const other = await newDoctor()
    const shift = await addShift(hospital, coordinator, shiftOf(other.expertId))
    const booked = await hospital.db
      .updateTable('appointment')
      .set({ expertId: other.expertId, shiftId: shift.id })
      .where('accountId', '=', booker.accountId)
      .returning('id')
      .executeTakeFirstOrThrow()
    // Who leaves the panel is held up by the appointment all the same.
    await expect(changeExpert(hospital, other.expertId, { retired: true })).rejects.toMatchObject({
      code: 'shiftHasAppointments',
    })
    // Nobody is asked about an appointment that isn't lost.
    expect(await cancelShift(hospital, shift.id, false)).toMatchObject({ cancelledShifts: 1, cancelledAppointments: 0 })
    await endConsultation(hospital, doctor, consultationId, { reason: 'completed', requeue: false })
    expect(await readAppointments(hospital, booker)).toMatchObject([{ id: booked.id, status: 'fulfilled' }])
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  test('of a colleague keeps the shift of a pattern that ends, where nobody loses an appointment', async () => {
    const { doctor, booker, consultationId } = await visitOfBooked(true)
    const other = await newDoctor()
    const { pattern } = await addPattern(hospital, coordinator, patternOf(other.expertId))
    const laid = async () =>
      (await readRoster(hospital, stretch)).shifts.filter(({ patternId }) => patternId === pattern.id)
    const [friday] = await laid()
    await hospital.db
      .updateTable('appointment')
      .set({ expertId: other.expertId, shiftId: friday?.id ?? '' })
      .where('accountId', '=', booker.accountId)
      .execute()
    const { keptBecauseBooked } = await removePattern(hospital, pattern.id)
    expect(await laid()).toMatchObject([{ id: friday?.id, booked: 0 }])
    expect(keptBecauseBooked).toEqual((await laid()).map((shift) => ({ ...shift, standing: 1 })))
    await endConsultation(hospital, doctor, consultationId, { reason: 'completed', requeue: false })
    hospital.clock.set('2026-11-22T12:00:00Z')
  })
})

describe('at the same moment in two processes', () => {
  test('a colleague calls a booked patient and the shift is cancelled: the call keeps its appointment', async () => {
    const doctor = await newDoctor()
    const shift = await addShift(hospital, coordinator, shiftOf(doctor.expertId))
    const { booker, patientId, appointmentId } = await book(shift.id, '2026-11-23T07:00:00Z')
    hospital.clock.set('2026-11-23T06:55:00Z')
    const { id: ticketId } = await enterWaitingRoom(hospital, booker, newTicket(patientId, { appointmentId }))
    const colleague = await newDoctor()
    const calling = await hospital.db.startTransaction().execute()
    await sql`select from ticket where id = ${ticketId} for update`.execute(calling)
    const cancelling = cancelShift(hospital, shift.id, true)
    await expect.poll(async () => (await blocked()).length).toBe(1)
    await calling.deleteFrom('waiting').where('ticketId', '=', ticketId).execute()
    await calling.updateTable('ticket').set({ status: 'called' }).where('id', '=', ticketId).execute()
    await sql`
      insert into call (ticket_id, patient_id, expert_id, reasons, matched_at, call_until, room_name)
      values (${ticketId}, ${patientId}, ${colleague.expertId}, '[]', now(), now() + interval '1 minute', ${ticketId})`.execute(
      calling,
    )
    await calling.commit().execute()
    expect(await cancelling).toMatchObject({ cancelledAppointments: 0 })
    expect(await statusOf(booker)).toEqual(['arrived'])
    await leaveWaitingRoom(hospital, booker, ticketId, {})
    expect(await statusOf(booker)).toEqual(['cancelled'])
    hospital.clock.set('2026-11-22T12:00:00Z')
  })

  /** Statements that wait for somebody's lock. */
  async function blocked() {
    const { rows } = await sql`select pid from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(hospital.database.owner)
    return rows
  }

  /** What each attempt came to: `done`, or the code of its refusal. */
  async function outcomes(attempts: readonly Promise<unknown>[]): Promise<string[]> {
    const settled = await Promise.allSettled(attempts)
    return settled.map((one) => {
      if (one.status === 'fulfilled') return 'done'
      if (one.reason instanceof AppError) return one.reason.code
      throw one.reason
    })
  }

  async function expectNothingPlanned({ expertId, accountId }: Doctor): Promise<void> {
    const left = await hospital.db
      .selectFrom('appointment')
      .select('id')
      .where('expertId', '=', expertId)
      .where('status', 'in', ['booked', 'arrived'])
      .execute()
    expect(left).toEqual([])
    expect(await readUpcomingShifts(hospital, accountId)).toEqual({ shifts: 0, booked: 0 })
    expect((await readPatterns(hospital)).filter((pattern) => pattern.expertId === expertId)).toEqual([])
    expect(await findBroken(hospital.db)).toEqual([])
  }

  test('patients book and the doctor is disabled: nobody stays booked, and each whom it concerns is told', async () => {
    const other = hospital.there
    for (let round = 0; round < 10; round += 1) {
      const doctor = await newDoctor()
      const shift = await addShift(hospital, coordinator, shiftOf(doctor.expertId))
      await hospital.deliver()
      const before = hospital.letters.length
      const booking = [7, 8, 9, 10, 11].map((hour, index) =>
        book(shift.id, `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z`, index % 2 === 0 ? other : hospital),
      )
      const disabling = disable(doctor, round % 2 === 0 ? hospital : other)
      const codes = await outcomes(booking)
      expect(codes.every((code) => code === 'done' || code === 'slotUnknown')).toBe(true)
      const booked = codes.filter((code) => code === 'done').length
      expect((await disabling).cancelledAppointments).toBe(booked)
      await expectNothingPlanned(doctor)
      await hospital.deliver()
      const cancelled = hospital.letters.slice(before).filter(({ subject }) => subject.includes('cancelled'))
      expect(cancelled).toHaveLength(booked)
    }
  })

  test('shifts are given and the doctor is disabled twice: no shift stays', async () => {
    const other = hospital.there
    for (let round = 0; round < 10; round += 1) {
      const doctor = await newDoctor()
      const cancelled = await addShift(hospital, coordinator, shiftOf(doctor.expertId))
      await cancelShift(hospital, cancelled.id, false)
      const codes = await outcomes([
        addShift(other, coordinator, shiftOf(doctor.expertId, { date: '2026-11-24' })),
        disable(doctor),
        addPattern(other, coordinator, patternOf(doctor.expertId)),
        disable(doctor, other),
        restoreShift(hospital, cancelled.id),
      ])
      expect([codes[1], codes[3]]).toEqual(['done', 'done'])
      await expectNothingPlanned(doctor)
    }
  })

  test('a booked patient leaves the visit and the doctor is disabled: the booking is gone', async () => {
    const other = hospital.there
    for (let round = 0; round < 6; round += 1) {
      const { doctor, booker, ticketId, consultationId } = await visitOfBooked(round % 2 === 0)
      const leave = () =>
        round % 2 === 0
          ? leaveConsultation(other, booker, consultationId, { waitAgain: false })
          : leaveWaitingRoom(other, booker, ticketId, {})
      expect(await outcomes([leave(), disable(doctor)])).toEqual(['done', 'done'])
      await expectNothingPlanned(doctor)
      hospital.clock.set('2026-11-22T12:00:00Z')
    }
  })
})
