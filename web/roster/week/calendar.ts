/** The roster's week in a zone. A day is as long as it is there: 23 or 25 hours where clocks change. */
export interface Day {
  /** The calendar date there, `2026-03-26`. */
  readonly date: string
  readonly start: string
  readonly end: string
}

export interface Stretch {
  readonly start: string
  readonly end: string
}

/** The Monday of the week in which a moment falls there. */
export function mondayOf(at: string, timeZone: string): string {
  const date = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate()
  return date.subtract({ days: date.dayOfWeek - 1 }).toString()
}

/** A date as typed; undefined where it is none. A date field takes years of five and six digits, too. */
function readDate(typed: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return undefined
  try {
    return Temporal.PlainDate.from(typed)
  } catch {
    return undefined
  }
}

export function isDate(typed: string): boolean {
  return readDate(typed) !== undefined
}

/** The Monday of the week of a date typed into the address; undefined where it is no date. */
export function mondayFrom(date: string | null): string | undefined {
  const day = readDate(date ?? '')
  return day?.subtract({ days: day.dayOfWeek - 1 }).toString()
}

export function addWeeks(monday: string, weeks: number): string {
  return Temporal.PlainDate.from(monday).add({ weeks }).toString()
}

/** The date in another zone on which most of a date's day falls. */
export function dateElsewhere(date: string, timeZone: string, there: string): string {
  const noon = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: '12:00' })
  return noon.withTimeZone(there).toPlainDate().toString()
}

/** Seven days, from a Monday or any other date on. */
export function weekFrom(monday: string, timeZone: string): Day[] {
  const starts = Array.from({ length: 8 }, (_, index) => {
    const date = Temporal.PlainDate.from(monday).add({ days: index })
    return { date: date.toString(), start: date.toZonedDateTime(timeZone).toInstant().toString() }
  })
  return starts.slice(0, 7).map((day, index) => ({ ...day, end: starts[index + 1]?.start ?? day.start }))
}

/** Where in a day a moment stands: 0 at its start, 1 at its end. */
export function placeIn(day: Stretch, at: string): number {
  return (Date.parse(at) - Date.parse(day.start)) / (Date.parse(day.end) - Date.parse(day.start))
}

/** The part of a stretch that falls into a day. */
export interface Piece {
  /** From the day's start, 0–1. */
  readonly from: number
  readonly to: number
  readonly begins: boolean
  readonly ends: boolean
}

export function pieceIn(day: Stretch, { start, end }: Stretch): Piece | undefined {
  const [from, to] = [placeIn(day, start), placeIn(day, end)]
  if (from >= 1 || to <= 0) return undefined
  return { from: Math.max(0, from), to: Math.min(1, to), begins: from >= 0, ends: to <= 1 }
}

/** The moments of a day at which its clock shows 0, 6, 12 and 18; those that are skipped that day are left out. */
export function quarters(day: Day, timeZone: string): string[] {
  return [0, 6, 12, 18]
    .map((hour) => Temporal.PlainDate.from(day.date).toZonedDateTime({ timeZone, plainTime: { hour } }))
    .map((at) => at.toInstant().toString())
}

/** Time typed by a person as `HH:MM`: `9`, `14`, `1400`, `14.00`; undefined where it is none. */
export function readTime(typed: string): string | undefined {
  const found = /^\s*(\d{1,2})(?:\s*[:.：时h]?\s*(\d{2}))?\s*$/.exec(typed.normalize('NFKC'))
  if (found === null) return undefined
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)]
  if (hour > 23 || minute > 59) return undefined
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

export interface LocalHours {
  readonly date: string
  readonly startsAtLocal: string
  readonly endsAtLocal: string
  readonly timeZone: string
}

/**
 * The instants of a shift given by its clock, as the server will lay it: an end at or before the start is on the next day,
 * and a time that comes twice is the earlier one. Undefined while the date is none yet.
 */
export function stretchOf({ date, startsAtLocal, endsAtLocal, timeZone }: LocalHours): Stretch | undefined {
  const day = readDate(date)
  if (day === undefined) return undefined
  const lastDay = startsAtLocal < endsAtLocal ? day : day.add({ days: 1 })
  const at = (on: Temporal.PlainDate, time: string): string =>
    on.toZonedDateTime({ timeZone, plainTime: time }).toInstant().toString()
  return { start: at(day, startsAtLocal), end: at(lastDay, endsAtLocal) }
}

/** A weekly pattern as it is being filled in. */
interface WeeklyHours {
  /** ISO weekdays of the day on which the shift starts, Monday = 1. */
  readonly weekdays: readonly number[]
  readonly from: string
  readonly until: string | undefined
  readonly startsAtLocal: string | undefined
  readonly endsAtLocal: string | undefined
  readonly timeZone: string
}

/**
 * The date of a pattern's first shift, as the server will lay it: one that is over by now is left out, that of yesterday may still be
 * on. Undefined while `from` is no date yet, and where no such day comes until `until`.
 */
export function firstOf(
  { weekdays, from, until, startsAtLocal, endsAtLocal, timeZone }: WeeklyHours,
  now: string,
): string | undefined {
  const wanted = readDate(from)
  if (wanted === undefined) return undefined
  const yesterday = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: 1 })
  const first = Temporal.PlainDate.compare(wanted, yesterday) < 0 ? yesterday : wanted
  const isOver = (date: string): boolean => {
    if (startsAtLocal === undefined || endsAtLocal === undefined) return false
    const shift = stretchOf({ date, startsAtLocal, endsAtLocal, timeZone })
    return shift !== undefined && Date.parse(shift.end) <= Date.parse(now)
  }
  // Yesterday, today, and a whole week after.
  return Array.from({ length: 9 }, (_, index) => first.add({ days: index }))
    .filter((day) => weekdays.includes(day.dayOfWeek))
    .map(String)
    .find((date) => (until === undefined || date <= until) && !isOver(date))
}

/** Minutes from one moment to another. */
export function minutesOf({ start, end }: Stretch): number {
  return (Date.parse(end) - Date.parse(start)) / 60_000
}
