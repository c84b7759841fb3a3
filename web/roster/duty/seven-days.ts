import type { Shift } from '../../../signaling/roster/contract.ts'
import { weekFrom } from '../week/calendar.ts'

/** Seven whole days of a zone: the stretch of time to ask for, and a moment of the last one, to name it by. */
export interface SevenDays {
  readonly from: string
  readonly until: string
  readonly lastDay: string
}

/** @param date the first one there, `2026-03-26` */
export function sevenDays(date: string, timeZone: string): SevenDays {
  const days = weekFrom(date, timeZone)
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a week has seven days')
  return { from: first.start, until: last.end, lastDay: last.start }
}

/** The shifts that begin in the week, and one from before it that runs at this moment. The others stand in the week before. */
export function inWeek(shifts: readonly Shift[], from: string, now: string): Shift[] {
  const start = Date.parse(from)
  return shifts.filter(({ during }) => Date.parse(during.start) >= start || (during.start <= now && now < during.end))
}
