import type { MatchReason } from '../shapes.ts'
import type { DoctorOnDuty, WaitingTicket } from '../waiting-room/rules/eligibility.ts'
import { compareDoctors, compareFit, compareTickets } from '../waiting-room/rules/order.ts'
import { Alike, inOrderOfArrival, type Kind } from './alike.ts'
import type { InVain } from './in-vain.ts'
import { Pairing, type Seeker } from './pairing.ts'
import { reasonsFor } from './reasons.ts'
import type { History, Option } from './suitability.ts'

export interface PlannedMatch {
  readonly ticket: WaitingTicket
  readonly doctor: DoctorOnDuty
  readonly reasons: readonly MatchReason[]
}

interface Candidate extends Seeker {
  readonly ticket: WaitingTicket
  /** Those who may take the ticket, best first for a patient whom none of them has seen. */
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
 * Depends on nothing but its arguments, and not on their order. Yields after each step, of some milliseconds at most with thousands
 * of doctors, so that others can have their turn.
 * @param inVain pairs that are not to be tried
 */
export function* planMatches(
  tickets: readonly WaitingTicket[],
  doctors: readonly DoctorOnDuty[],
  history: History,
  now: Temporal.Instant,
  inVain: InVain,
): Generator<undefined, PlannedMatch[]> {
  const alike = new Alike(doctors, now)
  for (const ticket of inOrderOfArrival(tickets)) {
    alike.add(ticket)
    yield
  }
  const candidateOf = (ticket: WaitingTicket, kind: Kind, widened: boolean): Candidate => {
    const choice = kind.choice(widened)
    if (!inVain.hasAny(ticket)) return { ticket, ...choice }
    const options = choice.options.filter(({ doctor }) => !inVain.has(ticket, doctor))
    return { ticket, options, mayTake: options.map(({ suits }) => suits.expertId) }
  }

  const pairing = new Pairing()
  const served: Candidate[] = []
  for (const ticket of tickets.toSorted(compareTickets)) {
    if (pairing.size === doctors.length) break
    const kind = alike.kindOf(ticket)
    if (kind === undefined) continue
    const candidate = [false, true]
      .filter((widened) => !widened || kind.isWidened)
      .map((widened) => candidateOf(ticket, kind, widened))
      .find((one) => pairing.seat(one))
    if (candidate !== undefined) served.push(candidate)
    yield
  }

  const planned: PlannedMatch[] = []
  for (const candidate of served) {
    const options = withHistory(candidate.options, history.get(candidate.ticket.ticketId))
    const expertId = pairing.settle(
      candidate,
      options.map(({ suits }) => suits.expertId),
    )
    const option = options.find(({ suits }) => suits.expertId === expertId)
    if (option === undefined) continue
    const { ticket } = candidate
    const choice = {
      visitsTogether: option.suits.visitsTogether,
      // Only said to routine patients, and dear to find out.
      waitedLongest: ticket.urgency === 'routine' && !alike.hasEarlier(ticket, option.doctor),
      byFairness: option === options[0] && isTied(options),
      byHand: false,
    }
    planned.push({ ticket, doctor: option.doctor, reasons: reasonsFor(ticket, option.doctor, choice, now) })
    yield
  }
  return planned
}

/** The same options, those first again who suit best by what the patient's earlier visits say. */
function withHistory(options: readonly Option[], known: ReadonlyMap<string, number> | undefined): readonly Option[] {
  if (known === undefined) return options
  return options
    .map((option) => {
      const visitsTogether = known.get(option.suits.expertId)
      return visitsTogether === undefined ? option : { ...option, suits: { ...option.suits, visitsTogether } }
    })
    .toSorted((a, b) => compareDoctors(a.suits, b.suits))
}

function isTied([first, second]: readonly Option[]): boolean {
  return first !== undefined && second !== undefined && compareFit(first.suits, second.suits) === 0
}
