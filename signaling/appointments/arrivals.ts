import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Announce } from '../live/transact.ts'
import type { Canceller } from '../vocabulary.ts'
import { setGivenUp } from './cancelling-store.ts'

type Status = 'arrived' | 'fulfilled' | 'noshow'

/** What may become of an appointment through the waiting room; a cancelled one stays cancelled. */
const from: Readonly<Record<Status, 'booked' | 'arrived'>> = {
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
  const row = await trx
    .updateTable('appointment')
    .set({ status })
    .where('id', '=', appointmentId)
    .where('status', '=', from[status])
    .returning('accountId')
    .executeTakeFirst()
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
