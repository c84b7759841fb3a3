import type { ByLanguage, QueueDelta, QueueLine, QueuePlace, Ticket } from '../../signaling/waiting-room/contract.ts'
import type { SpokenLanguage } from '../../signaling/shapes.ts'

/** The next place of whoever holds `key`, from what came and went in front of it. */
export function movePlace(place: QueuePlace, { figures, left, entered, lines }: QueueDelta): QueuePlace {
  const { key } = place
  const before = (keys: readonly number[]): number => keys.filter((other) => key === null || other < key).length
  const moved = new Set(lines.map(({ line }) => line))
  // Whoever enters in front came later. Who of those ahead has left, the frame doesn't say.
  const ahead = Math.max(0, place.ahead - before(left) + before(entered))
  return {
    key,
    figures,
    ahead,
    aheadByUrgency: Math.min(ahead, place.aheadByUrgency + before(entered)),
    lines: [...place.lines.filter(({ line }) => !moved.has(line)), ...lines],
  }
}

/** When a ticket is called, and by how many it could be; undefined while it isn't known. */
export interface Prospect {
  /** About; null where nobody on duty will. */
  readonly minutes: number | null
  readonly doctors: number
  readonly nextAt: string | null
  /** Somebody who may take it is on a break. */
  readonly onBreak: boolean
}

/** What is said to the holder of this ticket, and to nobody else: doctors who could take it, and when. */
export function prospectOf(
  ticket: Pick<Ticket, 'line' | 'queueKey'>,
  place: QueuePlace | undefined,
): Prospect | undefined {
  const line = place?.lines.find((one) => one.line === ticket.line)
  if (line === undefined || ticket.queueKey === null) return undefined
  const { doctors, nextAt, onBreak = false } = line
  return { minutes: minutesIn(line, ticket.queueKey), doctors, nextAt, onBreak }
}

function minutesIn({ steps }: QueueLine, key: number): number | null {
  return steps.findLast(([from]) => from <= key)?.[1] ?? null
}

/** When somebody who came now and speaks these languages would be called; by anybody, where no language is known. */
export function soonest(by: ByLanguage, languages: readonly SpokenLanguage[]): Omit<Prospect, 'doctors'> {
  const own = by.filter(({ language }) => languages.length === 0 || languages.includes(language))
  const minutes = own.flatMap((one) => (one.minutes === null ? [] : [one.minutes]))
  const next = own.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
  return {
    minutes: minutes.length === 0 ? null : Math.min(...minutes),
    nextAt: next.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null,
    onBreak: own.some(({ onBreak }) => onBreak === true),
  }
}
