import {
  type DoctorOnDuty,
  findObstacle,
  type Obstacle,
  type WaitingTicket,
} from '../waiting-room/rules/eligibility.ts'
import type { BoardTicket } from './contract.ts'

/** Why a waiting ticket has no doctor yet, as the coordinator would act on it; null where it is matched in a moment. */
export function whyBlocked(
  ticket: WaitingTicket,
  onDuty: readonly DoctorOnDuty[],
  now: Temporal.Instant,
): BoardTicket['blocked'] {
  const obstacles = onDuty.map((doctor) => ({ doctor, obstacle: findObstacle(ticket, doctor, now) }))
  if (obstacles.some(({ doctor, obstacle }) => obstacle === undefined && doctor.free)) return null
  const has = (obstacle: Obstacle | undefined) => obstacles.some((one) => one.obstacle === obstacle)
  if (has('notYet')) return 'calledBackSoon'
  if (ticket.expertId !== null) return has(undefined) ? 'allBusy' : 'appointmentDoctorAway'
  if (has(undefined)) return ticket.queue === 'triage' ? 'needsTriage' : 'allBusy'
  if (has('shiftEnds')) return 'shiftEndsSoon'
  if (has('language')) return 'noSharedLanguage'
  return ticket.queue === 'triage' ? 'needsTriage' : 'nobodyOnDuty'
}
