import type { InstantRange } from '../../db/tables.ts'

type Instant = Temporal.Instant

/** Days for which the shifts of a pattern are laid ahead: long enough to book a follow-up, short enough to change. */
export const daysLaidAhead = 56

/** Nobody is planned for a day further ahead than two years: such a date is mistyped. */
const plannedAheadYears = 2

/** Duty can start this long before the shift: doctors come early to read, and nobody should wait for the clock. */
export const startEarlyMinutes = 10

export type ShiftProblem = 'shiftTooLong' | 'localTimeSkipped'

interface LocalHours {
  /** `14:00` or `14:00:00`. */
  readonly startsAtLocal: string
  /** At or before the start: on the next day. */
  readonly endsAtLocal: string
  readonly timeZone: string
}

/**
 * One shift as instants. It keeps its local hours, whatever the clocks do: on the day they change it is an hour shorter or
 * longer. A local time that is skipped counts as if the clocks hadn't changed yet (02:30 is 03:30), one that comes twice is
 * the earlier one (Temporal's `compatible`); so shifts that touch on the clock touch in time. Refused is a shift of a whole
 * day round, and one of which nothing is left because its hours, or its day, are skipped.
 * @param date the local day on which it starts, `2026-03-29`
 */
export function layShift(
  date: string,
  { startsAtLocal, endsAtLocal, timeZone }: LocalHours,
): InstantRange | { readonly problem: ShiftProblem } {
  const day = Temporal.PlainDate.from(date)
  const starts = Temporal.PlainTime.from(startsAtLocal)
  const ends = Temporal.PlainTime.from(endsAtLocal)
  const order = Temporal.PlainTime.compare(starts, ends)
  if (order === 0) return { problem: 'shiftTooLong' }
  const lastDay = order < 0 ? day : day.add({ days: 1 })
  const start = at(day, starts, timeZone)
  const end = at(lastDay, ends, timeZone).toInstant()
  if (!start.toPlainDate().equals(day)) return { problem: 'localTimeSkipped' }
  const during = { start: start.toInstant(), end }
  return Temporal.Instant.compare(during.start, during.end) < 0 ? during : { problem: 'localTimeSkipped' }
}

function at(day: Temporal.PlainDate, time: Temporal.PlainTime, timeZone: string): Temporal.ZonedDateTime {
  return day.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation: 'compatible' })
}

interface PatternHours extends LocalHours {
  /** ISO weekdays of the day on which the shift starts, Monday = 1. */
  readonly weekdays: readonly number[]
  readonly validFrom: string
  readonly validUntil: string | null
}

/**
 * The shifts of a weekly pattern that start on the local days `from` to `until`, both included, in order. Days whose hours
 * are skipped are left out.
 */
export function layPattern(pattern: PatternHours, from: string, until: string): InstantRange[] {
  const first = later(Temporal.PlainDate.from(from), Temporal.PlainDate.from(pattern.validFrom))
  const asked = Temporal.PlainDate.from(until)
  const last = pattern.validUntil === null ? asked : earlier(asked, Temporal.PlainDate.from(pattern.validUntil))
  const laid: InstantRange[] = []
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (!pattern.weekdays.includes(day.dayOfWeek)) continue
    const shift = layShift(day.toString(), pattern)
    if (!('problem' in shift)) laid.push(shift)
  }
  return laid
}

function later(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(one, other) < 0 ? other : one
}

function earlier(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(one, other) < 0 ? one : other
}

/** The last day whose shift of these hours is over: that of today may be over already, that of yesterday still be on. */
export function lastDayOver(hours: LocalHours, now: Instant): string {
  const today = now.toZonedDateTimeISO(hours.timeZone).toPlainDate()
  const isOver = (days: number): boolean => {
    const shift = layShift(today.subtract({ days }).toString(), hours)
    return !('problem' in shift) && Temporal.Instant.compare(shift.end, now) <= 0
  }
  const days = [0, 1].find(isOver) ?? 2
  return today.subtract({ days }).toString()
}

/** The last day that a pattern should be laid up to, now. */
export function layUntil(now: Instant, timeZone: string): string {
  return now.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: daysLaidAhead }).toString()
}

/** Whether a local day lies further ahead than anybody is planned for. */
export function isTooFarAhead(date: string, now: Instant, timeZone: string): boolean {
  const lastDay = now.toZonedDateTimeISO(timeZone).toPlainDate().add({ years: plannedAheadYears })
  return Temporal.PlainDate.compare(date, lastDay) > 0
}

/** What of `[from, until)` none of the shifts covers, in order. */
export function findGaps(shifts: readonly InstantRange[], { start, end }: InstantRange): InstantRange[] {
  const inOrder = shifts.toSorted((one, other) => Temporal.Instant.compare(one.start, other.start))
  const gaps: InstantRange[] = []
  let coveredUntil = start
  for (const shift of inOrder) {
    if (Temporal.Instant.compare(shift.start, end) >= 0) break
    if (Temporal.Instant.compare(shift.start, coveredUntil) > 0) gaps.push({ start: coveredUntil, end: shift.start })
    if (Temporal.Instant.compare(shift.end, coveredUntil) > 0) coveredUntil = shift.end
  }
  if (Temporal.Instant.compare(coveredUntil, end) < 0) gaps.push({ start: coveredUntil, end })
  return gaps
}

/**
 * Of shifts that don't overlap, the one for which duty can start now: the one that is on, else one that begins within
 * {@link startEarlyMinutes}.
 */
export function shiftToStart<Shift extends { readonly during: InstantRange }>(
  shifts: readonly Shift[],
  now: Instant,
): Shift | undefined {
  const open = shifts.filter(
    ({ during }) =>
      Temporal.Instant.compare(during.start.subtract({ minutes: startEarlyMinutes }), now) <= 0 &&
      Temporal.Instant.compare(now, during.end) < 0,
  )
  return open.toSorted((one, other) => Temporal.Instant.compare(one.during.start, other.during.start))[0]
}

/** Why a day of a pattern is not laid: another shift is there, or the pattern's own of the day before still goes on. */
export type UnlaidReason = 'otherShift' | 'ownPattern'

export interface Fitted {
  readonly free: readonly InstantRange[]
  readonly unlaid: ReadonlyArray<{ readonly during: InstantRange; readonly reason: UnlaidReason }>
}

/**
 * Which of a pattern's shifts have room. A pattern of nearly a whole day overlaps itself where clocks go forward in
 * between: the earlier day is laid, the later one left out.
 * @param wanted in order, as {@link layPattern} gives them
 * @param existing what the expert has in that stretch, `own` where the same pattern laid it
 */
export function fitShifts(
  wanted: readonly InstantRange[],
  existing: ReadonlyArray<{ readonly during: InstantRange; readonly own: boolean }>,
): Fitted {
  const free: InstantRange[] = []
  const unlaid: Array<{ during: InstantRange; reason: UnlaidReason }> = []
  for (const during of wanted) {
    const inTheWay = existing.filter((shift) => overlap(shift.during, during))
    const before = free.at(-1)
    if (inTheWay.some(({ own }) => !own)) unlaid.push({ during, reason: 'otherShift' })
    else if (inTheWay.length > 0 || (before !== undefined && overlap(before, during))) {
      unlaid.push({ during, reason: 'ownPattern' })
    } else free.push(during)
  }
  return { free, unlaid }
}

/** Whether two stretches share any time; those that only touch do not. */
export function overlap(one: InstantRange, other: InstantRange): boolean {
  return Temporal.Instant.compare(one.start, other.end) < 0 && Temporal.Instant.compare(other.start, one.end) < 0
}
