import type { Dependencies } from '../dependencies.ts'
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
  /** Those in which it waits, by lane and by whose: once it has been loaded in one, nothing is left to do in the others. */
  readonly turns: Set<string>
  /** Set while it is loaded and something has changed since: it is loaded once more. */
  again: Lane | undefined
  /** Its last load ran out of time; its lines are closed at the second in a row. */
  isLate: boolean
}

/** A source that is being loaded, and who watched it when that began. */
export interface Loading {
  readonly source: Source
  readonly present: readonly Watch[]
}

/**
 * Whether it waits for each who asks in their own turn. The first look at what not everybody may see does: ids that are invented
 * hold up their inventor alone, and a look that waits holds up neither a change nor another's look.
 */
export function waitsForEach({ topic }: Source): boolean {
  return topic.kind === 'shared' && topic.admit !== undefined && topic.loadTogether === undefined
}

export function laneOf({ topic }: Source, lane: Lane): Lane {
  return topic.kind === 'shared' ? 'shared' : lane
}

/** What is loaded for them now, in their order: of one that is watched, or of some of a topic that is read together. */
export async function readSources(dependencies: Dependencies, sources: readonly Source[]): Promise<readonly unknown[]> {
  const [first] = sources
  if (first === undefined) return []
  const { topic, id, watches, told } = first
  if (topic.kind === 'personal') {
    const [watch] = watches.values()
    return watch === undefined ? [] : [await topic.load(dependencies, watch.line.viewer, id)]
  }
  if (topic.loadTogether === undefined) return [await topic.load(dependencies, id, told?.value)]
  return await topic.loadTogether(
    dependencies,
    sources.map((source) => source.id ?? ''),
  )
}

export function changedValue(previous: unknown, next: unknown): unknown {
  return JSON.stringify(previous) === JSON.stringify(next) ? undefined : next
}
