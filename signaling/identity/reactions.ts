import { defineReaction } from '../live/reaction.ts'

/** What screens show of a patient; `timeZone` is the account's. */
export type PatientDetail = 'name' | 'birthDate' | 'gender' | 'relationship' | 'timeZone'

export interface PatientsChange {
  readonly accountId: string
  /** Each of these is another. */
  readonly changed: readonly PatientDetail[]
  readonly now: Temporal.Instant
}

/** Details of a patient change, or the time zone of the account. */
export const patientsChanged = defineReaction<PatientsChange>('patientsChanged')

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
