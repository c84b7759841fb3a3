import type { MatchReason } from '../shapes.ts'
import {
  bestSharedLanguage,
  type DoctorOnDuty,
  serves,
  standsInFor,
  type WaitingTicket,
} from '../waiting-room/rules/eligibility.ts'
import { specialtyOf } from '../waiting-room/rules/widening.ts'

/** What the rules found when they chose, beyond what ticket and doctor say themselves. */
export interface Choice {
  /** Earlier visits of this patient with this doctor. */
  readonly visitsTogether: number
  /** Nobody whom this doctor could take has waited longer. */
  readonly waitedLongest: boolean
  /** Only fairness told this doctor from another who could have taken the ticket as well. */
  readonly byFairness: boolean
  readonly byHand: boolean
}

/**
 * Why this ticket came to this doctor, weightiest first. Each reason is true by itself and none is given that decided nothing:
 * urgency only where it is more than routine and nothing goes before it, waiting only where there was some and it was the longest, fairness only where it decided.
 */
export function reasonsFor(
  ticket: WaitingTicket,
  doctor: DoctorOnDuty,
  choice: Choice,
  now: Temporal.Instant,
): MatchReason[] {
  const reasons: MatchReason[] = []
  if (choice.byHand) reasons.push({ code: 'assignedByHand' })
  if (ticket.expertId === doctor.expertId) reasons.push({ code: 'appointment' })
  if (ticket.firstSince !== null) reasons.push({ code: 'doctorGone' })
  else if (ticket.urgency !== 'routine') reasons.push({ code: 'urgency' })
  else if (choice.waitedLongest && ticket.expertId === null) {
    const minutes = minutesWaited(ticket, now)
    if (minutes > 0) reasons.push({ code: 'waitedLongest', minutes })
  }
  const specialty = specialtyOf(ticket.queue)
  if (serves(doctor, ticket.queue)) {
    reasons.push({ code: ticket.triaged ? 'specialtyByTriage' : 'specialty', specialty })
  } else {
    const standIn = standsInFor(ticket, doctor, now)
    if (standIn !== undefined) reasons.push({ code: 'standsIn', specialty: standIn.specialty, instead: specialty })
  }
  if (choice.visitsTogether > 0) reasons.push({ code: 'continuity', count: choice.visitsTogether })
  const shared = bestSharedLanguage(ticket, doctor)
  if (shared !== undefined) {
    reasons.push({ code: shared.proficiency === 'basic' ? 'languageBasic' : 'language', language: shared.language })
  } else if (ticket.interpreterWanted) reasons.push({ code: 'interpreter' })
  if (choice.byFairness) reasons.push({ code: 'fairness', count: doctor.visits })
  return reasons
}

/** Said of each match: to the millisecond is enough. */
function minutesWaited(ticket: Pick<WaitingTicket, 'arrivedAt'>, now: Temporal.Instant): number {
  return Math.max(0, Math.floor((now.epochMilliseconds - ticket.arrivedAt.epochMilliseconds) / 60_000))
}
