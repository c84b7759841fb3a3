import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { leaveConsultation } from '../../signaling/consultations/leaving.ts'
import { AppError } from '../../signaling/errors.ts'
import { readUpcomingShifts } from '../../signaling/roster/giving-back.ts'
import { addPattern, readPatterns } from '../../signaling/roster/patterns.ts'
import { addShift, cancelShift, restoreShift } from '../../signaling/roster/service.ts'
import { enterWaitingRoom, leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { findBroken } from '../access/invariants.ts'
import type { Doctor } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { book, disable, patternOf, statusOf, visitOfBooked } from './giving-back.ts'
import { coordinator, hospital, newDoctor, openRoster, shiftOf } from './planning.ts'

openRoster()

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
