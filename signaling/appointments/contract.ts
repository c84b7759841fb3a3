import { type Static, Type } from 'typebox'
import {
  closed,
  During,
  IdempotencyKey,
  InstantText,
  oneOf,
  Specialty,
  SpokenLanguage,
  TimeZone,
  Uuid,
} from '../shapes.ts'

/**
 * GET  /api/slots?specialty&from&until[&language]   Slot[]: free ones only, from half an hour ahead
 * POST /api/appointments                            NewAppointment → 201 Appointment (compatriots, for a patient of theirs)
 * GET  /api/appointments                            Appointment[] of one's own (compatriot) or in one's shifts (doctor)
 * POST /api/appointments/:id/cancel                 → Appointment
 * An arrived appointment becomes a ticket: POST /api/tickets with its `appointmentId`.
 */
export const SlotQuery = closed({
  specialty: Specialty,
  from: InstantText,
  until: InstantText,
  language: Type.Optional(SpokenLanguage),
})
export type SlotQuery = Static<typeof SlotQuery>

export const SlotExpert = Type.Object({
  id: Uuid,
  nameHan: Type.String(),
  nameLatin: Type.String(),
  title: Type.String(),
  institution: Type.String(),
  institutionLatin: Type.String(),
  languages: Type.Array(SpokenLanguage),
  timeZone: TimeZone,
})

export const Slot = Type.Object({ shiftId: Uuid, during: During, expert: SlotExpert })
export type Slot = Static<typeof Slot>

export const NewAppointment = closed({
  idempotencyKey: IdempotencyKey,
  patientId: Uuid,
  shiftId: Uuid,
  specialty: Specialty,
  /** The start of a free slot. */
  start: InstantText,
  reason: Type.String({ maxLength: 2000 }),
})
export type NewAppointment = Static<typeof NewAppointment>

export const Appointment = Type.Object({
  id: Uuid,
  patientId: Uuid,
  patientName: Type.String(),
  specialty: Specialty,
  during: During,
  reason: Type.String(),
  status: oneOf(['booked', 'arrived', 'fulfilled', 'cancelled', 'noshow']),
  expert: SlotExpert,
  /** From when on the patient may arrive (take a ticket). */
  arriveFrom: InstantText,
})
export type Appointment = Static<typeof Appointment>

/** What can be watched here, and what its snapshot carries. */
export interface AppointmentTopics {
  [ofAccount: `appointments:${string}`]: Appointment[]
}

export type AppointmentErrorCode =
  | 'slotTaken'
  | 'slotUnknown'
  | 'slotTooSoon'
  | 'patientBusyThen'
  | 'tooManyBookings'
  | 'appointmentOver'
