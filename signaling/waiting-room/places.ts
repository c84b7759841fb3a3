import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { giveUpArrival, setAttendance } from '../appointments/arrivals.ts'
import { cancelWithItsShift } from '../appointments/cancelling.ts'
import { notFound } from '../errors.ts'
import { later } from '../instants.ts'
import type { Announce } from '../live/transact.ts'
import { callsBeforeEnd, type leftReasons } from '../vocabulary.ts'
import { announcePlacesOf, announceTicket } from './announcing.ts'
import { putOffPlacesOf } from './in-vain-store.ts'
import { findHold, putInPlace, setPaused, takeFromPlace } from './place-store.ts'
import { findCalledAgain, findNextCalled } from './resting.ts'
import { afterMissedCall, pauseHours, type Place, placeOf, type TicketFacts } from './rules/place.ts'
import {
  findBooking,
  findTicketsOf,
  type LockedTicket,
  lockTicket,
  setCallsMissed,
  setDone,
  setFirst,
  setLeft,
  setStatus,
  setTriage,
} from './ticket-store.ts'

/**
 * What a consultation makes of its ticket, inside the consultation's own transaction. The call's or the visit's row is locked
 * before the ticket's, here as everywhere.
 */

/** The patient has answered: called → inConsultation. Nothing happens to a ticket in another state. */
export async function seatInConsultation(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  now: Temporal.Instant,
): Promise<void> {
  const ticket = await getLocked(trx, ticketId)
  if (ticket.status !== 'called') return
  await setStatus(trx, ticketId, 'inConsultation')
  await announceTicket(trx, announce, ticket, now)
}

/** The visit was held: the ticket is done, a booked one's appointment fulfilled. */
export async function finishPlace(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  now: Temporal.Instant,
): Promise<void> {
  const ticket = await getLocked(trx, ticketId)
  if (ticket.status !== 'called' && ticket.status !== 'inConsultation') return
  await setDone(trx, ticketId, now)
  if (ticket.appointmentId !== null) await setAttendance(trx, announce, ticket.appointmentId, 'fulfilled')
  await announceTicket(trx, announce, ticket, now)
}

export interface Return {
  readonly now: Temporal.Instant
  /** The call went unanswered: it counts, and the third ends the place. */
  readonly missed: boolean
  /** The patient said "not now": nobody is called until they are ready, and it doesn't count. */
  readonly paused?: boolean
  /** The doctor found it to be a matter for another specialty: a coordinator says which. */
  readonly toTriage?: boolean
}

/**
 * The visit did not come about: called or inConsultation → waiting, with the key it had. After a missed call nobody is called
 * again for a moment; the third one ends the place as `unanswered`.
 * @returns what has become of the ticket; `unchanged` where it was in neither state
 */
export async function returnToQueue(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  { now, missed, paused = false, toTriage = false }: Return,
): Promise<'waiting' | 'left' | 'unchanged'> {
  const locked = await getLocked(trx, ticketId)
  const ticket = toTriage ? { ...locked, specialty: null } : locked
  if (ticket.status !== 'called' && ticket.status !== 'inConsultation') return 'unchanged'
  const callsMissed = ticket.callsMissed + (missed ? 1 : 0)
  if (missed) await setCallsMissed(trx, ticketId, callsMissed)
  if (missed || paused) await putOffOthers(trx, announce, ticket, now)
  if (missed && callsMissed >= callsBeforeEnd) {
    await endPlace(trx, announce, ticket, { reason: 'unanswered', by: null, note: null, now })
    return 'left'
  }
  await setStatus(trx, ticketId, 'waiting')
  await giveUpLostBooking(trx, announce, ticket, now)
  if (toTriage) await setTriage(trx, ticketId, { specialty: null, urgency: ticket.urgency, triagedBy: null })
  const stands = placeOf(await factsOf(trx, ticket), now)
  // Put back by the doctor or a coordinator it does not rest: whoever was called had been let free, and let nothing pass.
  const place = missed || paused ? await rested(trx, ticket, stands, now) : stands
  const pause = missed ? afterMissedCall(now) : now
  await putInPlace(trx, ticket, { ...place, notBefore: later(place.notBefore, pause) })
  if (paused) await setPaused(trx, ticketId, { now, until: now.add({ hours: pauseHours }) })
  await announceReturn(trx, announce, ticket, now)
  return 'waiting'
}

/**
 * The doctor has gone from a visit under way: inConsultation → waiting, before all others of the queue, for any doctor who can.
 * Nothing happens to a ticket in another state.
 */
export async function returnFirst(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  now: Temporal.Instant,
): Promise<void> {
  const locked = await getLocked(trx, ticketId)
  if (locked.status !== 'inConsultation') return
  const ticket = { ...locked, firstSince: locked.firstSince ?? now }
  await setFirst(trx, ticketId, ticket.firstSince)
  await setStatus(trx, ticketId, 'waiting')
  await giveUpLostBooking(trx, announce, ticket, now)
  await putInPlace(trx, ticket, placeOf(await factsOf(trx, ticket), now))
  await announceReturn(trx, announce, ticket, now)
}

/** A booked patient waits again, and counts as booked in the shift. */
async function announceReturn(
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  now: Temporal.Instant,
): Promise<void> {
  if (ticket.appointmentId !== null) announce('roster')
  await announceTicket(trx, announce, ticket, now)
}

/** The patient leaves for good, or a coordinator takes them out, from a call or a visit: their place ends. */
export async function leavePlace(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  { reason, by, now }: Pick<Leaving, 'by' | 'now'> & { readonly reason: 'patient' | 'coordinator' },
): Promise<void> {
  const ticket = await getLocked(trx, ticketId)
  if (ticket.status !== 'called' && ticket.status !== 'inConsultation') return
  await endPlace(trx, announce, ticket, { reason, by, note: null, now })
}

