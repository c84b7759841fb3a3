/** How often somebody may do something within a stretch of time. */
export interface Pace {
  readonly times: number
  readonly seconds: number
}

/**
 * Until somebody may do it again.
 * @param nthLatestAt when they did it the latest time but `times` - 1; undefined where they have done it less often
 * @returns whole seconds; 0: now
 */
export function secondsToWait(
  { seconds }: Pace,
  nthLatestAt: Temporal.Instant | undefined,
  now: Temporal.Instant,
): number {
  if (nthLatestAt === undefined) return 0
  return Math.max(0, Math.ceil(seconds - nthLatestAt.until(now).total('seconds')))
}
