import { type Static, Type } from 'typebox'
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

/**
 * GET    /api/roster?from&until      RosterWeek (staff; a doctor sees all shifts too, to swap later)
 * POST   /api/shifts                 NewShift → 201 Shift (coordinators)
 * DELETE /api/shifts/:id             → CancelledShift; 409 shiftHasAppointments unless ?appointments=cancel (each patient is told)
 * POST   /api/shifts/:id/restore     → Shift: undo of a cancellation
 * POST   /api/shift-patterns         NewShiftPattern → 201 LaidPattern (coordinators)
 * GET    /api/shift-patterns         ShiftPattern[]
 * DELETE /api/shift-patterns/:id     → CancelledShift: no more from now on; shifts with booked patients stay, and are listed
 * POST   /api/shift-patterns/:id/extend → LaidPattern: lays it ahead at once, where that failed (coordinators)
 * GET    /api/unlaid-shifts          UnlaidShift[] (coordinators): days to come that a pattern had to leave out
 * POST   /api/unlaid-shifts/:id/lay  → 201 Shift: once nothing is in its way; 409 shiftOverlaps
 * DELETE /api/unlaid-shifts/:id      204: the day stays free      POST /api/unlaid-shifts/:id/restore  204: undoes that
 * GET    /api/my-shifts?from&until   Shift[] (doctors: one's own)
 * GET    /api/duty                   DutyState (doctors: one's own)
 * POST   /api/duty/start|pause|resume|end → DutyState
 *
 * Live: `roster` (staff): { changedAt }, read the week again. `duty:EXPERT_ID` (that doctor): DutyState.
 */
export const Shift = Type.Object({
  id: Uuid,
  expertId: Uuid,
  patternId: nullable(Uuid),
  during: During,
  /** The zone in which it was given. */
  timeZone: TimeZone,
  /** null: walk-in only. */
  slotMinutes: nullable(Type.Integer()),
  /** Booked or arrived patients. */
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
  /** `otherShift`: the expert had another shift then; `ownPattern`: clocks go forward, and the day before still went on. */
  reason: oneOf(['otherShift', 'ownPattern']),
  foundAt: InstantText,
})
export type UnlaidShift = Static<typeof UnlaidShift>

export const CancelledShift = Type.Object({
  cancelledShifts: Type.Integer(),
  cancelledAppointments: Type.Integer(),
  keptBecauseBooked: Type.Array(Shift),
})
export type CancelledShift = Static<typeof CancelledShift>

export const DutyState = Type.Object({
  state: oneOf(['off', 'free', 'paused', 'busy']),
  /** The shift that is on now, or else the next one; null where none is planned. */
  shift: nullable(Shift),
  /** Whether that shift is on now, so that duty can start. */
  canStart: Type.Boolean(),
  /** `away`: the server paused it, because the doctor had gone from a visit; null: a break of one's own, or none. */
  pausedBecause: nullable(oneOf(['away'])),
})
export type DutyState = Static<typeof DutyState>

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
  | 'shiftHasDuty'
  | 'localTimeSkipped'
  | 'noShiftNow'
  | 'notOnDuty'
  | 'stillInConsultation'
