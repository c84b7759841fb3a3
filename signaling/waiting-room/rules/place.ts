import { arriveMinutesBefore } from '../../appointments/rules.ts'
import { later } from '../../instants.ts'
import type { Pace } from '../../pace.ts'
import type { Specialty, QueueName } from '../../shapes.ts'
import type { Urgency } from '../contract.ts'
import { queueKey } from './order.ts'

/** Minutes before the slot from which a booked patient who is there may be called, if the doctor is free. */
export const callMinutesBefore = 10
/** Minutes, from the start of the slot or from their arrival if that is later, for which a booked patient waits for that expert alone. */
export const waitMinutesForBooked = 15
/**
 * Hours for which a place is kept for whoever said "not now": as long as an emergency's bonus, so that a night's sleep or a
 * day's work costs nobody the place, and whoever forgot it is not called for days.
 */
export const pauseHours = 12
/** Minutes for which nobody is called again after a call that went unanswered. */
const pauseMinutesAfterMissedCall = 2
/**
 * Calls of one account that may come to nothing within an hour, unanswered or answered by "not now": a household of five may miss
 * one each, and one more. Each keeps a doctor for as long as it rings; without a bound one account could keep five of them.
 */
export const callsInVainAnHour = 6
/**
 * Places that one account may take within an hour: a household of five, four times each. Whoever took and left them without end would
 * ring all coordinators with each emergency, and leave a row for each.
 */
export const placesPace: Pace = { times: 20, seconds: 3_600 }
/** Arrivals for one appointment: each is told to all who see the roster. */
export const arrivalsPace: Pace = { times: 5, seconds: 3_600 }

/**
 * Hours for which the places rest that an account takes once a coordinator has ended all it had: nobody calls them, and they alarm
 * nobody. They are seen on the board, where a coordinator can have one called at once.
 */
export const restHoursAfterClearing = 1

export interface TicketFacts {
  readonly number: number
  readonly arrivedAt: Temporal.Instant
  readonly urgency: Urgency
  readonly specialty: Specialty | null
  /** Since when it goes before all others, where it does: the doctor had gone from the visit. */
  readonly firstSince?: Temporal.Instant | null | undefined
  readonly appointment:
    | {
        /** null: that expert will not be there; the promised hour keeps its place with all others of the specialty. */
        readonly expertId: string | null
        readonly specialty: Specialty
        readonly slotStartsAt: Temporal.Instant
      }
    | undefined
}

export interface Place {
  readonly queue: QueueName
  readonly queueKey: number
  readonly notBefore: Temporal.Instant
  readonly expertId: string | null
  readonly firstSince: Temporal.Instant | null
}

/**
 * Where a ticket stands; taken up again, it is the same place. A booked patient waits for the expert who was booked, until a
 * coordinator says that it is a matter for another specialty; an emergency waits neither for one expert nor for an hour, nor
 * does whoever was left alone by a doctor.
 */
export function placeOf(ticket: TicketFacts, now: Temporal.Instant): Place {
  const queue = ticket.specialty ?? 'triage'
  const booking = ticket.appointment?.specialty === ticket.specialty ? ticket.appointment : undefined
  const isEmergency = ticket.urgency === 'emergency'
  const { firstSince = null } = ticket
  const expertId = isEmergency || firstSince !== null ? null : (booking?.expertId ?? null)
  const callFrom = expertId === null ? undefined : booking?.slotStartsAt.subtract({ minutes: callMinutesBefore })
  const isBeforeSlot = booking !== undefined && Temporal.Instant.compare(ticket.arrivedAt, booking.slotStartsAt) < 0
  const slotStartsAt = isEmergency && isBeforeSlot ? undefined : booking?.slotStartsAt
  return {
    queue,
    queueKey: queueKey({ ...ticket, slotStartsAt }),
    notBefore: later(callFrom ?? now, now),
    expertId,
    firstSince,
  }
}

/**
 * From when on somebody who has come for the expert they booked may be called though their account rests; undefined for everybody else.
 * An emergency waits for no expert, and rests no longer than it would without its red flags.
 */
export function calledForBookingFrom(ticket: TicketFacts, now: Temporal.Instant): Temporal.Instant | undefined {
  const { expertId, notBefore } = placeOf({ ...ticket, urgency: 'routine' }, now)
  return expertId === null ? undefined : notBefore
}

/** From when on somebody may be called again who has just not answered. */
export function afterMissedCall(now: Temporal.Instant): Temporal.Instant {
  return now.add({ minutes: pauseMinutesAfterMissedCall })
}

/**
 * From when on an account may be called again.
 * @param nthLatestInVain when the sixth latest of its calls in vain ended ({@link callsInVainAnHour}); undefined: there are fewer
 */
export function calledAgainFrom(
  nthLatestInVain: Temporal.Instant | undefined,
  now: Temporal.Instant,
): Temporal.Instant {
  return later(now, nthLatestInVain?.add({ hours: 1 }) ?? now)
}

/** From when on a place may be called that was taken after a coordinator had ended those before it. */
export function calledAfterClearing(clearedAt: Temporal.Instant): Temporal.Instant {
  return clearedAt.add({ hours: restHoursAfterClearing })
}

export type Arrival = 'welcome' | 'tooEarly' | 'over'

/** Whether a booked patient may take a ticket now. */
export function mayArrive(during: { start: Temporal.Instant; end: Temporal.Instant }, now: Temporal.Instant): Arrival {
  if (Temporal.Instant.compare(now, during.start.subtract({ minutes: arriveMinutesBefore })) < 0) return 'tooEarly'
  return Temporal.Instant.compare(now, during.end) >= 0 ? 'over' : 'welcome'
}
