import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { earlier, later } from '../instants.ts'
import type { Announce } from '../live/transact.ts'
import { announcePlacesOf, type Telling } from './announcing.ts'
import { putOffPlacesOf } from './in-vain-store.ts'
import { findHold } from './place-store.ts'
import { findCalledAgain, findNextCalled } from './resting.ts'
import { calledForBookingFrom, type Place, placeOf, type TicketFacts } from './rules/place.ts'
import { findBooking, type LockedTicket } from './ticket-store.ts'

/** What decides where a ticket stands, and whose it is. */
type Facts = TicketFacts & Pick<LockedTicket, 'accountId'>

/** Where a locked ticket stands, whether or not it rests. */
export async function findPlace(
  trx: Transaction<Database>,
  ticket: LockedTicket,
  now: Temporal.Instant,
): Promise<Place> {
  return placeOf(await factsOf(trx, ticket), now)
}

async function factsOf(trx: Transaction<Database>, ticket: LockedTicket): Promise<Facts> {
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
  const facts = await factsOf(trx, ticket)
  const place = placeOf(facts, now)
  const hold = await findHold(trx, ticket.id)
  if (hold === undefined || Temporal.Instant.compare(hold.notBefore, now) <= 0) return place
  const wasCalled = hold.pausedAt !== null || ticket.callsMissed > 0
  if (!wasCalled) return await restedAnew(trx, facts, now)
  return place.expertId === null ? restedUntil(place, await findCalledAgain(trx, ticket, now)) : place
}

/**
 * Where a ticket that is new stands, and not before its account may be called again. Whoever has come for the expert they booked alarms
 * nobody, and does not rest because a coordinator has ended the places of their account; an emergency among them rests until their hour.
 */
export async function restedAnew(trx: Transaction<Database>, facts: Facts, now: Temporal.Instant): Promise<Place> {
  const place = placeOf(facts, now)
  if (place.expertId !== null) return place
  const calledAgain = await findNextCalled(trx, facts, now)
  return restedUntil(place, earlier(calledAgain, calledForBookingFrom(facts, now) ?? calledAgain))
}

/** A place, and not before its account is called again; one that waits for its booked expert has its hour. */
export function restedUntil(place: Place, calledAgain: Temporal.Instant): Place {
  return place.expertId === null ? { ...place, notBefore: later(place.notBefore, calledAgain) } : place
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
