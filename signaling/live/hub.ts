import { admitRole, type Viewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { notFound, toErrorAnswer } from '../errors.ts'
import { closeCode, type ServerFrame } from './contract.ts'
import type { TopicListener } from './outbox.ts'
import type { LiveTopic, PersonalTopic, SharedTopic } from './topics.ts'

/** One client's end of a socket, as the hub needs it. */
export interface Line {
  readonly viewer: Viewer
  /** Text of a frame; one buffer may go to many lines. */
  send(frame: Buffer): void
  close(code: number, reason: string): void
}

interface Watch {
  readonly line: Line
  readonly key: number | undefined
  /** What was sent last, so that a change that changes nothing for this viewer is not sent. */
  last: string
  /** Rises with each load; an answer that was overtaken by a later one is dropped. */
  turn: number
}

interface Watched {
  readonly topic: LiveTopic
  readonly id: string | undefined
  readonly watches: Map<Line, Watch>
  /** Of a shared topic: what the watchers have been told so far. Snapshots are taken from it, so that deltas fit. */
  shared: { readonly value: unknown } | undefined
  /** Loads of one shared topic follow one another, so that deltas are sent in the order in which things happened. */
  loading: Promise<void>
}

/** How long changes gather before they are loaded and sent: below what a person notices, above a burst of commits. */
const gatherMs = 25
/** Topics loaded at once; more would only queue up for the pool's connections. */
const loadsAtOnce = 6

/**
 * Who watches what in this process. Fed by the outbox with the names of topics that changed; loads each changed topic
 * that somebody watches and sends what is new. Knows nothing of sockets.
 */
export class Hub {
  readonly #dependencies: Dependencies
  readonly #topics: ReadonlyMap<string, LiveTopic>
  readonly #watched = new Map<string, Watched>()
  /** Each open line, with the names of what it watches: whoever goes is looked for there and nowhere else. */
  readonly #lines = new Map<Line, Set<string>>()
  readonly #changed = new Set<string>()
  readonly #unsubscribe: () => void
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(dependencies: Dependencies, topics: readonly LiveTopic[]) {
    this.#dependencies = dependencies
    this.#topics = new Map(topics.map((topic) => [topic.name, topic]))
    this.#unsubscribe = dependencies.outbox.onTopics(this.#onTopics)
  }

  open(line: Line): void {
    this.#lines.set(line, new Set())
  }

  drop(line: Line): void {
    for (const name of this.#lines.get(line) ?? []) this.unwatch(line, name)
    this.#lines.delete(line)
  }

  /** Whether somebody signed in with this account has a page open here. */
  hasLineOf(accountId: string): boolean {
    return this.#lines.keys().some(({ viewer }) => viewer.role !== 'guest' && viewer.accountId === accountId)
  }

  unwatch(line: Line, name: string): void {
    this.#lines.get(line)?.delete(name)
    const watched = this.#watched.get(name)
    watched?.watches.delete(line)
    if (watched?.watches.size === 0) this.#watched.delete(name)
  }

  /** Sends a snapshot, or why it is refused; watching again replaces the former watch. */
  async watch(line: Line, name: string, key: number | undefined): Promise<void> {
    const names = this.#lines.get(line)
    // Gone already: a frame that was still on its way.
    if (names === undefined) return
    const [topicName = '', id] = name.split(':', 2)
    const topic = this.#topics.get(topicName)
    try {
      if (topic === undefined) throw notFound()
      admitRole(topic.access, line.viewer, id !== undefined)
    } catch (error) {
      this.#refuse(line, name, error)
      return
    }
    let watched = this.#watched.get(name)
    if (watched === undefined) {
      watched = { topic, id, watches: new Map(), shared: undefined, loading: Promise.resolve() }
      this.#watched.set(name, watched)
    }
    const watch: Watch = { line, key, last: '', turn: 0 }
    watched.watches.set(line, watch)
    names.add(name)
    if (topic.kind === 'personal') await this.#tellOne(name, watched, topic, watch, 'snapshot')
    else await this.#join(name, watched, topic, watch)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#unsubscribe()
    for (const line of this.#lines.keys()) line.close(closeCode.goingAway, 'restarting')
  }

  readonly #onTopics: TopicListener = (changed) => {
    if (changed === 'reset') for (const name of this.#watched.keys()) this.#changed.add(name)
    else {
      for (const name of changed) {
        if (this.#watched.has(name)) this.#changed.add(name)
        else if (name.startsWith('session:')) this.#endSession(name.slice('session:'.length))
      }
    }
    if (this.#changed.size > 0) this.#timer ??= setTimeout(() => void this.#flush(), gatherMs)
  }

  #endSession(sessionId: string): void {
    for (const line of this.#lines.keys()) {
      if (line.viewer.role !== 'guest' && line.viewer.sessionId === sessionId)
        line.close(closeCode.signedOut, 'signed out')
    }
  }

  async #flush(): Promise<void> {
    this.#timer = undefined
    const loads: Array<() => Promise<void>> = []
    for (const name of this.#changed) {
      const watched = this.#watched.get(name)
      if (watched === undefined) continue
      const { topic } = watched
      if (topic.kind === 'shared') loads.push(() => this.#tellAll(name, watched, topic))
      else
        for (const watch of watched.watches.values())
          loads.push(() => this.#tellOne(name, watched, topic, watch, 'change'))
    }
    this.#changed.clear()
    await Promise.all(
      Array.from({ length: loadsAtOnce }, async () => {
        for (let load = loads.pop(); load !== undefined && !this.#closed; load = loads.pop()) await load()
      }),
    )
  }

  async #tellOne(
    name: string,
    watched: Watched,
    topic: PersonalTopic,
    watch: Watch,
    type: 'snapshot' | 'change',
  ): Promise<void> {
    watch.turn += 1
    const { turn } = watch
    try {
      const data = JSON.stringify(await topic.load(this.#dependencies, watch.line.viewer, watched.id))
      if (
        watch.turn !== turn ||
        watched.watches.get(watch.line) !== watch ||
        (type === 'change' && data === watch.last)
      )
        return
      // A change that overtakes the first load is what the watcher sees first.
      const first = watch.last === ''
      watch.last = data
      watch.line.send(rawFrame(first ? 'snapshot' : type, name, data))
    } catch (error) {
      if (watch.turn === turn && watched.watches.get(watch.line) === watch) this.#fail(watch.line, name, error)
    }
  }

  /** Gives a new watcher of a shared topic what the others have been told; from then on the same deltas fit. */
  #join(name: string, watched: Watched, topic: SharedTopic, watch: Watch): Promise<void> {
    return this.#inTurn(watched, async () => {
      if (watched.watches.get(watch.line) !== watch) return
      try {
        watched.shared ??= { value: await topic.load(this.#dependencies, watched.id) }
        const { value } = watched.shared
        watch.last = 'told'
        watch.line.send(
          frameOf({ type: 'snapshot', topic: name, data: topic.snapshot ? topic.snapshot(value, watch.key) : value }),
        )
      } catch (error) {
        this.#fail(watch.line, name, error)
      }
    })
  }

  #tellAll(name: string, watched: Watched, topic: SharedTopic): Promise<void> {
    return this.#inTurn(watched, async () => {
      if (watched.shared === undefined) return
      try {
        const previous = watched.shared.value
        const next = await topic.load(this.#dependencies, watched.id)
        watched.shared = { value: next }
        const data = topic.delta ? topic.delta(previous, next) : changedValue(previous, next)
        if (data === undefined) return
        const frame = frameOf({ type: 'change', topic: name, data })
        for (const watch of watched.watches.values()) if (watch.last !== '') watch.line.send(frame)
      } catch (error) {
        for (const watch of watched.watches.values()) this.#fail(watch.line, name, error)
      }
    })
  }

  #inTurn(watched: Watched, step: () => Promise<void>): Promise<void> {
    watched.loading = watched.loading.then(step)
    return watched.loading
  }

  /**
   * A refusal ends the watch. What is not the viewer's doing (the database is away) closes the line instead: the client
   * comes back after a pause and gets snapshots, so that no screen goes on showing what may be wrong.
   */
  #fail(line: Line, name: string, error: unknown): void {
    if (!toErrorAnswer(error, '').unexpected) this.#refuse(line, name, error)
    else if (!this.#closed) {
      this.#dependencies.log.warn({ err: error, topic: name.split(':', 1)[0] }, 'a live topic could not be loaded')
      this.drop(line)
      line.close(closeCode.goingAway, 'come again')
    }
  }

  #refuse(line: Line, name: string, error: unknown): void {
    this.unwatch(line, name)
    line.send(frameOf({ type: 'refused', topic: name, error: toErrorAnswer(error, '').body.error }))
  }
}

function changedValue(previous: unknown, next: unknown): unknown {
  return JSON.stringify(previous) === JSON.stringify(next) ? undefined : next
}

export function frameOf(frame: ServerFrame): Buffer {
  return Buffer.from(JSON.stringify(frame))
}

/** The same as `frameOf`, for data that is JSON already. */
function rawFrame(type: 'snapshot' | 'change', topic: string, json: string): Buffer {
  return Buffer.from(`{"type":"${type}","topic":${JSON.stringify(topic)},"data":${json}}`)
}
