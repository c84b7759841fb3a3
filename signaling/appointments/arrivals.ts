import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Announce } from '../live/transact.ts'

type Status = 'booked' | 'arrived' | 'fulfilled' | 'noshow'

/** What may become of an appointment through the waiting room; a cancelled one stays cancelled. */
const from: Readonly<Record<Status, readonly Status[]>> = {
  arrived: ['booked'],
  booked: ['arrived'],
  noshow: ['arrived'],
  fulfilled: ['arrived'],
}

/**
 * Inside the caller's transaction: the patient has arrived (`arrived`), left before being seen (`booked` again), didn't answer
 * (`noshow`), or has been seen (`fulfilled`).
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
    .where('status', 'in', from[status])
    .returning('accountId')
    .executeTakeFirst()
  if (row !== undefined) announce(`appointments:${row.accountId}`, 'roster')
  return row !== undefined
}
