import type { QueuePlace, Ticket } from '../../signaling/waiting-room/contract.ts'
import { useLive } from '../live/use-live.ts'
import { movePlace, type Prospect, prospectOf } from './prospect.ts'

/** Where a ticket stands, moving; undefined until it is known. */
export function usePlace({ queue, queueKey }: Ticket): QueuePlace | undefined {
  const { value } = useLive(queue === null ? undefined : `queue:${queue}`, {
    ...(queueKey !== null && { key: queueKey }),
    reduce: movePlace,
  })
  // The queue may have been watched a moment ago for somebody else's place.
  return value?.key === queueKey ? value : undefined
}

/** When a ticket is called, on a page that may show several of one queue. */
export function useProspect(ticket: Ticket): Prospect | undefined {
  const { value } = useLive(ticket.queue === null ? undefined : `queue:${ticket.queue}`, {
    reduce: movePlace,
  })
  return prospectOf(ticket, value)
}
