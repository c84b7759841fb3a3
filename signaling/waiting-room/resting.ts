import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { later } from '../instants.ts'
import type { Announce } from '../live/transact.ts'
import { announcePlacesOf, type Telling } from './announcing.ts'
import { findClearedBefore } from './clearing-store.ts'
import { findNthLatestInVain, putOffPlacesOf } from './in-vain-store.ts'
import { findHold } from './place-store.ts'
import {
  calledAfterClearing,
  calledAgainFrom,
  callsInVainAnHour,
  type Place,
  placeOf,
  type TicketFacts,
} from './place.ts'
import { findBooking, type LockedTicket } from './ticket-store.ts'

/** Where a ticket stands, and for how long it rests there. */

/** Where a locked ticket stands, whether or not it rests. */
export async function findPlace(
  trx: Transaction<Database>,
  ticket: LockedTicket,
  now: Temporal.Instant,
): Promise<Place> {
  return placeOf(await factsOf(trx, ticket), now)
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
 * Where a locked ticket that waits stands, and not before its account may be called again. One that may be called already does not rest
 * for what was before: a coordinator may have let it free. Nor does one that has been called rest because its account's places were ended.
 */
export async function placeNow(
  trx: Transaction<Database>,
  ticket: LockedTicket,
  now: Temporal.Instant,
): Promise<Place> {
  const place = await findPlace(trx, ticket, now)
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
  const own = await rested(trx, ticket, place, now)
  const clearedAt = place.expertId === null ? await findClearedBefore(trx, ticket) : undefined
  return clearedAt === undefined ? own : { ...own, notBefore: later(own.notBefore, calledAfterClearing(clearedAt)) }
}

/** A place, and not before its account may be called again after what came to nothing; one that waits for its booked expert has its hour. */
async function rested(
  trx: Transaction<Database>,
  ticket: Pick<LockedTicket, 'accountId'>,
  place: Place,
  now: Temporal.Instant,
): Promise<Place> {
  return place.expertId === null ? restedUntil(place, await findCalledAgain(trx, ticket, now)) : place
}

/** The same, where it is known from when on. */
export function restedUntil(place: Place, calledAgain: Temporal.Instant): Place {
  return place.expertId === null ? { ...place, notBefore: later(place.notBefore, calledAgain) } : place
}

/** From when on an account may be called again: now, unless too many of its calls have come to nothing. */
export async function findCalledAgain(
  trx: Transaction<Database>,
  { accountId }: Pick<LockedTicket, 'accountId'>,
  now: Temporal.Instant,
): Promise<Temporal.Instant> {
  const inVain = { nth: callsInVainAnHour, since: now.subtract({ hours: 1 }) }
  return calledAgainFrom(await findNthLatestInVain(trx, accountId, inVain), now)
}

/** Another call of the account has come to nothing: if that is enough for this hour, whoever else of it waits rests as well. */
export async function putOffOthers(
  trx: Transaction<Database>,
  announce: Announce,
  { accountId }: Pick<LockedTicket, 'accountId'>,
  { now, until, seenBy }: Telling & { readonly until: Temporal.Instant },
): Promise<void> {
  if (Temporal.Instant.compare(until, now) <= 0) return
  if ((await putOffPlacesOf(trx, accountId, until)) > 0)
    await announcePlacesOf(trx, announce, { accountId, now, seenBy })
}
