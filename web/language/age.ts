import { dateOf } from './clock.ts'
import type { Instant } from './clock.ts'

/** Whole years from a birth date (`2019-04-30`) to an instant, by the calendar of the patient's zone; never below zero. */
export function ageIn(birthDate: string, now: Instant, timeZone: string): number {
  const today = dateOf(now, timeZone)
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return Math.max(0, today.slice(5) < birthDate.slice(5) ? years - 1 : years)
}
