import type { MatchReason } from './contract.ts'
import { bestSharedLanguage, type DoctorOnDuty, mayMeet, type WaitingTicket } from './eligibility.ts'
import { compareDoctors, compareFit, compareTickets, proficiencyRank, type Suitability } from './order.ts'
import { reasonsFor } from './reasons.ts'

/** Earlier visits: ticket id → expert id → how many. */
export type History = ReadonlyMap<string, ReadonlyMap<string, number>>

export interface PlannedMatch {
  readonly ticket: WaitingTicket
  readonly doctor: DoctorOnDuty
  readonly reasons: readonly MatchReason[]
}

const byInterpreter = 3

/** How well a doctor suits a ticket, for {@link compareDoctors}. */
export function suitability(ticket: WaitingTicket, doctor: DoctorOnDuty, history: History): Suitability {
  const shared = bestSharedLanguage(ticket, doctor)
  return {
    expertId: doctor.expertId,
    visitsTogether: history.get(ticket.ticketId)?.get(doctor.expertId) ?? 0,
    languageRank: shared === undefined ? byInterpreter : proficiencyRank[shared.proficiency],
    visits: doctor.visits,
    idleSince: doctor.idleSince.epochMilliseconds,
  }
}

interface Option {
  readonly doctor: DoctorOnDuty
  readonly suits: Suitability
}

interface Candidate {
  readonly ticket: WaitingTicket
  /** Best doctor first. */
  readonly options: readonly Option[]
}

/**
 * Who is to meet whom now. Two promises, in this order:
 *
 * 1. The tickets served are the best that the order allows: whoever stands first gets a doctor if any free one may take them,
 *    then the next, and so on, nobody giving way to somebody behind. A ticket that two doctors could take doesn't keep the
 *    only doctor of the next one: no doctor stays idle for whom a patient waits (a greedy matching in a transversal matroid,
 *    by augmenting paths).
 * 2. Among all the ways to serve these tickets, each in its turn gets the doctor who suits best.
 *
 * Depends on nothing but its arguments, and not on their order.
 */
export function planMatches(
  tickets: readonly WaitingTicket[],
  doctors: readonly DoctorOnDuty[],
  history: History,
  now: Temporal.Instant,
): PlannedMatch[] {
  const candidates = tickets.toSorted(compareTickets).map((ticket): Candidate => ({
    ticket,
    options: doctors
      .filter((doctor) => mayMeet(ticket, doctor, now))
      .map((doctor) => ({ doctor, suits: suitability(ticket, doctor, history) }))
      .toSorted((a, b) => compareDoctors(a.suits, b.suits)),
  }))

  const pairing = new Pairing()
  const served: Candidate[] = []
  for (const candidate of candidates) {
    if (pairing.size === doctors.length) break
    if (pairing.seat(candidate)) served.push(candidate)
  }
  for (const candidate of served) pairing.settleBest(candidate)

  return served.flatMap((candidate) => {
    const option = pairing.optionOf(candidate)
    if (option === undefined) return []
    const { ticket } = candidate
    const choice = {
      visitsTogether: option.suits.visitsTogether,
      waitedLongest: !tickets.some((other) => arrivedBefore(other, ticket) && mayMeet(other, option.doctor, now)),
      byFairness: option === candidate.options[0] && isTied(candidate.options),
      byHand: false,
    }
    return [{ ticket, doctor: option.doctor, reasons: reasonsFor(ticket, option.doctor, choice, now) }]
  })
}

export function arrivedBefore(a: Pick<WaitingTicket, 'arrivedAt'>, b: Pick<WaitingTicket, 'arrivedAt'>): boolean {
  return Temporal.Instant.compare(a.arrivedAt, b.arrivedAt) < 0
}

function isTied([first, second]: readonly Option[]): boolean {
  return first !== undefined && second !== undefined && compareFit(first.suits, second.suits) === 0
}

/** A matching of tickets to doctors that grows by augmenting paths: whoever is seated stays seated, if with another doctor. */
class Pairing {
  readonly #ticketOf = new Map<string, Candidate>()
  readonly #optionOf = new Map<Candidate, Option>()
  readonly #settled = new Set<string>()

  get size(): number {
    return this.#ticketOf.size
  }

  optionOf(candidate: Candidate): Option | undefined {
    return this.#optionOf.get(candidate)
  }

  /** Whether a doctor could be found, moving others to doctors who may take them as well. */
  seat(candidate: Candidate, asked: Set<string> = new Set()): boolean {
    for (const option of candidate.options) {
      const { expertId } = option.doctor
      if (asked.has(expertId) || this.#settled.has(expertId)) continue
      asked.add(expertId)
      const holder = this.#ticketOf.get(expertId)
      if (holder !== undefined && !this.seat(holder, asked)) continue
      this.#pair(candidate, option)
      return true
    }
    return false
  }

  /** Gives a seated ticket for good the best doctor with whom all others can stay seated. */
  settleBest(candidate: Candidate): void {
    for (const option of candidate.options) {
      const { expertId } = option.doctor
      if (this.#settled.has(expertId)) continue
      const own = this.#optionOf.get(candidate)
      const holder = this.#ticketOf.get(expertId)
      if (own !== undefined && holder !== candidate) {
        this.#ticketOf.delete(own.doctor.expertId)
        if (holder !== undefined && !this.seat(holder, new Set([expertId]))) {
          this.#ticketOf.set(own.doctor.expertId, candidate)
          continue
        }
        this.#pair(candidate, option)
      }
      this.#settled.add(expertId)
      return
    }
  }

  #pair(candidate: Candidate, option: Option): void {
    this.#ticketOf.set(option.doctor.expertId, candidate)
    this.#optionOf.set(candidate, option)
  }
}
