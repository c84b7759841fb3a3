import type { QueueName } from '../../shapes.ts'
import { expectedMinutes } from './visit-length.ts'

/** Fewer visits than this say less about the next one than the expectation does. */
export const enoughVisits = 5
/** How many of the last visits the median is taken of. */
export const visitsLookedAt = 20

/** Minutes a visit of this queue takes, about: the median of the last ones, or the expectation where there were few. */
export function typicalMinutes(queue: QueueName, lastVisitsMinutes: readonly number[]): number {
  if (lastVisitsMinutes.length < enoughVisits) return expectedMinutes(queue)
  const sorted = lastVisitsMinutes.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
  return Math.max(1, median)
}

/** How many wait in each queue; a queue without an entry is empty. */
export type Waiting = Readonly<Partial<Record<QueueName, number>>>

/** Minutes that a visit under way goes on, about. One that is over its time takes a quarter of it more, as far as anybody knows. */
export function minutesLeft(typical: number, minutesSoFar: number): number {
  return Math.max(typical - minutesSoFar, typical / 4)
}

/**
 * An estimate as it is said: in steps that it is good for, and rather too long than too short. 0 is "nearly your turn"; up to an
 * hour in steps of five minutes, up to three hours in quarters, then in hours.
 */
export function inSteps(minutes: number): number {
  if (minutes < 1) return 0
  const step = minutes <= 60 ? 5 : minutes <= 180 ? 15 : 60
  return Math.ceil(minutes / step) * step
}
