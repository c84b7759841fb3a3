import type { SpokenLanguage, QueueName } from '../../shapes.ts'
import type { Urgency } from '../contract.ts'
import { isGrownUp } from './widening.ts'

/** What of a ticket decides which doctors may take it; those who are alike in this stand in one line of their queue. */
export interface LineFacts {
  readonly queue: QueueName
  readonly languages: readonly SpokenLanguage[]
  readonly interpreterWanted: boolean
  readonly urgency: Urgency
  readonly birthDate: string | null
  /** Booked with this expert, and for no other. */
  readonly expertId: string | null
}

/**
 * The name of a ticket's line within its queue, by which a browser finds the estimate that is its own among those that go to
 * everybody. Tells nothing of who they are.
 */
export function lineOf(ticket: LineFacts, now: Temporal.Instant): string {
  const { languages, interpreterWanted, urgency, birthDate, expertId } = ticket
  const spoken = languages.join('+')
  const child = urgency === 'urgent' && !isGrownUp(birthDate, now)
  const pressing = urgency !== 'routine' && urgency
  const booked = expertId !== null && `expert ${expertId}`
  return [spoken, interpreterWanted && 'interpreter', pressing, child && 'child', booked].filter(Boolean).join(' ')
}
