import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { endSessionsOf } from '../identity/sessions.ts'
import type { Announce } from '../live/transact.ts'
import { visitNews } from './reactions.ts'
import { findAudience, findOpenVisitsOfAccount } from './store.ts'

/**
 * Announces a consultation to all whose screens show it: both sides, invited experts, guests. Once it is over, a doctor who
 * has been retired or disabled meanwhile is signed out.
 */
export async function announceConsultation(
  trx: Transaction<Database>,
  announce: Announce,
  consultationId: string,
): Promise<void> {
  const { expertId, isOver, leaverId, invitedExpertIds, guestIds } = await findAudience(trx, consultationId)
  announceToSides(announce, { consultationId, expertId, isOver })
  announce(
    ...invitedExpertIds.map((id) => `invitations:${id}` as const),
    ...guestIds.map((id) => `guest:${id}` as const),
  )
  if (leaverId !== undefined) await endSessionsOf(trx, announce, leaverId)
}

/** Announces a call, in which nobody else has a seat yet, to patient and doctor. */
export function announceToSides(
  announce: Announce,
  { consultationId, expertId, isOver }: { consultationId: string; expertId: string; isOver: boolean },
): void {
  // Whoever may no longer read along is sent away from the conversation.
  announce(`consultation:${consultationId}`, `conversation:${consultationId}`, `currentConsultation:${expertId}`)
  announce(...visitNews.topicsOf({ consultationId, isOver }))
}

/** Inside the caller's transaction, when a detail of a patient or the account's time zone changes: tells their calls and visits. */
export async function announceVisitsOf(
  trx: Transaction<Database>,
  announce: Announce,
  { accountId }: { readonly accountId: string },
): Promise<void> {
  for (const id of await findOpenVisitsOfAccount(trx, accountId)) await announceConsultation(trx, announce, id)
}
