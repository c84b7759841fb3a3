import { type Static, Type } from 'typebox'
import { declareRoutes } from '../declaring.ts'
import {
  closed,
  During,
  IdempotencyKey,
  InstantText,
  nullable,
  oneOf,
  Specialty,
  SpokenLanguage,
  TimeZone,
  Uuid,
} from '../shapes.ts'
import { longestBookingReason } from '../text-limits.ts'
import { appointmentStatuses, cancellers } from '../vocabulary.ts'

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
  reason: Type.String({ maxLength: longestBookingReason }),
})
export type NewAppointment = Static<typeof NewAppointment>

export const Appointment = Type.Object({
  id: Uuid,
  patientId: Uuid,
  patientName: Type.String(),
  specialty: Specialty,
  during: During,
  reason: Type.String(),
  status: oneOf(appointmentStatuses),
  /**
   * Who cancelled it; null where it isn't cancelled, and where that was not noted. Left out by a process of the version before, which
   * answers beside this one.
   */
  cancelledBy: Type.Optional(nullable(oneOf(cancellers))),
  expert: SlotExpert,
  /** From when on the patient may arrive (take a ticket). */
  arriveFrom: InstantText,
})
export type Appointment = Static<typeof Appointment>

/** An arrived appointment becomes a ticket: `NewTicket.appointmentId`. */
export const appointmentsApi = declareRoutes({
  /** From half an hour ahead; of one moment 250 at most. */
  'GET /api/slots': {
    summary: 'Free slots of a specialty',
    query: SlotQuery,
    answer: { 200: Type.Array(Slot) },
  },
  'POST /api/appointments': {
    summary: 'Book a slot',
    body: NewAppointment,
    answer: { 201: Appointment },
    refuses: { 409: ['slotUnknown', 'slotTooSoon', 'slotTaken', 'patientBusyThen', 'tooManyBookings'] },
  },
  /** Of a doctor: those in their shifts. */
  'GET /api/appointments': { summary: 'My appointments', answer: { 200: Type.Array(Appointment) } },
  'POST /api/appointments/:id/cancel': { summary: 'Cancel an appointment', answer: { 200: Appointment } },
})

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
  | 'patientHasAppointments'
