/** Where the time comes from, so that a test can set it. Rules never ask: they are told. */
export interface Clock {
  now(): Temporal.Instant
}

/** This machine's own; see shared-clock.ts for the one that several processes agree on. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() }
