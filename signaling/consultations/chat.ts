import { authorize, type Viewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { conflict, notFound } from '../errors.ts'
import { transact } from '../live/transact.ts'
import { consultationAccess } from './access.ts'
import { announceConsultation } from './announcing.ts'
import type { Message, NewMessage } from './contract.ts'
import { hearDoctor } from './presence-store.ts'
import { findStanding } from './standing.ts'
import { findMessageByKey, insertMessage, lockConsultationOpen } from './store.ts'

/**
 * Writes into the conversation of a visit, which stays with it. The same key answers the same message, also after the end.
 * @throws notAdmitted, consultationOver (409)
 */
export async function sendMessage(
  dependencies: Dependencies,
  viewer: Viewer,
  consultationId: string,
  { idempotencyKey, body }: NewMessage,
): Promise<Message> {
  const rule = viewer.role === 'guest' ? consultationAccess.writeAsGuest : consultationAccess.write
  const sent = await transact(dependencies, async (trx, announce) => {
    const visit = await lockConsultationOpen(trx, consultationId)
    if (visit === undefined) throw notFound()
    const { seat, relations } = await findStanding(trx, viewer, visit)
    authorize(rule, viewer, relations)
    if (seat === undefined) throw notFound()
    const known = await findMessageByKey(trx, seat.id, idempotencyKey)
    if (known !== undefined) return { message: known, seat }
    authorize(rule, viewer, relations, visit.status)
    if (seat.status !== 'admitted') throw conflict('notAdmitted')
    const message = await insertMessage(trx, {
      consultationId,
      participantId: seat.id,
      idempotencyKey,
      body,
      sentAt: dependencies.clock.now(),
    })
    if (seat.kind === 'doctor') await hearDoctor(trx, consultationId, message.sentAt)
    await announceConsultation(trx, announce, consultationId)
    return { message, seat }
  })
  return {
    id: sent.message.id,
    participantId: sent.seat.id,
    senderName: sent.seat.name,
    senderKind: sent.seat.kind,
    body: sent.message.body,
    sentAt: sent.message.sentAt.toString(),
  }
}
