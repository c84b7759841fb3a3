import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { randomRoomName } from '../../media/carrier.ts'
import { endSessionsOf } from '../identity/sessions.ts'
import type { Announce } from '../live/transact.ts'
import type { Topic } from '../topics.ts'
import { announceConsultation, announceToSides } from './announcing.ts'
import { endCall, insertCall, lockCall, type NewCall } from './call-store.ts'
import { abandonRoom } from './room-store.ts'
import { endUnanswered, type UnansweredCall } from './unanswered-store.ts'

/**
 * Opens a call that waits for its patient to answer.
 * @returns its id, which is the visit's once it is answered
 * @throws a violation of `call_one_an_expert`, `…_one_a_ticket` or `…_one_a_patient` if one of them has an open one
 */
export async function callPatient(trx: Transaction<Database>, announce: Announce, call: NewCall): Promise<string> {
  const id = await insertCall(trx, call, randomRoomName())
  announce(`consultation:${id}`, ...topicsOfCall(call.expertId))
  return id
}

/** Screens that show a call as soon as it is opened, by its expert: nobody watches a consultation before it is there. */
export function topicsOfCall(expertId: string): Topic[] {
  return [`currentConsultation:${expertId}`]
}

export interface MissedCall {
  readonly now: Temporal.Instant
  readonly reason: 'unanswered' | 'declined'
  /** The account that declined; null where nobody answered. */
  readonly endedBy: string | null
}

/**
 * Ends a call that was not answered. What becomes of the ticket is the caller's to say.
 * @returns false if the patient has answered meanwhile, or the call is over already: nothing was changed
 */
export async function closeMissedCall(
  trx: Transaction<Database>,
  announce: Announce,
  consultationId: string,
  { now, reason, endedBy }: MissedCall,
): Promise<boolean> {
  const call = await lockCall(trx, consultationId)
  if (call === undefined || call.endedAt !== null) return false
  await endCall(trx, consultationId, { endReason: reason, endedBy, endedAt: now })
  await abandonRoom(trx, { roomName: call.roomName, consultationId, now })
  await announceConsultation(trx, announce, consultationId)
  return true
}

/**
 * The same of calls that ran out, all at once; an answer that is under way wins.
 * @returns those that this has ended
 */
export async function closeUnanswered(
  trx: Transaction<Database>,
  announce: Announce,
  consultationIds: readonly string[],
  now: Temporal.Instant,
): Promise<UnansweredCall[]> {
  const calls = await endUnanswered(trx, consultationIds, now)
  for (const { consultationId, expertId, leaverId } of calls) {
    announceToSides(announce, { consultationId, expertId, isOver: true })
    if (leaverId !== null) await endSessionsOf(trx, announce, leaverId)
  }
  return calls
}

/**
 * Inside the caller's transaction, which holds the call: the patient or a coordinator gives the place up meanwhile.
 * @returns false if the patient has answered, or the call is over already
 */
export async function declineCall(
  trx: Transaction<Database>,
  announce: Announce,
  { consultationId, by, now }: { readonly consultationId: string; readonly by: string; readonly now: Temporal.Instant },
): Promise<boolean> {
  return await closeMissedCall(trx, announce, consultationId, { now, reason: 'declined', endedBy: by })
}
