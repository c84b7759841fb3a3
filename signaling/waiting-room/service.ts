import type { Transaction } from 'kysely'
import { lockAccount, lockPatient } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import { type AccountViewer, authorize, type AccessRule } from '../access.ts'
import { setAttendance } from '../appointments/arrivals.ts'
import { arriveMinutesBefore } from '../appointments/rules.ts'
import { inCrowd } from '../crowds.ts'
import type { Dependencies, Reading } from '../dependencies.ts'
import { AppError, conflict, notFound, violates } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { secondsToWait } from '../pace.ts'
import { announceDuty } from '../roster/duty.ts'
import { waitingRoomAccess } from './access.ts'
import { announceTicket } from './announcing.ts'
import { findWaiting } from './candidate-store.ts'
import type { MoveTicket, NewTicket, Ticket, Triage } from './contract.ts'
import { placeNow, restedAnew } from './finding-place.ts'
import { putInPlace, setNotBefore, setReady } from './place-store.ts'
import { arrivalsPace, mayArrive, placesPace } from './rules/place.ts'
import { endPlace, restOthers } from './place-changes.ts'
import { callGivenUp } from './reactions.ts'
import { findOpenTickets, findTicket } from './ticket-reading-store.ts'
import {
  findBooking,
  findEntering,
  findNthLatestTaken,
  insertTicket,
  type LockedTicket,
  lockOpenEncounter,
  lockTicket,
  setTriage,
} from './ticket-store.ts'
import { urgencyOf } from './rules/urgency.ts'

/**
 * Owns: `ticket` and `waiting`, a row for as long as its ticket waits.
 * Reads: `appointment`, `shift`, `duty`, `expert` with its languages, `patient`, `account`; `encounter` and `consultation`, for the call
 * that a ticket has, which is held where its place is given up, who is busy and what came to nothing; `note`, whether anything is written.
 * Raises: `callGivenUp`, `placeNews`; announces `ticket:ID`, `tickets:ACCOUNT_ID`, which tells `nextPlace:ACCOUNT_ID` as well, `queue:NAME`,
 * `outlook`.
 * Reacts to: `patientsChanged`, `appointmentsCancelled`, `dutyNews`.
 */

/**
 * Takes a place in the waiting room for a patient. Red flags make it more urgent and never refuse it; missing papers never stop it.
 * @throws alreadyWaiting (409, details.number), tooManyPatientsWaiting (409: the account's sixth), and for an arrived appointment appointmentTooEarly (409, details.minutes),
 *   appointmentOver, appointmentNotBooked; tooManyPlaces (429, details.seconds: the account's twenty-first within an hour, or the
 *   sixth for one appointment)
 */
export async function enterWaitingRoom(
  dependencies: Dependencies,
  viewer: AccountViewer,
  command: NewTicket,
): Promise<Ticket> {
  const { accountId } = viewer
  const take = async (trx: Transaction<Database>, announce: Announce) => {
    const look = async () => {
      const found = await findEntering(trx, { ...command, accountId })
      authorize(waitingRoomAccess.enter, viewer, found?.owner === accountId ? ['owner'] : [])
      return found
    }
    // Before the lock, which a stranger would keep from others; and behind it, where the patient may be archived.
    await look()
    await lockPatient(trx, command.patientId)
    const found = await look()
    if (found?.takenBefore != null) return found.takenBefore
    if (found?.openNumber != null) throw conflict('alreadyWaiting', { number: found.openNumber })

    await lockAccount(trx, accountId)
    // As of now that those who were faster are counted.
    const now = dependencies.clock.now()
    const { appointmentId } = command
    // Whoever has used up the account's places can still arrive for what they have booked.
    const pace = appointmentId === undefined ? placesPace : arrivalsPace
    const taken = await findNthLatestTaken(trx, { accountId, appointmentId }, pace.times)
    const seconds = secondsToWait(pace, taken, now)
    if (seconds > 0) throw new AppError(429, 'tooManyPlaces', { details: { seconds } })
    const booked = appointmentId === undefined ? undefined : await arrive(trx, announce, command, now)
    const specialty = booked?.specialty ?? command.specialty
    const urgency = urgencyOf(command.redFlags)
    const told = { ...command, specialty, urgency, accountId, arrivedAt: now }
    const ticket = { ...told, ...(await insertTicket(trx, told)), triagedBy: null, firstSince: null }
    const appointment = booked && { ...booked, slotStartsAt: booked.during.start }
    await putInPlace(trx, ticket, await restedAnew(trx, { ...ticket, appointment }, now))
    await announceTicket(trx, announce, ticket, now)
    return ticket.id
  }
  const urgent = urgencyOf(command.redFlags) === 'emergency'
  const taking = inCrowd(dependencies.db, 'telling', () => transact(dependencies, take), { urgent })
  const ticketId = await taking.catch((error: unknown) => {
    throw violates(error, 'ticket_five_an_account') ? conflict('tooManyPatientsWaiting') : error
  })
  return await readTicket(dependencies, viewer, ticketId)
}

