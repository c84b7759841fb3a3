/** Where the time comes from, so that a test can set it. Rules never ask: they are told. */
export interface Clock {
  now(): Temporal.Instant
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() }
