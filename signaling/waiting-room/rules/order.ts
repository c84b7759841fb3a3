import type { proficiencies } from '../../vocabulary.ts'
import type { Urgency } from '../contract.ts'

const minute = 60_000_000
const hour = 60 * minute

/**
 * By how much, in microseconds, a ticket counts as having arrived earlier than it did. A ticket that has waited longer than
 * the bonus goes before one that comes fresh with it, so that nobody starves.
 *
 * - urgent: two hours, the time within which the Manchester Triage System has its standard (green) patients seen: somebody
 *   urgent goes before every routine patient who is still within that time, and after those who have waited beyond it.
 * - emergency: twelve hours, longer than a night without cover: when a specialty opens in the morning, chest pain of a minute
 *   ago goes before a rash that has waited since the evening. (The screens have sent these people to the local emergency
 *   number already; the queue never refuses them.)
 */
export const urgencyBonus: Readonly<Record<Urgency, number>> = { emergency: 12 * hour, urgent: 2 * hour, routine: 0 }

/**
 * A booked patient who has arrived counts from the start of the slot, with an emergency's bonus: first for the doctor it
 * was promised by, save for an emergency that was there before the slot's hour.
 */
export const appointmentBonus = 12 * hour

/**
 * Whoever was left alone by the doctor in the middle of a visit goes before everybody, whatever the others' urgency: more than
 * any other bonus and any wait. Among several of them, whoever was left first.
 */
export const firstBonus = 365 * 24 * hour

/** Arrivals are told apart in steps of this many microseconds; within a step the ticket's number decides. */
const step = 100_000

interface Arrival {
  readonly arrivedAt: Temporal.Instant
  readonly urgency: Urgency
  /** The ticket's number, 1 to 99,999; nobody else who waits has it. */
  readonly number: number
  /** The start of the slot, for a booked patient who has arrived. */
  readonly slotStartsAt?: Temporal.Instant | undefined
  /** Since when the ticket goes before all others, where it does. */
  readonly firstSince?: Temporal.Instant | null | undefined
}

/**
 * The place in the one order of the queue: microseconds since 1970, smaller goes first. It follows from what the ticket holds, so
 * that a place taken up again is the place it was. The last five digits are the number: no two waiting tickets share a key,
 * and "how many are ahead" is exact.
 */
export function queueKey({ arrivedAt, urgency, number, slotStartsAt, firstSince }: Arrival): number {
  const from = firstSince ?? slotStartsAt ?? arrivedAt
  const bonus = firstSince != null ? firstBonus : slotStartsAt === undefined ? urgencyBonus[urgency] : appointmentBonus
  const microseconds = Number(from.epochNanoseconds / 1000n) - bonus
  return Math.floor(microseconds / step) * step + (number % step)
}

interface Placed {
  readonly queueKey: number
  readonly ticketId: string
}

/** The order in which waiting tickets are offered; total, so that every process sees the same one. */
export function compareTickets(a: Placed, b: Placed): number {
  return a.queueKey - b.queueKey || compareIds(a.ticketId, b.ticketId)
}

export type Proficiency = (typeof proficiencies)[number]
export const proficiencyRank: Readonly<Record<Proficiency, number>> = { native: 0, fluent: 1, basic: 2 }

/** What decides among the doctors who may take a ticket, first difference first. */
export interface Suitability {
  readonly expertId: string
  /** How far from the specialty of the ticket: 0 is of it, 1 the nearest that stands in. */
  readonly distance: number
  /** Earlier visits of this patient with this doctor. */
  readonly visitsTogether: number
  /** 0 native, 1 fluent, 2 basic, 3 by interpreter. */
  readonly languageRank: number
  /** Visits held since this duty began. */
  readonly visits: number
  /** Milliseconds since 1970 at which the last visit ended, or the duty began. */
  readonly idleSince: number
}

/** The specialty, then continuity, then language, then fairness: fewest visits, longest idle. */
export function compareDoctors(a: Suitability, b: Suitability): number {
  return compareFit(a, b) || a.visits - b.visits || a.idleSince - b.idleSince || compareIds(a.expertId, b.expertId)
}

/** The part of the comparison that is about the patient; 0 where only fairness is left to decide. */
export function compareFit(a: Suitability, b: Suitability): number {
  return (
    a.distance - b.distance ||
    Number(b.visitsTogether > 0) - Number(a.visitsTogether > 0) ||
    a.languageRank - b.languageRank
  )
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
