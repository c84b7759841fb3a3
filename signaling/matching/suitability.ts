import {
  bestSharedLanguage,
  type DoctorOnDuty,
  serves,
  standsInFor,
  type WaitingTicket,
} from '../waiting-room/rules/eligibility.ts'
import { proficiencyRank, type Suitability } from '../waiting-room/rules/order.ts'

/** Earlier visits: ticket id → expert id → how many. */
export type History = ReadonlyMap<string, ReadonlyMap<string, number>>

/** A doctor who may take a ticket. */
export interface Option {
  readonly doctor: DoctorOnDuty
  readonly suits: Suitability
}

const byInterpreter = 3

/** How well a doctor suits a ticket that they may take, for {@link compareDoctors}. */
export function suitability(
  ticket: WaitingTicket,
  doctor: DoctorOnDuty,
  history: History,
  now: Temporal.Instant,
): Suitability {
  const shared = bestSharedLanguage(ticket, doctor)
  return {
    expertId: doctor.expertId,
    distance: distanceOf(ticket, doctor, now),
    visitsTogether: history.get(ticket.ticketId)?.get(doctor.expertId) ?? 0,
    languageRank: shared === undefined ? byInterpreter : proficiencyRank[shared.proficiency],
    visits: doctor.visits,
    idleSince: doctor.idleSince.epochMilliseconds,
  }
}

function distanceOf(ticket: WaitingTicket, doctor: DoctorOnDuty, now: Temporal.Instant): number {
  if (ticket.expertId !== null || serves(doctor, ticket.queue)) return 0
  return 1 + (standsInFor(ticket, doctor, now)?.distance ?? 0)
}
