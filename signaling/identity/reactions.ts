import { defineReaction } from '../live/reaction.ts'

/** A household or somebody of it is named, dated or placed otherwise from now on. */
export const patientsChanged = defineReaction<{ readonly accountId: string; readonly now: Temporal.Instant }>(
  'patientsChanged',
)

/** A patient is offered no more. The transaction holds the patient's lock. */
export const patientArchived = defineReaction<{ readonly patientId: string; readonly now: Temporal.Instant }>(
  'patientArchived',
)
