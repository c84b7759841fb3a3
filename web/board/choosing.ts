import type { BoardTicket } from '../../signaling/board/contract.ts'
import type { QueueName } from '../../signaling/shapes.ts'
import type { Urgency } from '../../signaling/waiting-room/contract.ts'

/** Which of those who wait are shown; undefined: all. */
export interface Filter {
  readonly queue: QueueName | undefined
  readonly urgency: Urgency | undefined
}

export const noFilter: Filter = { queue: undefined, urgency: undefined }

export function fits(ticket: BoardTicket, { queue, urgency }: Filter): boolean {
  return (queue === undefined || ticket.queue === queue) && (urgency === undefined || ticket.urgency === urgency)
}

/** What a coordinator does to a ticket. */
export type Action = 'triage' | 'assign' | 'call' | 'leave' | 'clear' | 'end'

/** The keys of the waiting list. */
export const actionKeys: Readonly<Record<string, Action>> = { t: 'triage', a: 'assign', c: 'call', x: 'leave' }
