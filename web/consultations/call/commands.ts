import type {
  Consultation,
  Entry,
  LeaveConsultation,
  Message,
  MessagePage,
} from '../../../signaling/consultations/contract.ts'
import { get, request } from '../../api/client.ts'
import type { ConversationWays } from './use-conversation.ts'

/** Answers the call, or comes (back) in; answers with the way into the room of this moment. */
export function enterVisit(consultationId: string): Promise<Entry> {
  return request<Entry>('POST', `/api/consultations/${consultationId}/enter`)
}

/** As the patient, for good. */
export function leaveVisit(consultationId: string, command: LeaveConsultation): Promise<Consultation> {
  return request<Consultation>('POST', `/api/consultations/${consultationId}/leave`, command)
}

/** The conversation of a visit, for somebody with an account. */
export function conversationOf(consultationId: string): ConversationWays {
  const path = `/api/consultations/${consultationId}/messages` as const
  return {
    post: (message) => request<Message>('POST', path, message),
    readBefore: (messageId) => get<MessagePage>(`${path}?before=${messageId}`),
  }
}
