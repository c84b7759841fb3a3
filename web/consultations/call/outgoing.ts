import type { Message } from '../../../signaling/consultations/contract.ts'
import type { FailureCode } from '../../api/client.ts'

/** Something written here that the conversation does not show yet. */
export interface Outgoing {
  readonly key: string
  readonly body: string
  /** Undefined while it is on its way; a code when it has not arrived. */
  readonly failed: FailureCode | undefined
  /** The id it has been given. */
  readonly sentAs: string | undefined
}

/**
 * Whether the conversation shows it, which may be before its answer is there: the writer's own message with its key. Another's
 * message with the same key is another message.
 */
export function isShown(
  { key, sentAs }: Outgoing,
  messages: readonly Message[],
  ownParticipantId: string | null,
): boolean {
  // By its id where a process of the version before, which answers beside this one, tells no key.
  return messages.some(
    ({ id, participantId, idempotencyKey }) =>
      id === sentAs || (participantId === ownParticipantId && idempotencyKey === key),
  )
}
