import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Changing } from '../dependencies.ts'
import { type Announce, transact } from '../live/transact.ts'
import type { Canceller } from '../vocabulary.ts'
import { setAttended, setGivenUp, setNoShows } from './attendance-store.ts'
import { noShowAfterMinutes } from './rules.ts'

type Status = 'arrived' | 'fulfilled' | 'noshow'

/** The state in which an appointment is before its patient has arrived, is missed, or has been seen. */
const before: Readonly<Record<Status, 'booked' | 'arrived'>> = {
  arrived: 'booked',
  noshow: 'arrived',
  fulfilled: 'arrived',
}

/**
 * Inside the caller's transaction: the patient has arrived (`arrived`), didn't answer (`noshow`), or has been seen (`fulfilled`).
 * @returns false if the appointment was not in the state that leads there: nothing was changed
 */
export async function setAttendance(
  trx: Transaction<Database>,
  announce: Announce,
  appointmentId: string,
  status: Status,
): Promise<boolean> {
  const row = await setAttended(trx, appointmentId, { from: before[status], to: status })
  if (row !== undefined) announce(`appointments:${row.accountId}`, 'roster')
  return row !== undefined
}

/**
 * Inside the caller's transaction: the patient has arrived, and the place ends before they are seen. They may arrive again until the
 * slot is over; from then on the appointment is cancelled, since whoever was there has missed nothing.
 */
export async function giveUpArrival(
  trx: Transaction<Database>,
  announce: Announce,
  appointmentId: string,
  { by, now }: { readonly by: Canceller; readonly now: Temporal.Instant },
): Promise<void> {
  const row = await setGivenUp(trx, appointmentId, { by, now })
  if (row !== undefined) announce(`appointments:${row.accountId}`, 'roster')
}

/** Booked patients who never came: their appointments count as missed an hour after the slot. Returns how many. */
export async function markNoShows(dependencies: Changing): Promise<number> {
  const now = dependencies.clock.now()
  return transact(dependencies, async (trx, announce) => {
    const missed = await setNoShows(trx, now.subtract({ minutes: noShowAfterMinutes }))
    for (const { accountId, expertId } of missed) announce(`appointments:${accountId}`, `duty:${expertId}`, 'roster')
    return missed.length
  })
}
