import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Announce } from '../live/transact.ts'
import { findAudience } from './store.ts'

/** Announces a consultation to all whose screens show it: both sides, invited experts, guests. */
export async function announceConsultation(
  trx: Transaction<Database>,
  announce: Announce,
  consultationId: string,
): Promise<void> {
  const { expertId, invitedExpertIds, guestIds } = await findAudience(trx, consultationId)
  announce(`consultation:${consultationId}`, `currentConsultation:${expertId}`)
  announce(...invitedExpertIds.map((id) => `invitations:${id}`), ...guestIds.map((id) => `guest:${id}`))
}
