import type { InstantRange } from '../../db/tables.ts'
import type { Pace } from '../pace.ts'
import { overlap } from '../roster/rules.ts'

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
 * Slots of one moment that are offered: more doctors than anybody compares. Where hundreds share a shift, each answer comes past the
 * moment, and all hours of two weeks are some thirty answers.
 */
export const mostAtOnce = 30

/**
 * The slots of a shift: as many whole ones as fit, cut in instants from its start, so that a change of the clock neither
 * moves nor loses one. A shift without slots is for walk-ins only.
 * @param within cuts no more of them than those that touch this stretch
 */
export function cutSlots(during: InstantRange, slotMinutes: number | null, within = during): InstantRange[] {
  if (slotMinutes === null) return []
  const slotMs = slotMinutes * 60_000
  const slotsUntil = ({ epochMilliseconds }: Instant) =>
    Math.floor((epochMilliseconds - during.start.epochMilliseconds) / slotMs)
  const first = Math.max(0, slotsUntil(within.start))
  const last = Math.min(slotsUntil(during.end), slotsUntil(within.end) + 1)
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => ({
    start: during.start.add({ minutes: (first + index) * slotMinutes }),
    end: during.start.add({ minutes: (first + index + 1) * slotMinutes }),
  }))
}

/** Those of the slots that begin within the stretch, not too soon to be booked, and overlap nothing that is taken. */
export function freeSlots(
  slots: readonly InstantRange[],
  taken: readonly InstantRange[],
  stretch: InstantRange,
  now: Instant,
): InstantRange[] {
  return slots.filter(
    (slot) =>
      Temporal.Instant.compare(slot.start, stretch.start) >= 0 &&
      Temporal.Instant.compare(slot.start, stretch.end) < 0 &&
      !isTooSoon(slot.start, now) &&
      !taken.some((other) => overlap(slot, other)),
  )
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
