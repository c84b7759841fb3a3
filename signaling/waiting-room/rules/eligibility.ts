import type { Specialty, SpokenLanguage, QueueName } from '../../shapes.ts'
import type { Urgency } from '../contract.ts'
import { type Proficiency, proficiencyRank } from './order.ts'
import { expectedMinutes } from './visit-length.ts'
import { type StandIn, specialtyOf, standInOf, widensAfterMinutes } from './widening.ts'

/** A place in the waiting room, as the rules see it. */
export interface WaitingTicket {
  readonly ticketId: string
  readonly patientId: string
  readonly queue: QueueName
  readonly languages: readonly SpokenLanguage[]
  readonly interpreterWanted: boolean
  readonly urgency: Urgency
  /** A coordinator said which specialty it is. */
  readonly triaged: boolean
  readonly queueKey: number
  readonly arrivedAt: Temporal.Instant
  /** Not to be offered earlier: a call has just gone unanswered, or the booked hour has not come. */
  readonly notBefore: Temporal.Instant
  /** Booked with this expert, and for no other. */
  readonly expertId: string | null
  /** Goes before all others since then: the doctor of a visit under way had gone. */
  readonly firstSince: Temporal.Instant | null
  /** Of the patient: `2019-03-01`. */
  readonly birthDate: string | null
}

export interface LanguageSkill {
  readonly language: SpokenLanguage
  readonly proficiency: Proficiency
}

/** An expert on duty, as the rules see one. Retired experts are never read. */
export interface DoctorOnDuty {
  readonly expertId: string
  readonly specialties: readonly Specialty[]
  readonly languages: readonly LanguageSkill[]
  readonly shiftEndsAt: Temporal.Instant
  /** Not paused, with no patient and none called. */
  readonly free: boolean
  /** Visits held since the duty began. */
  readonly visits: number
  readonly idleSince: Temporal.Instant
}

/** Whether the expert takes from this queue. */
export function serves({ specialties }: Pick<DoctorOnDuty, 'specialties'>, queue: QueueName): boolean {
  return specialties.includes(specialtyOf(queue))
}

/** Whether others than those of its specialty may take the ticket by now. A plan asks for each pair: to the millisecond is enough. */
export function isWidened(ticket: WaitingTicket, now: Temporal.Instant): boolean {
  if (ticket.urgency === 'routine') return false
  const after = widensAfterMinutes(ticket)
  return after !== undefined && now.epochMilliseconds - ticket.arrivedAt.epochMilliseconds >= after * 60_000
}

/** How the expert stands in for the specialty of a ticket that can't wait for its own; undefined where they may not, or not yet. */
export function standsInFor(
  ticket: WaitingTicket,
  { specialties }: Pick<DoctorOnDuty, 'specialties'>,
  now: Temporal.Instant,
): StandIn | undefined {
  return isWidened(ticket, now) ? standInOf(ticket, specialties, now) : undefined
}

/** The language that doctor and patient share best: by the doctor's skill, then in the order the patient gave them. */
export function bestSharedLanguage(
  ticket: Pick<WaitingTicket, 'languages'>,
  doctor: Pick<DoctorOnDuty, 'languages'>,
): LanguageSkill | undefined {
  let best: LanguageSkill | undefined
  for (const language of ticket.languages) {
    const skill = doctor.languages.find((one) => one.language === language)
    if (skill === undefined) continue
    if (best === undefined || proficiencyRank[skill.proficiency] < proficiencyRank[best.proficiency]) best = skill
  }
  return best
}

/** Minutes of the shift that must be left for a visit of this queue. */
export function hasTimeFor(
  queue: QueueName,
  doctor: Pick<DoctorOnDuty, 'shiftEndsAt'>,
  now: Temporal.Instant,
): boolean {
  const msLeft = doctor.shiftEndsAt.epochMilliseconds - now.epochMilliseconds
  return msLeft >= expectedMinutes(queue) * 60_000
}

export type Obstacle = 'otherDoctor' | 'specialty' | 'language' | 'shiftEnds' | 'notYet'

/**
 * What stands between this ticket and this doctor for good or for now, hard rules only; undefined where nothing does.
 * Whether the doctor is free at the moment is not part of it.
 */
export function findObstacle(ticket: WaitingTicket, doctor: DoctorOnDuty, now: Temporal.Instant): Obstacle | undefined {
  const booked = ticket.expertId !== null
  if (booked && ticket.expertId !== doctor.expertId) return 'otherDoctor'
  // The doctor gave this slot to this patient: language and time were settled by the booking.
  if (!booked) {
    if (!serves(doctor, ticket.queue) && standsInFor(ticket, doctor, now) === undefined) return 'specialty'
    if (!ticket.interpreterWanted && bestSharedLanguage(ticket, doctor) === undefined) return 'language'
    if (!hasTimeFor(ticket.queue, doctor, now)) return 'shiftEnds'
  } else if (Temporal.Instant.compare(doctor.shiftEndsAt, now) <= 0) return 'shiftEnds'
  if (Temporal.Instant.compare(ticket.notBefore, now) > 0) return 'notYet'
  return undefined
}

/** Whether the ticket may be offered to the doctor now. */
export function mayMeet(ticket: WaitingTicket, doctor: DoctorOnDuty, now: Temporal.Instant): boolean {
  return doctor.free && findObstacle(ticket, doctor, now) === undefined
}
