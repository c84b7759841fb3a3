import { defineReaction } from '../live/reaction.ts'

/**
 * A shift is taken out of the roster. The transaction holds the expert's lock.
 * Whoever reacts answers how many appointments were cancelled with it.
 */
export const shiftCancelled = defineReaction<{ readonly shiftId: string; readonly now: Temporal.Instant }, number>(
  'shiftCancelled',
)
