import { defineReaction } from '../live/reaction.ts'

/** A patient's name, birth date or another detail changes, or the time zone of the account. */
export const patientsChanged = defineReaction<{ readonly accountId: string; readonly now: Temporal.Instant }>(
  'patientsChanged',
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
