import { authorize, type Viewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound } from '../errors.ts'
import { transact } from '../live/transact.ts'
import { secondsToWait } from '../pace.ts'
import { consultationAccess } from './access.ts'
import type { Message, NewMessage } from './contract.ts'
import { findMessageByKey, findNthLatestSentAt, insertMessage } from './conversation-store.ts'
import { hearDoctor } from './presence-store.ts'
import { chatPace } from './rules.ts'
import { findTies } from './ties.ts'
import { lockEncounter } from './store.ts'

/**
 * Writes into the conversation of a visit, which stays with it. The same key answers the same message, also after the end.
 * One message at a time, so that their positions are in the order in which they can be read.
 * @throws notAdmitted, consultationNotStarted, consultationOver (409); writeSlower (429, details.seconds)
 */
export async function sendMessage(
  dependencies: Dependencies,
  viewer: Viewer,
  consultationId: string,
  { idempotencyKey, body }: NewMessage,
): Promise<Message> {
  const rule = viewer.role === 'guest' ? consultationAccess.writeAsGuest : consultationAccess.write
  const sent = await transact(dependencies, async (trx, announce) => {
    const encounter = await lockEncounter(trx, consultationId)
    if (encounter === undefined) throw notFound()
    const { seat, relations } = await findTies(trx, viewer, encounter)
    authorize(rule, viewer, relations)
    if (seat === undefined) throw notFound()
    const known = await findMessageByKey(trx, seat.id, idempotencyKey)
    if (known !== undefined) return { message: known, seat }
    authorize(rule, viewer, relations, encounter.status)
    if (seat.status !== 'admitted') throw conflict('notAdmitted')
    const sentAt = dependencies.clock.now()
    const seconds = secondsToWait(chatPace, await findNthLatestSentAt(trx, seat.id, chatPace.times), sentAt)
    if (seconds > 0) throw new AppError(429, 'writeSlower', { details: { seconds } })
    const message = await insertMessage(trx, { consultationId, participantId: seat.id, idempotencyKey, body, sentAt })
    if (seat.kind === 'doctor') await hearDoctor(trx, consultationId, message.sentAt)
    announce(`conversation:${consultationId}`)
    return { message, seat }
  })
  return {
    id: sent.message.id,
    participantId: sent.seat.id,
    senderName: sent.seat.name,
    senderKind: sent.seat.kind,
    body: sent.message.body,
    sentAt: sent.message.sentAt.toString(),
    idempotencyKey: sent.message.idempotencyKey,
  }
}
