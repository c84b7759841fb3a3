import type { Entry, Message, NewMessage } from '../../signaling/consultations/contract.ts'
import { request } from '../api/client.ts'

/** Answers the call, or comes (back) in; answers with the way into the room of this moment. */
export function enterVisit(consultationId: string): Promise<Entry> {
  return request<Entry>('POST', `/api/consultations/${consultationId}/enter`)
}

export function writeInVisit(consultationId: string, message: NewMessage): Promise<Message> {
  return request<Message>('POST', `/api/consultations/${consultationId}/messages`, message)
}
