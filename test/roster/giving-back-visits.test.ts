import { describe, expect, test } from 'vitest'
import { readAppointments } from '../../signaling/appointments/service.ts'
import { endConsultation } from '../../signaling/consultations/service.ts'
import { changeExpert } from '../../signaling/panel/service.ts'
import { disableStaff } from '../../signaling/panel/staff.ts'
import { readUpcomingShifts } from '../../signaling/roster/giving-back.ts'
import { addPattern, removePattern } from '../../signaling/roster/patterns.ts'
import { addShift, cancelShift, readRoster } from '../../signaling/roster/service.ts'
import { leaveWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { findBroken } from '../access/invariants.ts'
import { disable, patternOf, statusOf, visitOfBooked } from './giving-back.ts'
import { coordinator, hospital, newDoctor, openRoster, shiftOf, stretch } from './planning.ts'

openRoster()

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
    expect(keptBecauseBooked).toEqual((await laid()).map((shift) => ({ ...shift, openAppointments: 1 })))
    await endConsultation(hospital, doctor, consultationId, { reason: 'completed', requeue: false })
    hospital.clock.set('2026-11-22T12:00:00Z')
  })
})
