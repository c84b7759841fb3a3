import type { MatchReason } from './contract.ts'
import {
  bestSharedLanguage,
  type DoctorOnDuty,
  isWidened,
  mayMeet,
  serves,
  standsInFor,
  type WaitingTicket,
} from './eligibility.ts'
import { InVain } from './in-vain.ts'
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
 * Who is to meet whom now. Three promises, in this order:
 *
 * 1. The tickets served are the best that the order allows: whoever stands first gets a doctor if any free one may take them,
 *    then the next, and so on, nobody giving way to somebody behind. A ticket that two doctors could take doesn't keep the
 *    only doctor of the next one: no doctor stays idle for whom a patient waits (a greedy matching in a transversal matroid,
 *    by augmenting paths).
 * 2. Somebody stands in for a specialty only where none of its doctors is left for a ticket that can't wait, those before it
 *    served: then anybody free who may, before whoever stands behind it.
 * 3. Among all the ways to serve these tickets, each in its turn gets the doctor who suits best.
 *
 * Depends on nothing but its arguments, and not on their order.
 * @param inVain pairs that are not to be tried
 */
export function planMatches(
  tickets: readonly WaitingTicket[],
  doctors: readonly DoctorOnDuty[],
  history: History,
  now: Temporal.Instant,
  inVain = new InVain(),
): PlannedMatch[] {
  const optionsOf = (ticket: WaitingTicket, some: readonly DoctorOnDuty[]): Option[] =>
    some
      .filter((doctor) => mayMeet(ticket, doctor, now) && !inVain.has(ticket, doctor))
      .map((doctor) => ({ doctor, suits: suitability(ticket, doctor, history, now) }))
      .toSorted((a, b) => compareDoctors(a.suits, b.suits))

  const pairing = new Pairing()
  const served: Candidate[] = []
  for (const ticket of tickets.toSorted(compareTickets)) {
    if (pairing.size === doctors.length) break
    const isOwn = (doctor: DoctorOnDuty) => ticket.expertId !== null || serves(doctor, ticket.queue)
    const own = { ticket, options: optionsOf(ticket, doctors.filter(isOwn)) }
    if (pairing.seat(own)) served.push(own)
    else if (isWidened(ticket, now)) {
      const others = optionsOf(
        ticket,
        doctors.filter((doctor) => !isOwn(doctor)),
      )
      const widened = { ticket, options: [...own.options, ...others] }
      if (others.length > 0 && pairing.seat(widened)) served.push(widened)
    }
  }
  for (const candidate of served) pairing.settleBest(candidate)

  return served.flatMap((candidate) => {
    const option = pairing.optionOf(candidate)
    if (option === undefined) return []
    const { ticket } = candidate
    const choice = {
      visitsTogether: option.suits.visitsTogether,
      // Only said to routine patients, and dear to find out.
      waitedLongest:
        ticket.urgency === 'routine' &&
        !tickets.some((other) => arrivedBefore(other, ticket) && mayMeet(other, option.doctor, now)),
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
