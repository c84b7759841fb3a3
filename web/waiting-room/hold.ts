import type { Ticket } from '../../signaling/waiting-room/contract.ts'

/** The pause after one missed call has words of its own. Milliseconds. */
const soonMs = 3 * 60_000

/** Why a place is not called yet: it rests, or it pauses for no longer than after one missed call. */
export type Hold = 'rests' | 'pauses' | null

export function holdOf({ waitsForBooked, notBefore }: Ticket, now: string): Hold {
  const heldMs = notBefore === null ? 0 : Date.parse(notBefore) - Date.parse(now)
  if (heldMs <= 0) return null
  return !waitsForBooked && heldMs > soonMs ? 'rests' : 'pauses'
}
