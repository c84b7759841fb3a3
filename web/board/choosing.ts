import type { BoardDoctor, BoardTicket } from '../../signaling/board/contract.ts'
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

/** Whether the doctor's specialty may take the ticket by hand: its own, one that stands in for it by now, or any while it has none. */
export function mayTake(
  { specialties }: Pick<BoardDoctor, 'specialties'>,
  { queue, standIns }: Pick<BoardTicket, 'queue' | 'standIns'>,
): boolean {
  if (queue === null || queue === 'triage') return true
  return specialties.includes(queue) || standIns.some((specialty) => specialties.includes(specialty))
}

/** What a coordinator does to a ticket. */
export type Action = 'triage' | 'assign' | 'call' | 'leave' | 'clear' | 'stop' | 'end'

/** The keys of the waiting list. */
export const actionKeys: Readonly<Record<string, Action>> = { t: 'triage', a: 'assign', c: 'call', x: 'leave' }
