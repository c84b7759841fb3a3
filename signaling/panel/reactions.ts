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
 * A doctor may sign in no more, until enabled again; what `accessEnded` ends has ended. The transaction holds the expert's lock.
 * Whoever reacts answers what was taken from the roster with it, and may refuse by throwing: shiftHasAppointments.
 */
export const expertDisabled = defineReaction<Disabling, GivenBack>('expertDisabled')

export interface Disabling {
  readonly expertId: string
  /** Who disables knows that booked patients lose their appointments. */
  readonly cancelAppointments: boolean
  readonly now: Temporal.Instant
}

export interface GivenBack {
  readonly cancelledShifts: number
  readonly cancelledAppointments: number
}

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
