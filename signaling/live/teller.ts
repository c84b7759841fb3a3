import type { Dependencies } from '../dependencies.ts'
import { toErrorAnswer } from '../errors.ts'
import { closeCode } from '../vocabulary.ts'
import { changeFrame, frameOf, snapshotFrame } from './frames.ts'
import type { Line } from './open-lines.ts'
import { changedValue, type Source, type Watch } from './sources.ts'
import type { SharedTopic } from './topics.ts'

/** Whose watches they are. */
interface Watches {
  readonly isClosed: boolean
  unwatch(line: Line, name: string): void
  drop(line: Line): void
}

/** Sends what was loaded to those who watch it: a snapshot first, then what is new. Ends the watch of whoever may not see it. */
export class Teller {
  readonly #dependencies: Pick<Dependencies, 'clock' | 'log'>
  readonly #watches: Watches

  constructor(dependencies: Pick<Dependencies, 'clock' | 'log'>, watches: Watches) {
    this.#dependencies = dependencies
    this.#watches = watches
  }

  /** Those who watched when the load began: whoever has come since is told what the next one finds. */
  tellOwn({ name, watches }: Source, present: readonly Watch[], json: string): void {
    let snapshot: Buffer | undefined
    let change: Buffer | undefined
    for (const watch of present) {
      if (watches.get(watch.line) !== watch || watch.last === json) continue
      if (watch.last === undefined) watch.line.send((snapshot ??= this.#snapshot(name, json)))
      else watch.line.send((change ??= changeFrame(name, json)))
      watch.last = json
    }
  }

  tellAll(source: Source, topic: SharedTopic, value: unknown, watches: readonly Watch[]): void {
    const previous = source.told
    source.told = { value }
    const delta = previous && (topic.delta ? topic.delta(previous.value, value) : changedValue(previous.value, value))
    const change = delta === undefined ? undefined : frameOf({ type: 'change', topic: source.name, data: delta })
    for (const watch of watches) {
      if (source.watches.get(watch.line) !== watch || !this.#mayGoOn(source, topic, value, watch)) continue
      if (watch.last === undefined) this.greet(source, topic, value, watch)
      else if (change !== undefined) watch.line.send(change)
    }
  }

  /** Ends the watch of somebody who may not see the topic, or may no longer. */
  #mayGoOn({ name, id }: Source, topic: SharedTopic, value: unknown, { line }: Watch): boolean {
    try {
      topic.admitTo?.(id, line.viewer)
      topic.admit?.(value, line.viewer)
      return true
    } catch (error) {
      this.fail(line, name, error)
      return false
    }
  }

  #snapshot(name: string, json: string): Buffer {
    return snapshotFrame(name, json, this.#dependencies.clock.now())
  }

  /** Gives a watcher of a shared topic what the others have been told; from then on the same deltas fit. */
  greet(source: Source, topic: SharedTopic, value: unknown, watch: Watch): void {
    try {
      const json = JSON.stringify(topic.snapshot ? topic.snapshot(value, watch.key) : value)
      watch.last = 'told'
      watch.line.send(this.#snapshot(source.name, json))
    } catch (error) {
      this.fail(watch.line, source.name, error)
    }
  }

  /**
   * A refusal ends the watch. What is not the viewer's doing (the database is away) closes the line instead: the client
   * comes back after a pause and gets snapshots, so that no screen goes on showing what may be wrong.
   */
  fail(line: Line, name: string, error: unknown): void {
    if (!toErrorAnswer(error, '').unexpected) this.refuse(line, name, error)
    else if (!this.#watches.isClosed) {
      this.#dependencies.log.warn({ err: error, topic: name.split(':', 1)[0] }, 'a live topic could not be loaded')
      this.#watches.drop(line)
      line.close(closeCode.goingAway, 'come again')
    }
  }

  refuse(line: Line, name: string, error: unknown): void {
    this.#watches.unwatch(line, name)
    line.send(frameOf({ type: 'refused', topic: name, error: toErrorAnswer(error, '').body.error }))
  }
}
