import { AppError, violates } from '../errors.ts'
import { findTimeZone } from './rules.ts'

/** The zone in its usual spelling, aliases left as they are. @throws AppError unknownTimeZone */
export function requireTimeZone(name: string): string {
  const zone = findTimeZone(name)
  if (zone === undefined) throw unknownTimeZone()
  return zone
}

const constraints = ['account_time_zone', 'expert_time_zone', 'shift_time_zone', 'shift_pattern_time_zone']

/** PostgreSQL's own zones may be older than ours: it has the last word. */
export function isUnknownTimeZone(error: unknown): boolean {
  return violates(error, ...constraints)
}

export function unknownTimeZone(cause?: unknown): AppError {
  return new AppError(400, 'unknownTimeZone', { cause, fields: { '/timeZone': 'unknownTimeZone' } })
}
