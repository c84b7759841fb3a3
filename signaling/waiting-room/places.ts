import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { setAttendance } from '../appointments/arrivals.ts'
import type { Dependencies } from '../dependencies.ts'
import { eachAlone } from '../each-alone.ts'
import { notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { announceTicket } from './announcing.ts'
import { afterMissedCall, callsBeforeEnd, placeOf, type TicketFacts, waitMinutesForAbsent } from './place.ts'
import {
  findBooking,
  findLeftAlone,
  findTicketsOf,
  type LockedTicket,
  lockTicket,
  putInPlace,
  setAnyExpert,
  setCallsMissed,
  setDone,
  setFirst,
  setLeft,
  setStatus,
  setTriage,
  takeFromPlace,
} from './ticket-store.ts'

/**
 * What a consultation makes of its ticket, inside the consultation's own transaction. The consultation's row is locked before
 * the ticket's, here as everywhere.
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
  /** The call went unanswered or was declined: it counts, and the third ends the place. */
  readonly missed: boolean
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
  { now, missed, toTriage = false }: Return,
): Promise<'waiting' | 'left' | 'unchanged'> {
  const locked = await getLocked(trx, ticketId)
  const ticket = toTriage ? { ...locked, specialty: null } : locked
  if (ticket.status !== 'called' && ticket.status !== 'inConsultation') return 'unchanged'
  const callsMissed = ticket.callsMissed + (missed ? 1 : 0)
  if (missed) await setCallsMissed(trx, ticketId, callsMissed)
  if (missed && callsMissed >= callsBeforeEnd) {
    await endPlace(trx, announce, ticket, { reason: 'unanswered', by: null, note: null, now })
    return 'left'
  }
  await setStatus(trx, ticketId, 'waiting')
  if (toTriage) await setTriage(trx, ticketId, { specialty: null, urgency: ticket.urgency, triagedBy: null })
  const place = placeOf(await factsOf(trx, ticket), now)
  await putInPlace(trx, ticket, missed ? { ...place, notBefore: afterMissedCall(now) } : place)
  await announceTicket(trx, announce, ticket, now)
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
  await putInPlace(trx, ticket, placeOf(await factsOf(trx, ticket), now))
  await announceTicket(trx, announce, ticket, now)
}

/** The patient leaves for good, from a call or a visit: their place ends. */
export async function leavePlace(
  trx: Transaction<Database>,
  announce: Announce,
  ticketId: string,
  { by, now }: { readonly by: string | null; readonly now: Temporal.Instant },
): Promise<void> {
  const ticket = await getLocked(trx, ticketId)
  if (ticket.status !== 'called' && ticket.status !== 'inConsultation') return
  await endPlace(trx, announce, ticket, { reason: 'patient', by, note: null, now })
}

export interface Leaving {
  readonly reason: 'patient' | 'coordinator' | 'unanswered'
  readonly by: string | null
  readonly note: string | null
  readonly now: Temporal.Instant
}

/** Ends the place of a locked ticket. A booked patient who left may arrive again; one who never answered was not there. */
export async function endPlace(
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  { reason, by, note, now }: Leaving,
): Promise<void> {
  await takeFromPlace(trx, ticket.id)
  await setLeft(trx, ticket.id, { leftReason: reason, leftBy: by, leftNote: note, leftAt: now })
  if (ticket.appointmentId !== null) {
    await setAttendance(trx, announce, ticket.appointmentId, reason === 'unanswered' ? 'noshow' : 'booked')
  }
  await announceTicket(trx, announce, ticket, now)
}

/** What decides where a ticket stands. */
export async function factsOf(trx: Transaction<Database>, ticket: LockedTicket): Promise<TicketFacts> {
  const booking = ticket.appointmentId === null ? undefined : await findBooking(trx, ticket.appointmentId)
  if (booking === undefined) return { ...ticket, appointment: undefined }
  // A patient who had arrived already stays in the room when the booked shift is cancelled.
  const expertId = booking.status === 'cancelled' ? null : booking.expertId
  return { ...ticket, appointment: { ...booking, expertId, slotStartsAt: booking.during.start } }
}

/**
 * The shift for which these patients had booked is cancelled: whoever of them waits already may be seen by any other expert
 * of the specialty, and goes before those who came without a booking.
 */
export async function releaseFromExpert(
  trx: Transaction<Database>,
  announce: Announce,
  appointmentIds: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  for (const ticketId of await findTicketsOf(trx, appointmentIds)) {
    const ticket = await getLocked(trx, ticketId)
    if (ticket.status !== 'waiting') continue
    await putInPlace(trx, ticket, placeOf(await factsOf(trx, ticket), now))
    await announceTicket(trx, announce, ticket, now)
  }
}

/**
 * Whoever waits for the expert they booked, who has not come, may be seen by any other of the specialty; what they were promised
 * keeps their place. Returns how many.
 */
export async function releaseLeftAlone(
  dependencies: Pick<Dependencies, 'db' | 'outbox' | 'clock' | 'log'>,
): Promise<number> {
  const now = dependencies.clock.now()
  const startedBefore = now.subtract({ minutes: waitMinutesForAbsent })
  const { results } = await eachAlone(
    dependencies.log,
    'a place could not be released; trying again',
    await findLeftAlone(dependencies.db, startedBefore),
    (ticketId) => ({ ticketId }),
    (ticketId) =>
      transact(dependencies, async (trx, announce) => {
        const ticket = await getLocked(trx, ticketId)
        if (ticket.status !== 'waiting') return
        await setAnyExpert(trx, ticketId)
        await announceTicket(trx, announce, ticket, now)
      }),
  )
  return results.length
}

async function getLocked(trx: Transaction<Database>, ticketId: string): Promise<LockedTicket> {
  const ticket = await lockTicket(trx, ticketId)
  if (ticket === undefined) throw notFound()
  return ticket
}
