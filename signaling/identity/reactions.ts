import { defineReaction } from '../live/reaction.ts'

/** A patient's name, birth date or another detail changes, or the time zone of the account. */
export const patientsChanged = defineReaction<{ readonly accountId: string; readonly now: Temporal.Instant }>(
  'patientsChanged',
)

/** A patient is archived. The transaction holds the patient's lock. */
export const patientArchived = defineReaction<{ readonly patientId: string; readonly now: Temporal.Instant }>(
  'patientArchived',
)
