import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { giveUpArrival, setAttendance } from '../appointments/arrivals.ts'
import { cancelWithItsShift } from '../appointments/cancelling.ts'
import { notFound } from '../errors.ts'
import { later } from '../instants.ts'
import type { Announce } from '../live/transact.ts'
import { callsBeforeEnd, type leftReasons } from '../vocabulary.ts'
import { announceInHand, announceTicket, type Telling } from './announcing.ts'
import { findPlace, placeNow, putOffOthers, restedUntil } from './finding-place.ts'
import { putInPlace, putInPlaces, setPaused, takeFromPlace } from './place-store.ts'
import { findCalledAgain, findRestingAccounts } from './resting.ts'
import { afterMissedCall, pauseHours, placeOf } from './rules/place.ts'
import {
  findTicketsOf,
  type LockedTicket,
  lockTicket,
  lockTickets,
  setCallsMissed,
  setDone,
  setFirst,
  setInConsultation,
  setLeft,
  setTriage,
  setWaiting,
  setWaitingAfterMissedCall,
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
): Promise<void> {
  const ticket = await setInConsultation(trx, ticketId)
  if (ticket !== undefined) announceInHand(announce, ticket)
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
  announceInHand(announce, ticket)
}

export interface Return extends Telling {
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
  returning: Return,
): Promise<'waiting' | 'left' | 'unchanged'> {
  return await returnTicket(trx, announce, await getLocked(trx, ticketId), returning)
}

/** The same of tickets whose calls nobody has answered. */
export async function returnUnanswered(
  trx: Transaction<Database>,
  announce: Announce,
  ticketIds: readonly string[],
  telling: Telling,
): Promise<void> {
  if (ticketIds.length === 0) return
  const tickets = await lockTickets(trx, ticketIds)
  const resting = await findRestingAccounts(trx, [...new Set(tickets.map(({ accountId }) => accountId))], telling.now)
  const returnsAlone = ({ accountId, appointmentId, callsMissed, status }: LockedTicket): boolean =>
    status !== 'called' || appointmentId !== null || callsMissed + 1 >= callsBeforeEnd || resting.has(accountId)
  await returnTogether(
    trx,
    announce,
    tickets.filter((ticket) => !returnsAlone(ticket)),
    telling,
  )
  for (const ticket of tickets.filter(returnsAlone)) {
    await returnTicket(trx, announce, ticket, { ...telling, missed: true })
  }
}

/** Nearly all of those who don't answer: nothing is booked, it is not their third call, and their account may be called again. */
async function returnTogether(
  trx: Transaction<Database>,
  announce: Announce,
  tickets: readonly LockedTicket[],
  { now, seenBy }: Telling,
): Promise<void> {
  if (tickets.length === 0) return
  await setWaitingAfterMissedCall(
    trx,
    tickets.map(({ id }) => id),
  )
  const notBefore = afterMissedCall(now)
  const places = tickets.map((ticket) => ({
    ticket,
    place: { ...placeOf({ ...ticket, appointment: undefined }, now), notBefore },
  }))
  await putInPlaces(trx, places)
  for (const ticket of tickets) await announceReturn(trx, announce, ticket, { now, seenBy })
}

async function returnTicket(
  trx: Transaction<Database>,
  announce: Announce,
  locked: LockedTicket,
  { now, seenBy, missed, paused = false, toTriage = false }: Return,
): Promise<'waiting' | 'left' | 'unchanged'> {
  const ticket = toTriage ? { ...locked, specialty: null } : locked
  if (ticket.status !== 'called' && ticket.status !== 'inConsultation') return 'unchanged'
  const callsMissed = ticket.callsMissed + (missed ? 1 : 0)
  // Put back by the doctor or a coordinator it does not rest: whoever was called had been let free, and let nothing pass.
  const calledAgain = missed || paused ? await findCalledAgain(trx, ticket, now) : now
  await putOffOthers(trx, announce, ticket, { now, seenBy, until: calledAgain })
  if (missed && callsMissed >= callsBeforeEnd) {
    await setCallsMissed(trx, ticket.id, callsMissed)
    await endPlace(trx, announce, ticket, { reason: 'unanswered', by: null, note: null, now, seenBy })
    return 'left'
  }
  await setWaiting(trx, { id: ticket.id, callsMissed })
  await giveUpLostBooking(trx, announce, ticket, now)
  if (toTriage) await setTriage(trx, ticket.id, { specialty: null, urgency: ticket.urgency, triagedBy: null })
  const place = restedUntil(await findPlace(trx, ticket, now), calledAgain)
  const pause = missed ? afterMissedCall(now) : now
  await putInPlace(trx, ticket, { ...place, notBefore: later(place.notBefore, pause) })
  if (paused) await setPaused(trx, ticket.id, { now, until: now.add({ hours: pauseHours }) })
  await announceReturn(trx, announce, ticket, { now, seenBy })
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
  await setWaiting(trx, ticket)
  await giveUpLostBooking(trx, announce, ticket, now)
  await putInPlace(trx, ticket, await findPlace(trx, ticket, now))
  await announceReturn(trx, announce, ticket, { now })
}

/** A booked patient waits again, and counts as booked in the shift. */
async function announceReturn(
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  { now, seenBy }: Telling,
): Promise<void> {
  if (ticket.appointmentId !== null) announce('roster')
  await announceTicket(trx, announce, ticket, now, seenBy)
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

export interface Leaving extends Telling {
  readonly reason: (typeof leftReasons)[number]
  readonly by: string | null
  /** For the record. */
  readonly note: string | null
  /** For the account's owner to read. */
  readonly message?: string | null
}

/**
 * Ends the place of a locked ticket. A booked patient who left may arrive again until the slot is over; one who never answered, or was
 * never ready, was not there.
 */
export async function endPlace(
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  { reason, by, note, message = null, now, seenBy }: Leaving,
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
  await announceTicket(trx, announce, ticket, now, seenBy)
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

/** A place has ended with a call in vain: whoever else of its account waits rests as after one that {@link returnToQueue} takes back. */
export async function restOthers(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  now: Temporal.Instant,
): Promise<void> {
  const ticket = await getLocked(trx, ticketId)
  await putOffOthers(trx, announce, ticket, { now, until: await findCalledAgain(trx, ticket, now) })
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
