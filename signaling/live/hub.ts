import { isOutOfTime } from '../../db/lost.ts'
import { admitRole } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { jittered } from '../rounds.ts'
import { type Lane, Loads } from './loads.ts'
import { type FindEndedSessions, type Line, OpenLines } from './open-lines.ts'
import type { TopicListener } from './outbox.ts'
import { Readings } from './readings.ts'
import { laneOf, type Loading, readSources, type Source, waitsForEach, type Watch } from './sources.ts'
import { Teller } from './teller.ts'
import type { LiveTopic } from './topics.ts'

/** How long changes gather before they are loaded and sent: below what a person notices, above a burst of commits. */
const gatherMs = 25
/** Of a topic that is read together: so many at once, so that one read holds up nobody else's for long. Each asks the database anew. */
const togetherAtMost = 250
/** About so long after a load that ran out of time comes the next. */
const askAgainMs = 1_000

/**
 * Who watches what in this process. Fed by the outbox with the names of topics that changed; loads each changed topic
 * that somebody watches and sends what is new. Of each there is one load under way at most, and one waiting.
 * Knows nothing of sockets.
 */
export class Hub {
  readonly #dependencies: Dependencies
  readonly #topics: ReadonlyMap<string, LiveTopic>
  /** Those that are announced by another one's name, by that. */
  readonly #heardAs: ReadonlyMap<string | undefined, readonly LiveTopic[]>
  /** By name, then by whose. */
  readonly #sources = new Map<string, Map<string, Source>>()
  readonly #lines: OpenLines
  readonly #changed = new Set<string>()
  readonly #loads = new Loads()
  readonly #readings = new Readings(this.#loads, (source) => this.#load([source]))
  /** What waits to be read together, by topic. */
  readonly #together = new Map<LiveTopic, Source[]>()
  readonly #teller: Teller
  readonly #unsubscribe: () => void
  #gathering: NodeJS.Timeout | undefined
  #closed = false

  constructor(dependencies: Dependencies, topics: readonly LiveTopic[], findEndedSessions: FindEndedSessions) {
    this.#dependencies = dependencies
    this.#topics = new Map(topics.map((topic) => [topic.name, topic]))
    this.#heardAs = Map.groupBy(topics, ({ announcedAs }) => announcedAs)
    this.#lines = new OpenLines(dependencies, findEndedSessions)
    this.#teller = new Teller(dependencies, this)
    this.#unsubscribe = dependencies.outbox.onTopics(this.#onTopics)
  }

  get isClosed(): boolean {
    return this.#closed
  }

  open(line: Line): void {
    this.#lines.add(line)
  }