/** The appointment of a patient who has arrived in time, marked as such. */
async function arrive(trx: Transaction<Database>, announce: Announce, command: NewTicket, now: Temporal.Instant) {
  const appointmentId = command.appointmentId ?? ''
  const booking = await findBooking(trx, appointmentId)
  if (booking?.patientId !== command.patientId) throw notFound()
  const arrival = mayArrive(booking.during, now)
  if (booking.status !== 'booked') throw conflict('appointmentNotBooked')
  if (arrival === 'over') throw conflict('appointmentOver')
  if (arrival === 'tooEarly') {
    const welcome = booking.during.start.subtract({ minutes: arriveMinutesBefore })
    throw conflict('appointmentTooEarly', { minutes: Math.ceil(now.until(welcome).total('minutes')) })
  }
  if (!(await setAttendance(trx, announce, appointmentId, 'arrived'))) throw conflict('appointmentNotBooked')
  return booking
}

/** @throws notFound (404) for a ticket that is not there or not the viewer's to see */
export async function readTicket({ db, clock }: Reading, viewer: AccountViewer, ticketId: string): Promise<Ticket> {
  const found = await findTicket(db, ticketId, clock.now())
  if (found === undefined) throw notFound()
  allow(waitingRoomAccess.read, viewer, found)
  return found.ticket
}

/** The places that the account's patients hold at the moment. */
export async function readOwnTickets(
  { db, clock }: Reading,
  viewer: AccountViewer,
  accountId: string,
): Promise<Ticket[]> {
  authorize(waitingRoomAccess.watchOwn, viewer, viewer.accountId === accountId ? ['owner'] : [])
  return await findOpenTickets(db, accountId, clock.now())
}

/**
 * Gives a place up, for the patient or by a coordinator with a note; a call under way ends with it.
 * @throws ticketNotWaiting (409) once the patient has answered the call, or the place has ended
 */
export async function leaveWaitingRoom(
  dependencies: Dependencies,
  viewer: AccountViewer,
  ticketId: string,
  { note }: { readonly note?: string | undefined },
): Promise<Ticket> {
  await transact(dependencies, async (trx, announce) => {
    const encounter = await lockOpenEncounter(trx, ticketId)
    const ticket = await lockTicket(trx, ticketId)
    const reason = viewer.role === 'coordinator' ? 'coordinator' : 'patient'
    // The same command sent twice: the first one did it.
    if (ticket?.status === 'left') return allow(waitingRoomAccess.leave, viewer, ticket)
    allowNow(waitingRoomAccess.leave, viewer, ticket)
    const now = dependencies.clock.now()
    // A match that committed between the two locks has a call by now; its row is new, and nobody else's to wait for. Called by
    // nobody, a place would be there for good.
    const call = ticket.status === 'called' ? (encounter ?? (await lockOpenEncounter(trx, ticketId))) : undefined
    if (call !== undefined) {
      const givenUp = { consultationId: call.id, by: viewer.accountId, now }
      const ended = await callGivenUp.raise(trx, announce, givenUp)
      if (!ended.includes(true)) throw conflict('ticketNotWaiting')
      await announceDuty(trx, announce, call.expertId)
    }
    await endPlace(trx, announce, ticket, { reason, by: viewer.accountId, note: note ?? null, now })
    if (call !== undefined && reason === 'patient') await restOthers(trx, announce, ticketId, now)
  })
  return await readTicket(dependencies, viewer, ticketId)
}

