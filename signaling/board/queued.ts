import { yearsUntil } from '../age.ts'
import type { QueuedRow } from './board-store.ts'

/** What board and doctor's queue say alike of somebody who waits. */
export function describeQueued(row: QueuedRow, now: Temporal.Instant) {
  const { id, number, patientName, birthDate, complaint, redFlags, languages, urgency, toBeSupplied, timeZone } = row
  const age = ageIn(birthDate, now, timeZone)
  const arrivedAt = row.arrivedAt.toString()
  return { id, number, patientName, age, complaint, redFlags, languages, urgency, toBeSupplied, arrivedAt, timeZone }
}

/** Years lived, by the calendar of where the person is; null where the birth date is not known. */
function ageIn(birthDate: string | null, now: Temporal.Instant, timeZone: string): number | null {
  if (birthDate === null) return null
  return yearsUntil(birthDate, now.toZonedDateTimeISO(timeZone).toPlainDate().toString())
}
