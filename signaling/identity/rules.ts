/** Minutes for which a code works: long enough for a slow mail server, short enough for a mailbox left open. */
export const codeValidMinutes = 10
/** Guesses at one code. With a million codes, five guesses hit with a chance of 1 in 200,000. */
export const codeAttempts = 5
/** Seconds between two codes for one address. */
export const resendSeconds = 60
/** Codes for one address within an hour: bounds both the guesses (30 an hour) and the letters that a stranger can cause. */
export const codesAnHour = 6

/**
 * How many seconds to wait before another code may be sent; 0: now.
 * @param sentAt when codes were sent to the address during the last hour, in any order
 */
export function secondsUntilNextCode(sentAt: readonly Temporal.Instant[], now: Temporal.Instant): number {
  const newestFirst = sentAt.map((instant) => instant.epochMilliseconds).sort((one, other) => other - one)
  const newest = newestFirst[0]
  const bounding = newestFirst[codesAnHour - 1]
  const freeAt = Math.max(
    newest === undefined ? -Infinity : newest + resendSeconds * 1000,
    bounding === undefined ? -Infinity : bounding + 3_600_000,
  )
  return Math.max(0, Math.ceil((freeAt - now.epochMilliseconds) / 1000))
}

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

/** Whether somebody can have been born on that day: not after today, wherever on Earth it is latest. */
export function isBirthDate(date: string, now: Temporal.Instant): boolean {
  const latestToday = now.toZonedDateTimeISO('Pacific/Kiritimati').toPlainDate()
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(date), latestToday) <= 0
}