/**
 * "I'm ready": the place that was paused, or rests for two minutes after a missed call, is offered again. Any other stays as it is,
 * and who could not be reached too often rests for as long as before.
 */
export async function resumePlace(
  dependencies: Dependencies,
  viewer: AccountViewer,
  ticketId: string,
): Promise<Ticket> {
  await transact(dependencies, async (trx, announce) => {
    const ticket = await lockTicket(trx, ticketId)
    allowNow(waitingRoomAccess.resume, viewer, ticket)
    const now = dependencies.clock.now()
    const { notBefore } = await placeNow(trx, ticket, now)
    if (await setReady(trx, ticketId, notBefore)) await announceTicket(trx, announce, ticket, now)
  })
  return await readTicket(dependencies, viewer, ticketId)
}

/**
 * The patient goes to general practice instead of waiting for the specialty, with the arrival they had. Nobody has read what they
 * wrote: it is no triage.
 */
export async function moveTicket(
  dependencies: Dependencies,
  viewer: AccountViewer,
  ticketId: string,
  { specialty }: MoveTicket,
): Promise<Ticket> {
  await transact(dependencies, async (trx, announce) => {
    const ticket = await lockTicket(trx, ticketId)
    allowNow(waitingRoomAccess.move, viewer, ticket)
    if (ticket.specialty === specialty) return
    await moveTo(
      trx,
      announce,
      ticket,
      { specialty, urgency: ticket.urgency, triagedBy: null },
      dependencies.clock.now(),
    )
  })
  return await readTicket(dependencies, viewer, ticketId)
}

/**
 * Says which specialty a ticket is for and how urgent it is. It moves as if it had said so from the start: its key is made anew from
 * the arrival.
 */
export async function triageTicket(
  dependencies: Dependencies,
  viewer: AccountViewer,
  ticketId: string,
  { specialty, urgency }: Triage,
): Promise<Ticket> {
  await transact(dependencies, async (trx, announce) => {
    const ticket = await lockTicket(trx, ticketId)
    allowNow(waitingRoomAccess.triage, viewer, ticket)
    await moveTo(trx, announce, ticket, { specialty, urgency, triagedBy: viewer.accountId }, dependencies.clock.now())
  })
  return await readTicket(dependencies, viewer, ticketId)
}

/** Stands a locked ticket where it would stand if it had said so from the start. */
async function moveTo(
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  triage: Pick<LockedTicket, 'specialty' | 'urgency' | 'triagedBy'>,
  now: Temporal.Instant,
): Promise<void> {
  await setTriage(trx, ticket.id, triage)
  const moved = { ...ticket, ...triage }
  const before = await findWaiting(trx, ticket.id)
  const place = await placeNow(trx, moved, now)
  // A pause after an unanswered call goes on in the other queue.
  const notBefore = ticket.callsMissed > 0 && before !== undefined ? before.notBefore : place.notBefore
  await putInPlace(trx, moved, { ...place, notBefore })
  await announceTicket(trx, announce, ticket, now)
  await announceTicket(trx, announce, moved, now)
}

/** Offers a ticket again at once, without the pause after an unanswered call or "not now", or before a booked hour. */
export async function callAgain(dependencies: Dependencies, viewer: AccountViewer, ticketId: string): Promise<Ticket> {
  await transact(dependencies, async (trx, announce) => {
    const ticket = await lockTicket(trx, ticketId)
    allowNow(waitingRoomAccess.callAgain, viewer, ticket)
    const now = dependencies.clock.now()
    if (!(await setReady(trx, ticketId, now))) await setNotBefore(trx, ticketId, now)
    await announceTicket(trx, announce, ticket, now)
  })
  return await readTicket(dependencies, viewer, ticketId)
}

function allow(
  rule: AccessRule,
  viewer: AccountViewer,
  { accountId }: Pick<LockedTicket, 'accountId'>,
  status?: string,
): void {
  authorize(rule, viewer, accountId === viewer.accountId ? ['owner'] : [], status)
}

/** With the ticket's state as well. @throws notFound where there is no ticket */
function allowNow(
  rule: AccessRule,
  viewer: AccountViewer,
  ticket: LockedTicket | undefined,
): asserts ticket is LockedTicket {
  if (ticket === undefined) throw notFound()
  allow(rule, viewer, ticket, ticket.status)
}
