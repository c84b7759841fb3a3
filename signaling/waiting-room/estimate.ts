import type { QueueFigures, QueueName } from './contract.ts'
import { type DoctorOnDuty, queuesServedBy } from './eligibility.ts'
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

/**
 * Minutes the queue takes for one place; null while nobody serves it. A doctor of several queues gives each a share that follows
 * how many wait there, so that two queues before one doctor move at half the pace each.
 */
export function minutesAPlace(
  queue: QueueName,
  doctors: readonly Pick<DoctorOnDuty, 'specialties'>[],
  waiting: Waiting,
  typical: number,
): number | null {
  const own = Math.max(1, waiting[queue] ?? 0)
  const capacity = doctors
    .map(({ specialties }) => queuesServedBy(specialties))
    .filter((served) => served.includes(queue))
    .reduce((sum, served) => {
      const others = served.filter((name) => name !== queue).reduce((all, name) => all + (waiting[name] ?? 0), 0)
      return sum + own / (own + others)
    }, 0)
  return capacity === 0 ? null : Math.round((typical / capacity) * 10) / 10
}

/** Minutes until somebody with `ahead` before them is called, about; null while nobody is on duty. */
export function minutesUntilCalled(
  ahead: number,
  figures: Pick<QueueFigures, 'doctorsFree' | 'minutesAPlace'>,
): number | null {
  if (figures.minutesAPlace === null) return null
  if (ahead < figures.doctorsFree) return 0
  // Visits under way are, on average, half over.
  return Math.round((ahead - figures.doctorsFree + 0.5) * figures.minutesAPlace)
}