export interface Leaving {
  readonly reason: (typeof leftReasons)[number]
  readonly by: string | null
  /** For the record. */
  readonly note: string | null
  /** For the account's owner to read. */
  readonly message?: string | null
  readonly now: Temporal.Instant
}

/**
 * Ends the place of a locked ticket. A booked patient who left may arrive again until the slot is over; one who never answered, or was
 * never ready, was not there.
 */
export async function endPlace(
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  { reason, by, note, message = null, now }: Leaving,
): Promise<void> {
  await takeFromPlace(trx, ticket.id)
  await setLeft(trx, ticket.id, { leftReason: reason, leftBy: by, leftNote: note, leftMessage: message, leftAt: now })
  if (ticket.appointmentId !== null) {
    const wasThere = reason === 'patient' || reason === 'coordinator'
    if (wasThere) {
      const canceller = reason === 'patient' ? 'patient' : 'hospital'
      await giveUpArrival(trx, announce, ticket.appointmentId, { by: canceller, now })
    } else await setAttendance(trx, announce, ticket.appointmentId, 'noshow')
  }
  await giveUpLostBooking(trx, announce, ticket, now)
  await announceTicket(trx, announce, ticket, now)
}

/** The shift of what they had booked may have been cancelled while they were called or seen: they wait for its doctor no more. */
async function giveUpLostBooking(
  trx: Transaction<Database>,
  announce: Announce,
  { appointmentId }: LockedTicket,
  now: Temporal.Instant,
): Promise<void> {
  if (appointmentId !== null) await cancelWithItsShift(trx, announce, { appointmentId, now })
}

/**
 * Where a locked ticket that waits stands, and not before its account may be called again. One that may be called already does not rest
 * for what was before: a coordinator may have let it free. Nor does one that has been called rest because its account's places were ended.
 */
export async function placeNow(
  trx: Transaction<Database>,
  ticket: LockedTicket,
  now: Temporal.Instant,
): Promise<Place> {
  const place = placeOf(await factsOf(trx, ticket), now)
  const hold = await findHold(trx, ticket.id)
  if (hold === undefined || Temporal.Instant.compare(hold.notBefore, now) <= 0) return place
  const wasCalled = hold.pausedAt !== null || ticket.callsMissed > 0
  return wasCalled ? await rested(trx, ticket, place, now) : await restedAnew(trx, ticket, place, now)
}

/**
 * A place that is new, and not before its account may be called again. Whoever has come for the expert they booked alarms nobody, and
 * does not rest because a coordinator has ended the places of their account.
 */
export async function restedAnew(
  trx: Transaction<Database>,
  ticket: Pick<LockedTicket, 'accountId' | 'arrivedAt'>,
  place: Place,
  now: Temporal.Instant,
): Promise<Place> {
  if (place.expertId !== null) return place
  return { ...place, notBefore: later(place.notBefore, await findNextCalled(trx, ticket, now)) }
}

/** A place, and not before its account may be called again after what came to nothing; one that waits for its booked expert has its hour. */
async function rested(
  trx: Transaction<Database>,
  ticket: Pick<LockedTicket, 'accountId'>,
  place: Place,
  now: Temporal.Instant,
): Promise<Place> {
  if (place.expertId !== null) return place
  return { ...place, notBefore: later(place.notBefore, await findCalledAgain(trx, ticket, now)) }
}

/** A place has ended with a call in vain: whoever else of its account waits rests as after one that {@link returnToQueue} takes back. */
export async function restOthers(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  now: Temporal.Instant,
): Promise<void> {
  await putOffOthers(trx, announce, await getLocked(trx, ticketId), now)
}

/** Another call of the account has come to nothing: if that is enough for this hour, whoever else of it waits rests as well. */
async function putOffOthers(
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  now: Temporal.Instant,
): Promise<void> {
  const until = await findCalledAgain(trx, ticket, now)
  if (Temporal.Instant.compare(until, now) <= 0) return
  if ((await putOffPlacesOf(trx, ticket.accountId, until)) > 0)
    await announcePlacesOf(trx, announce, { ...ticket, now })
}

/** What decides where a ticket stands. */
async function factsOf(trx: Transaction<Database>, ticket: LockedTicket): Promise<TicketFacts> {
  const booking = ticket.appointmentId === null ? undefined : await findBooking(trx, ticket.appointmentId)
  if (booking === undefined) return { ...ticket, appointment: undefined }
  // A patient who had arrived already stays in the room when the booked shift is cancelled, or its expert can't take them.
  const expertId = booking.status === 'cancelled' || ticket.releasedAt !== null ? null : booking.expertId
  return { ...ticket, appointment: { ...booking, expertId, slotStartsAt: booking.during.start } }
}

/**
 * The shift for which these patients had booked is cancelled: whoever of them waits already may be seen by any other expert
 * of the specialty, and goes before those who came without a booking.
 */
export async function releaseFromExpert(
  trx: Transaction<Database>,
  announce: Announce,
  { appointmentIds, now }: { readonly appointmentIds: readonly string[]; readonly now: Temporal.Instant },
): Promise<void> {
  for (const ticketId of await findTicketsOf(trx, appointmentIds)) {
    const ticket = await getLocked(trx, ticketId)
    if (ticket.status !== 'waiting') continue
    await putInPlace(trx, ticket, await placeNow(trx, ticket, now))
    await announceTicket(trx, announce, ticket, now)
  }
}

async function getLocked(trx: Transaction<Database>, ticketId: string): Promise<LockedTicket> {
  const ticket = await lockTicket(trx, ticketId)
  if (ticket === undefined) throw notFound()
  return ticket
}
