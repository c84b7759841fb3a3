import { firstBirthDate } from '../age.ts'
import type { Pace } from '../pace.ts'

/** As accounts are found by it: without blanks around, in small letters. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/**
 * The zone's IANA name in its usual spelling, an alias left as it is (Europe/Kiev stays); undefined where no such zone is
 * known. Bare offsets are no zones: they don't follow the clocks, and PostgreSQL reads their sign the other way round.
 */
export function findTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * Whether somebody can have been born on that day: not before `firstBirthDate`, and not after today, wherever on Earth it is
 * latest.
 */
export function isBirthDate(date: string, now: Temporal.Instant): boolean {
  const latestToday = now.toZonedDateTimeISO('Pacific/Kiritimati').toPlainDate()
  return date >= firstBirthDate && Temporal.PlainDate.compare(Temporal.PlainDate.from(date), latestToday) <= 0
}

/**
 * What a change says otherwise than a record (of plain values and lists) does: where that is nothing, nothing is written, and no
 * screen is told.
 */
export function differences<Key extends string>(
  record: Readonly<Record<Key, unknown>>,
  change: Readonly<Partial<Record<Key, unknown>>>,
): Key[] {
  const keys = Object.keys(change) as Key[]
  return keys.filter((key) => JSON.stringify(record[key]) !== JSON.stringify(change[key]))
}

/**
 * How often an account may change itself, and how often its patients: each change is told to all who see it. Whoever fills in a form,
 * or taps one language after the other, needs a few.
 */
export const changesPace: Pace = { times: 30, seconds: 60 }
