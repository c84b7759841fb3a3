import type { AccountViewer } from '../../signaling/access.ts'
import { bookAppointment, readAppointments } from '../../signaling/appointments/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { disableStaff } from '../../signaling/panel/staff.ts'
import { startDuty } from '../../signaling/roster/duty.ts'
import { addShift } from '../../signaling/roster/service.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { addCompatriot, addPatient } from '../support/people.ts'
import { answerCallOf, newTicket } from '../support/visits.ts'
import { coordinator, hospital, newDoctor, shiftOf } from './planning.ts'

export const patternOf = (expertId: string) => ({
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

export async function book(
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

export async function statusOf(booker: AccountViewer) {
  return (await readAppointments(hospital, booker)).map(({ status }) => status)
}

export const disable = ({ accountId }: AccountViewer, through: Dependencies = hospital) =>
  disableStaff(through, coordinator, accountId, true)

/** A booked patient with the doctor, in a shift that is on: called, and answered where `answered`. */
export async function visitOfBooked(answered: boolean) {
  const doctor = await newDoctor()
  const shift = await addShift(hospital, coordinator, shiftOf(doctor.expertId))
  const { booker, patientId, appointmentId } = await book(shift.id, '2026-11-23T07:00:00Z')
  hospital.clock.set('2026-11-23T06:55:00Z')
  await startDuty(hospital, doctor)
  const ticket = await enterWaitingRoom(hospital, booker, newTicket(patientId, { appointmentId }))
  const { call } = await assignTicket(hospital, coordinator, ticket.id, { expertId: doctor.expertId })
  const consultationId = call?.consultationId ?? ''
  if (answered) await answerCallOf(hospital, ticket.id)
  return { doctor, booker, ticketId: ticket.id, consultationId }
}
