import { type Static, Type } from 'typebox'
import { declareRoutes, Done } from '../declaring.ts'
import {
  closed,
  DateText,
  During,
  IdempotencyKey,
  InstantText,
  nullable,
  oneOf,
  Specialty,
  TimeText,
  TimeZone,
  Uuid,
} from '../shapes.ts'
import { pauseReasons, unlaidReasons } from '../vocabulary.ts'

export const Shift = Type.Object({
  id: Uuid,
  expertId: Uuid,
  patternId: nullable(Uuid),
  during: During,
  /** The zone in which it was given. */
  timeZone: TimeZone,
  /** null: walk-in only. */
  slotMinutes: nullable(Type.Integer()),
  /** Patients booked in it, or waiting for it; not who is being called or seen already. */
  booked: Type.Integer(),
})
export type Shift = Static<typeof Shift>

export const RosterQuery = closed({ from: InstantText, until: InstantText })

export const RosterWeek = Type.Object({
  from: InstantText,
  until: InstantText,
  experts: Type.Array(
    Type.Object({
      id: Uuid,
      nameHan: Type.String(),
      nameLatin: Type.String(),
      specialties: Type.Array(Specialty),
      timeZone: TimeZone,
      onDuty: Type.Boolean(),
      /** The shift of that duty. */
      dutyShiftId: nullable(Uuid),
    }),
  ),
  shifts: Type.Array(Shift),
  /** Hours of the stretch in which a specialty has nobody: only those somebody on the panel could cover. */
  gaps: Type.Array(Type.Object({ specialty: Specialty, during: During })),
})
export type RosterWeek = Static<typeof RosterWeek>

export const NewShift = closed({
  idempotencyKey: IdempotencyKey,
  expertId: Uuid,
  /** The local day and hours in `timeZone`; an end at or before the start is on the next day. */
  date: DateText,
  startsAtLocal: TimeText,
  endsAtLocal: TimeText,
  timeZone: TimeZone,
  slotMinutes: nullable(Type.Integer({ minimum: 5, maximum: 120 })),
})
export type NewShift = Static<typeof NewShift>

export const NewShiftPattern = closed({
  idempotencyKey: IdempotencyKey,
  expertId: Uuid,
  /** ISO weekdays on which the shift starts, Monday = 1. */
  weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
  startsAtLocal: TimeText,
  endsAtLocal: TimeText,
  timeZone: TimeZone,
  slotMinutes: nullable(Type.Integer({ minimum: 5, maximum: 120 })),
  validFrom: DateText,
  validUntil: nullable(DateText),
})
export type NewShiftPattern = Static<typeof NewShiftPattern>

export const ShiftPattern = Type.Interface([Type.Omit(NewShiftPattern, ['idempotencyKey'])], {
  id: Uuid,
  /** When laying it ahead failed last; null while all is well. It is tried again every night. */
  failedAt: nullable(InstantText),
})
export type ShiftPattern = Static<typeof ShiftPattern>

export const LaidPattern = Type.Object({
  pattern: ShiftPattern,
  laid: Type.Integer(),
  /** Days left out because the expert already has a shift then. */
  clashes: Type.Array(During),
})
export type LaidPattern = Static<typeof LaidPattern>

export const UnlaidShift = Type.Object({
  id: Uuid,
  patternId: Uuid,
  expertId: Uuid,
  during: During,
  timeZone: TimeZone,
  slotMinutes: nullable(Type.Integer()),
  reason: oneOf(unlaidReasons),
  foundAt: InstantText,
})
export type UnlaidShift = Static<typeof UnlaidShift>

export const CancelQuery = closed({
  /** Cancels what is booked in it, too, and each patient is told. */
  appointments: Type.Optional(oneOf(['cancel'])),
})

/** One that stays though its pattern has ended. */
const KeptShift = Type.Interface([Shift], {
  /**
   * Appointments that stand in it, of patients who are being called or seen as well. Left out by a process of the version before, which
   * answers beside this one.
   */
  openAppointments: Type.Optional(Type.Integer()),
})

export const CancelledShift = Type.Object({
  cancelledShifts: Type.Integer(),
  cancelledAppointments: Type.Integer(),
  keptBecauseBooked: Type.Array(KeptShift),
})
export type CancelledShift = Static<typeof CancelledShift>

export const UpcomingShifts = Type.Object({
  /** On or to come. */
  shifts: Type.Integer(),
  /** Patients booked in them, or waiting for them; not who is being called or seen already. */
  booked: Type.Integer(),
})
export type UpcomingShifts = Static<typeof UpcomingShifts>

