import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { announceConsultation } from '../consultations/announcing.ts'
import type { Announce } from '../live/transact.ts'
import { announceTicket } from './announcing.ts'
import { findOpenPlaces } from './ticket-store.ts'

/**
 * Inside the caller's transaction: a household or somebody of it is named, dated or placed otherwise from now on. Tells every
 * screen that shows them as patients: while they are booked, wait or are seen.
 */
export async function announcePatients(
  trx: Transaction<Database>,
  announce: Announce,
  accountId: string,
  now: Temporal.Instant,
): Promise<void> {
  announce(`appointments:${accountId}`)
  for (const place of await findOpenPlaces(trx, accountId)) {
    await announceTicket(trx, announce, place, now)
    if (place.consultationId !== null) await announceConsultation(trx, announce, place.consultationId)
  }
}
