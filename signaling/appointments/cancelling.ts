import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { conflict } from '../errors.ts'
import type { Archiving } from '../identity/reactions.ts'
import { postLetters } from '../letters/service.ts'
import type { Announce } from '../live/transact.ts'
import { cancelLeftOver, cancelOfPatient, cancelOfShifts, lockPlacesOfShifts } from './cancelling-store.ts'
import { appointmentsCancelled } from './reactions.ts'

/**
 * Inside the caller's transaction, which holds the expert's lock: cancels what is booked in these shifts. A patient who has
 * arrived already stays in the waiting room, for any other expert; one who is being called or seen keeps the visit, and the
 * appointment with it. Each is told by mail.
 * @returns how many were cancelled
 */
export async function cancelAppointmentsOfShifts(
  trx: Transaction<Database>,
  announce: Announce,
  { shiftIds, now }: { readonly shiftIds: readonly string[]; readonly now: Temporal.Instant },
): Promise<number> {
  const except = await lockPlacesOfShifts(trx, shiftIds)
  const cancelled = await cancelOfShifts(trx, shiftIds, { now, except })
  await appointmentsCancelled.raise(trx, announce, { appointmentIds: cancelled.map(({ id }) => id), now })
  for (const { accountId } of cancelled) announce(`appointments:${accountId}`)
  await tellCancelled(trx, announce, cancelled, now)
  return cancelled.length
}

/**
 * Inside the caller's transaction, which holds the ticket: the patient comes back from a call or a visit. Where the shift of their
 * appointment was cancelled meanwhile, so is the appointment, and they are told by mail.
 */
export async function cancelWithItsShift(
  trx: Transaction<Database>,
  announce: Announce,
  { appointmentId, now }: { readonly appointmentId: string; readonly now: Temporal.Instant },
): Promise<void> {
  const cancelled = await cancelLeftOver(trx, appointmentId, now)
  if (cancelled === undefined) return
  announce(`appointments:${cancelled.accountId}`, 'roster')
  await tellCancelled(trx, announce, [cancelled], now)
}

/**
 * Inside the caller's transaction, which holds the patient's lock: gives back what a patient has booked who will not come, and
 * tells them by mail.
 * @throws AppError patientHasAppointments (with their count) unless `cancelAppointments`
 */
export async function cancelAppointmentsOfPatient(
  trx: Transaction<Database>,
  announce: Announce,
  { patientId, cancelAppointments, now }: Archiving,
): Promise<void> {
  const cancelled = await cancelOfPatient(trx, patientId, now)
  if (cancelled.length > 0 && !cancelAppointments) throw conflict('patientHasAppointments', { count: cancelled.length })
  for (const { accountId, expertId } of cancelled) announce(`appointments:${accountId}`, `duty:${expertId}`, 'roster')
  await tellCancelled(trx, announce, cancelled, now)
}

/** Inside the caller's transaction, when a detail of a patient or the account's time zone changes: tells its appointments. */
export function announceAppointmentsOf(
  _trx: Transaction<Database>,
  announce: Announce,
  { accountId }: { readonly accountId: string },
): Promise<void> {
  announce(`appointments:${accountId}`)
  return Promise.resolve()
}

/** Inside the transaction that gave them back: each patient is told by mail. */
async function tellCancelled(
  trx: Transaction<Database>,
  announce: Announce,
  cancelled: readonly { readonly id: string }[],
  now: Temporal.Instant,
): Promise<void> {
  const letters = cancelled.map(({ id }) => ({ kind: 'cancelled', about: id, happenedAt: now, askedAt: now }) as const)
  await postLetters(trx, announce, letters)
}
