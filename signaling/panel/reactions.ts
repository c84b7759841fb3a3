import { defineReaction } from '../live/reaction.ts'

/** An expert is entered, or an entry changes: then raised before the change and after it, for what shows the one or the other. */
export const expertChanged = defineReaction<{ readonly expertId: string }>('expertChanged')

/**
 * An expert retires. The transaction holds the expert's lock.
 * Whoever reacts may refuse by throwing: shiftHasAppointments.
 */
export const expertRetiring = defineReaction<{ readonly expertId: string; readonly now: Temporal.Instant }>(
  'expertRetiring',
)

/**
 * A staff account loses its access. The transaction holds the expert's lock, where the account is an
 * expert's. Whoever reacts answers whether a patient is with them, for whom they stay signed in.
 */
export const accessEnded = defineReaction<AccessEnd, boolean>('accessEnded')

export interface AccessEnd {
  readonly accountId: string
  readonly expertId: string | null
  readonly now: Temporal.Instant
}
