import { defineReaction } from '../live/reaction.ts'

/** A patient's name, birth date or another detail changes, or the time zone of the account. */
export const patientsChanged = defineReaction<{ readonly accountId: string; readonly now: Temporal.Instant }>(
  'patientsChanged',
)

/** Somebody says in which city they are. Raised before it is written. */
export const accountZoneChanged = defineReaction<{ readonly accountId: string; readonly timeZone: string }>(
  'accountZoneChanged',
)

/**
 * A patient is archived. The transaction holds the patient's lock.
 * Whoever reacts may refuse by throwing: patientHasAppointments.
 */
export const patientArchived = defineReaction<Archiving>('patientArchived')

export interface Archiving {
  readonly patientId: string
  /** Who archives knows that the patient loses their appointments. */
  readonly cancelAppointments: boolean
  readonly now: Temporal.Instant
}