  drop(line: Line): void {
    for (const name of this.#lines.find(line)?.names ?? []) this.unwatch(line, name)
    this.#lines.delete(line)
  }

  /** Whether somebody signed in with this account has a page open here. */
  hasLineOf(accountId: string): boolean {
    return this.#lines.hasAccount(accountId)
  }

  unwatch(line: Line, name: string): void {
    const watching = this.#lines.find(line)
    watching?.names.delete(name)
    const source = this.#sources.get(name)?.get('') ?? this.#sources.get(name)?.get(watching?.whose ?? '')
    if (source === undefined) return
    source.watches.delete(line)
    this.#forgetUnwatched(source)
  }

  /** Soon sends a snapshot, or why it is refused; watching again replaces the former watch. */
  watch(line: Line, name: string, key: number | undefined): void {
    const watching = this.#lines.find(line)
    // Gone already: a frame that was still on its way.
    if (watching === undefined) return
    const [topicName = '', id] = name.split(':', 2)
    const topic = this.#topics.get(topicName)
    try {
      if (topic === undefined || (topic.single && id !== undefined)) throw notFound()
      admitRole(topic.access, line.viewer, id !== undefined)
      if (topic.kind === 'shared') topic.admitTo?.(id, line.viewer)
    } catch (error) {
      this.#teller.refuse(line, name, error)
      return
    }
    const source = this.#sourceOf(name, topic, id, topic.kind === 'shared' ? '' : watching.whose)
    const watch: Watch = { line, key, last: undefined }
    source.watches.set(line, watch)
    watching.names.add(name)
    // What is under way for a personal topic may have begun before what this viewer did last.
    if (topic.kind === 'personal') this.#ask(source, 'snapshot')
    // So may what was told last, where a viewer's right to it may be newer.
    else if (topic.admit !== undefined) this.#ask(source, 'snapshot', watching.whose)
    else if (source.told !== undefined) this.#teller.greet(source, topic, source.told.value, watch)
    else if (source.state === 'idle') this.#ask(source, 'shared')
  }

  /** Closes the lines of all sessions that are over, for when that may not have been announced. */
  lookAtSessions(): Promise<void> {
    return this.#lines.lookAtSessions()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#gathering)
    this.#loads.clear()
    this.#unsubscribe()
    this.#lines.close()
  }

  readonly #onTopics: TopicListener = (changed) => {
    if (changed === 'reset') {
      for (const source of this.#allSources()) this.#ask(source, laneOf(source, 'snapshot'))
      this.#lines.lookUntilSeen()
      return
    }
    for (const announced of changed) {
      if (announced.startsWith('session:')) this.#lines.endSession(announced.slice('session:'.length))
      for (const name of [announced, ...this.#alsoHeardBy(announced)]) {
        if (this.#sources.has(name)) this.#changed.add(name)
      }
    }
    if (this.#changed.size > 0) this.#gathering ??= setTimeout(() => this.#askChanged(), gatherMs)
  }

  /** Topics that are announced by another one's name. */
  #alsoHeardBy(announced: string): string[] {
    const [topicName = '', id] = announced.split(':', 2)
    return (this.#heardAs.get(topicName) ?? []).map(({ name }) => (id === undefined ? name : `${name}:${id}`))
  }

  #askChanged(): void {
    this.#gathering = undefined
    for (const name of this.#changed) {
      for (const source of this.#sources.get(name)?.values() ?? []) this.#ask(source, laneOf(source, 'change'))
    }
    this.#changed.clear()
  }

  *#allSources(): Iterable<Source> {
    for (const sources of this.#sources.values()) yield* sources.values()
  }

  #sourceOf(name: string, topic: LiveTopic, id: string | undefined, whose: string): Source {
    let sources = this.#sources.get(name)
    if (sources === undefined) this.#sources.set(name, (sources = new Map()))
    let source = sources.get(whose)
    if (source === undefined) {
      source = {
        name,
        topic,
        id,
        whose,
        watches: new Map(),
        told: undefined,
        state: 'idle',
        turns: new Set(),
        again: undefined,
        isLate: false,
      }
      sources.set(whose, source)
    }
    return source
  }

  #forgetUnwatched(source: Source): void {
    if (source.watches.size > 0) return
    // Whoever watches it next is told what is true then.
    source.told = undefined
    if (source.state !== 'idle') return
    const sources = this.#sources.get(source.name)
    sources?.delete(source.whose)
    if (sources?.size === 0) this.#sources.delete(source.name)
  }

  /** @param whose in whose turn it is loaded */
  #ask(source: Source, lane: Lane, whose = source.whose === '' ? source.name : source.whose): void {
    const { topic, state, turns } = source
    // A change goes before a first look.
    if (state === 'loading' && (source.again === undefined || lane !== 'snapshot')) source.again = lane
    if (state === 'loading' || (state === 'waiting' && !waitsForEach(source))) return
    source.state = 'waiting'
    if (topic.kind === 'shared' && topic.loadTogether !== undefined) return this.#askTogether(source)
    if (topic.kind === 'shared' && topic.drawnFrom !== undefined) return this.#readings.add(source, topic.drawnFrom)
    const turn = `${lane} ${whose}`
    if (turns.has(turn)) return
    turns.add(turn)
    this.#loads.add(lane, whose, async () => {
      turns.delete(turn)
      if (source.state === 'waiting') await this.#load([source])
    })
  }

  #askTogether(source: Source): void {
    const { topic } = source
    const waiting = this.#together.get(topic)
    if (waiting !== undefined) waiting.push(source)
    else {
      this.#together.set(topic, [source])
      // Not before the others that the same change concerns have been asked for.
      queueMicrotask(() => this.#loads.add('shared', topic.name, () => this.#loadTogether(topic)))
    }
  }

  async #loadTogether(topic: LiveTopic): Promise<void> {
    const waiting = this.#together.get(topic) ?? []
    const sources = waiting.splice(0, togetherAtMost)
    const loading = this.#load(sources)
    if (waiting.length === 0) this.#together.delete(topic)
    else this.#loads.add('shared', topic.name, () => this.#loadTogether(topic))
    await loading
  }

  /** @param sources one, or some of one topic that are read together */
  async #load(sources: readonly Source[]): Promise<void> {
    const loading: Loading[] = []
    for (const source of sources) {
      source.again = undefined
      if (source.watches.size === 0 || this.#closed) this.#loaded(source)
      else {
        source.state = 'loading'
        loading.push({ source, present: [...source.watches.values()] })
      }
    }
    if (await this.#readAndTell(loading)) for (const { source } of loading) this.#loaded(source)
    else for (const { source } of loading) await this.#load([source])
  }

  /** @returns false where they have to be read one by one: what one can't be told is no reason to tell the others nothing */
  async #readAndTell(loading: readonly Loading[]): Promise<boolean> {
    try {
      const values = await readSources(
        this.#dependencies,
        loading.map(({ source }) => source),
      )
      for (const [index, one] of loading.entries()) this.#tell(one, values[index])
    } catch (error) {
      if (loading.length > 1 && !isOutOfTime(error)) return false
      this.#couldNotLoad(loading, error)
    }
    return true
  }

  #tell({ source, present }: Loading, value: unknown): void {
    const { topic, watches } = source
    try {
      if (topic.kind === 'personal') this.#teller.tellOwn(source, present, JSON.stringify(value))
      else this.#teller.tellAll(source, topic, value, topic.admit === undefined ? [...watches.values()] : present)
      source.isLate = false
    } catch (error) {
      this.#couldNotLoad([{ source, present }], error)
    }
  }

  #couldNotLoad(loading: readonly Loading[], error: unknown): void {
    const late = isOutOfTime(error) ? loading.filter(({ source }) => !source.isLate).map(({ source }) => source) : []
    if (late.length > 0) this.#askLater(late, error)
    for (const { source, present } of loading) {
      if (late.includes(source)) continue
      source.isLate = false
      for (const { line } of source.topic.kind === 'shared' ? [...source.watches.values()] : present) {
        if (source.watches.has(line)) this.#teller.fail(line, source.name, error)
      }
    }
  }

  #loaded(source: Source): void {
    source.state = 'idle'
    const again = source.isLate ? undefined : source.again
    if (again !== undefined && source.watches.size > 0 && !this.#closed) this.#ask(source, again)
    else this.#forgetUnwatched(source)
  }

  /**
   * A lock or a crowd was in the way: no reason to close every watcher's line, who would all come back at once. What they
   * show is a moment older.
   */
  #askLater(sources: readonly Source[], error: unknown): void {
    for (const source of sources) source.isLate = true
    this.#dependencies.log.warn(
      { err: error, topic: sources[0]?.topic.name, sources: sources.length },
      'a live topic was not loaded in time; asking again',
    )
    setTimeout(() => {
      for (const source of sources) {
        const isWatched = this.#sources.get(source.name)?.get(source.whose) === source && source.watches.size > 0
        if (isWatched && !this.#closed) this.#ask(source, laneOf(source, 'change'))
      }
    }, jittered(askAgainMs)).unref()
  }
}
