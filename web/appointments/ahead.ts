import type { Appointment } from '../../signaling/appointments/contract.ts'
import type { Instant } from '../language/clock.ts'

/** An appointment that somebody still goes to. */
export function isAhead({ status, during }: Appointment, now: Instant): boolean {
  return (status === 'booked' || status === 'arrived') && Date.parse(during.end) > Date.parse(now)
}
