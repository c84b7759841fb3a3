import { weekday } from '../../language/clock.ts'
import type { Language } from '../../language/language.ts'

/** Monday = 1. */
export const isoWeekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** The name of an ISO weekday. */
export function weekdayName(number: number, language: Language): string {
  // 5 January 2026 was a Monday.
  return weekday(`2026-01-${String(4 + number).padStart(2, '0')}T12:00:00Z`, 'UTC', language)
}
