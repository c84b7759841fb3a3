/** Nobody who lives was born before. */
export const firstBirthDate = '1900-01-01'

/**
 * Whole years from a birth date to a day of the calendar, both as `2019-04-30`; never below zero. Reckoned without Temporal, so
 * that the browser may load it.
 */
export function yearsUntil(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return Math.max(0, day.slice(5) < birthDate.slice(5) ? years - 1 : years)
}
