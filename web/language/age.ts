import { yearsUntil } from '../../signaling/age.ts'
import { dateOf } from './clock.ts'
import type { Instant } from './clock.ts'

/** Years lived, by the calendar of the patient's zone. */
export function ageIn(birthDate: string, now: Instant, timeZone: string): number {
  return yearsUntil(birthDate, dateOf(now, timeZone))
}