export const DutyState = Type.Object({
  state: oneOf(['off', 'free', 'paused', 'busy']),
  /** The shift that is on now, or else the next one; null where none is planned. */
  shift: nullable(Shift),
  /** Whether that shift is on now, so that duty can start. */
  canStart: Type.Boolean(),
  /**
   * `away`: the server paused it, because the doctor had gone from a visit; `coordinator`: the visit or call that they had last was
   * ended by a coordinator; null: a break of one's own, or none.
   */
  pausedBecause: nullable(oneOf([...pauseReasons, 'coordinator'])),
  /**
   * Off duty: their first shift of the next 24 hours that was cancelled, while no other stands before or in its stead; else null. Left
   * out by a process of the version before, which answers beside this one.
   */
  cancelledShift: Type.Optional(nullable(During)),
  /** With a patient, after whom a break begins. Left out by a process of the version before, which answers beside this one. */
  pauseFollows: Type.Optional(Type.Boolean()),
})
export type DutyState = Static<typeof DutyState>

export const rosterApi = declareRoutes({
  /** A doctor sees the others' shifts too. */
  'GET /api/roster': { summary: 'Who works when, and the gaps', query: RosterQuery, answer: { 200: RosterWeek } },
  'GET /api/my-shifts': { summary: 'My shifts', query: RosterQuery, answer: { 200: Type.Array(Shift) } },
  'POST /api/shifts': {
    summary: 'Give an expert a shift',
    body: NewShift,
    answer: { 201: Shift },
    refuses: {
      400: ['shiftTooLong', 'localTimeSkipped', 'shiftInPast', 'shiftTooFarAhead', 'unknownTimeZone'],
      404: ['notFound'],
      409: ['shiftOverlaps'],
    },
  },
  'DELETE /api/shifts/:id': {
    summary: 'Cancel a shift',
    query: CancelQuery,
    answer: { 200: CancelledShift },
    refuses: { 409: ['shiftInPast', 'shiftHasConsultation', 'shiftHasAppointments'] },
  },
  'POST /api/shifts/:id/restore': {
    summary: 'Undo the cancellation of a shift',
    answer: { 200: Shift },
    refuses: { 409: ['shiftInPast', 'shiftOverlaps'] },
  },
  /** What is cancelled when the account is disabled; of a coordinator nothing. */
  'GET /api/staff/:id/upcoming-shifts': {
    summary: 'What an account of staff has to do yet',
    answer: { 200: UpcomingShifts },
  },
  'GET /api/shift-patterns': { summary: 'The weekly patterns', answer: { 200: Type.Array(ShiftPattern) } },
  'POST /api/shift-patterns': {
    summary: 'Lay a weekly pattern',
    body: NewShiftPattern,
    answer: { 201: LaidPattern },
    refuses: { 400: ['shiftTooLong', 'shiftInPast', 'shiftTooFarAhead', 'unknownTimeZone'], 404: ['notFound'] },
  },
  /** From now on. Shifts with booked patients stay, and are listed. */
  'DELETE /api/shift-patterns/:id': { summary: 'End a weekly pattern', answer: { 200: CancelledShift } },
  /** Where that failed: `ShiftPattern.failedAt`. */
  'POST /api/shift-patterns/:id/extend': { summary: 'Lay a pattern ahead at once', answer: { 200: LaidPattern } },
  'GET /api/unlaid-shifts': {
    summary: 'Days that patterns had to leave out',
    answer: { 200: Type.Array(UnlaidShift) },
  },
  /** Once nothing is in its way. */
  'POST /api/unlaid-shifts/:id/lay': {
    summary: 'Lay a left-out day after all',
    answer: { 201: Shift },
    refuses: { 409: ['shiftInPast', 'shiftOverlaps'] },
  },
  'DELETE /api/unlaid-shifts/:id': { summary: 'Keep a left-out day free', answer: { 204: Done } },
  'POST /api/unlaid-shifts/:id/restore': { summary: 'Show a left-out day again', answer: { 204: Done } },
  'GET /api/duty': { summary: 'My duty', answer: { 200: DutyState } },
  'POST /api/duty/start': { summary: 'Go on duty', answer: { 200: DutyState }, refuses: { 409: ['noShiftNow'] } },
  'POST /api/duty/pause': {
    summary: 'Take no further patient for now',
    answer: { 200: DutyState },
    refuses: { 409: ['notOnDuty'] },
  },
  'POST /api/duty/resume': {
    summary: 'Take patients again',
    answer: { 200: DutyState },
    refuses: { 409: ['notOnDuty'] },
  },
  'POST /api/duty/end': {
    summary: 'Go off duty',
    answer: { 200: DutyState },
    refuses: { 409: ['stillInConsultation'] },
  },
})

/** What can be watched here, and what its snapshot carries. */
export interface RosterTopics {
  /** Says only that the week has to be read again. */
  roster: { readonly changedAt: string }
  [ofExpert: `duty:${string}`]: DutyState
}

export type RosterErrorCode =
  | 'shiftOverlaps'
  | 'shiftTooLong'
  | 'shiftInPast'
  | 'shiftTooFarAhead'
  | 'shiftHasAppointments'
  | 'shiftHasConsultation'
  | 'localTimeSkipped'
  | 'noShiftNow'
  | 'notOnDuty'
  | 'stillInConsultation'
