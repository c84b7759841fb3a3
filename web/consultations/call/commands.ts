import type { Consultation, Entry, LeaveConsultation } from '../../../signaling/consultations/contract.ts'
import { request } from '../../api/client.ts'
import type { ConversationWays } from './use-conversation.ts'

/** Answers the call, or comes (back) in; answers with the way into the room of this moment. */
export function enterVisit(consultationId: string): Promise<Entry> {
  return request('POST /api/consultations/:id/enter', { params: { id: consultationId } })
}

/** As the patient, for good. */
export function leaveVisit(consultationId: string, command: LeaveConsultation): Promise<Consultation> {
  return request('POST /api/consultations/:id/leave', { params: { id: consultationId }, body: command })
}

/** The conversation of a visit, for somebody with an account. */
export function conversationOf(consultationId: string): ConversationWays {
  const params = { id: consultationId }
  return {
    post: (message) => request('POST /api/consultations/:id/messages', { params, body: message }),
    readBefore: (messageId) => request('GET /api/consultations/:id/messages', { params, query: { before: messageId } }),
  }
}
