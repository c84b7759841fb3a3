import { defineReaction } from '../live/reaction.ts'

/** The shift for which these were booked is cancelled, and they with it. The transaction holds the expert's lock. */
export const appointmentsCancelled = defineReaction<{
  readonly appointmentIds: readonly string[]
  readonly now: Temporal.Instant
}>('appointmentsCancelled')
