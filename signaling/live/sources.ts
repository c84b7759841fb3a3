import type { Lane } from './loads.ts'
import type { Line } from './open-lines.ts'
import type { LiveTopic } from './topics.ts'

export interface Watch {
  readonly line: Line
  readonly key: number | undefined
  /** What was sent last, as JSON, so that a change that changes nothing is not sent; undefined before the snapshot. */
  last: string | undefined
}

/** What is loaded as one: a shared topic, or a personal topic as one viewer sees it. */
export interface Source {
  readonly name: string
  readonly topic: LiveTopic
  readonly id: string | undefined
  /** Empty for a shared topic. */
  readonly whose: string
  readonly watches: Map<Line, Watch>
  /** Of a shared topic: what its watchers have been told so far. Snapshots are taken from it, so that deltas fit. */
  told: { readonly value: unknown } | undefined
  state: 'idle' | 'waiting' | 'loading'
  /** Set while it is loaded and something has changed since: it is loaded once more. */
  again: Lane | undefined
  /** Its last load ran out of time; its lines are closed at the second in a row. */
  isLate: boolean
}
