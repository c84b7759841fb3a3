import type { InstantRange } from '../../db/tables.ts'
import type { Pace } from '../pace.ts'

type Instant = Temporal.Instant

/** Minutes before the slot from which a booked patient may take a place in the waiting room. */
export const arriveMinutesBefore = 30
/** A slot can be booked until this long before it begins. */
export const bookAheadMinutes = 30
/** An appointment nobody came to counts as missed this long after its slot. */
export const noShowAfterMinutes = 60

/** Slots in an answer: more than a screen can show. The next ones are asked for with a later `from`. */
export const mostSlots = 500
/**
 * Slots of one moment that are offered: more doctors than anybody compares. Where hundreds share a shift, each answer comes past two
 * such moments.
 */
export const mostAtOnce = 250

/**
 * The slots of a shift: as many whole ones as fit, cut in instants from its start, so that a change of the clock neither
 * moves nor loses one. A shift without slots is for walk-ins only.
 */
export function cutSlots({ start, end }: InstantRange, slotMinutes: number | null): InstantRange[] {
  if (slotMinutes === null) return []
  const length = Math.floor((end.epochMilliseconds - start.epochMilliseconds) / (slotMinutes * 60_000))
  return Array.from({ length }, (_, index) => ({
    start: start.add({ minutes: index * slotMinutes }),
    end: start.add({ minutes: (index + 1) * slotMinutes }),
  }))
}

/** A shift in which slots are looked for. All times are milliseconds since 1970: an answer may look at hundreds of shifts. */
export interface SearchedShift {
  readonly startsAt: number
  readonly endsAt: number
  readonly slotMinutes: number
  /** What takes its expert's time, in order; no two overlap: `[start, end, start, end, …]`. */
  readonly taken: readonly number[]
}

/** When those of its slots begin that overlap nothing that is taken, from `from` on and before `until`. */
export function freeStarts(
  { startsAt, endsAt, slotMinutes, taken }: SearchedShift,
  from: number,
  until: number,
): number[] {
  const slotMs = slotMinutes * 60_000
  const first = Math.max(0, Math.ceil((from - startsAt) / slotMs))
  const starts: number[] = []
  let next = 0
  for (let start = startsAt + first * slotMs; start + slotMs <= endsAt && start < until; start += slotMs) {
    while ((taken[next + 1] ?? Infinity) <= start) next += 2
    if ((taken[next] ?? Infinity) >= start + slotMs) starts.push(start)
  }
  return starts
}

export function isTooSoon(start: Instant, now: Instant): boolean {
  return Temporal.Instant.compare(start, now.add({ minutes: bookAheadMinutes })) < 0
}

/**
 * What one account may book in a minute. Each booking, and each that is cancelled, is a letter: whoever did nothing else would keep
 * the mail server from those that call somebody.
 */
export const bookingPace: Pace = { times: 6, seconds: 60 }

/** From when on the patient of an appointment may arrive. */
export function arriveFrom({ start }: InstantRange): Instant {
  return start.subtract({ minutes: arriveMinutesBefore })
}

/**
 * What one account may try to book in a minute, refused ones counted: whoever books in a rush finds one slot after the other taken, and
 * each try costs as much as a booking.
 */
export const triesPace: Pace = { times: 30, seconds: 60 }

/**
 * Searches for slots that one account may end in a minute: another specialty or language every two seconds. Each may read all shifts
 * of two months.
 */
export const searchPace: Pace = { times: 30, seconds: 60 }

/**
 * Answers to the searches of one account in a minute: a search for which there is more than an answer holds goes on with the next one.
 * A full answer takes about a tenth of a second, so that whoever goes through them one after the other is not stopped.
 */
export const answersPace: Pace = { times: 600, seconds: 60 }
