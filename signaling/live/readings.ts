import type { Loads } from './loads.ts'
import type { Source } from './sources.ts'

/** Milliseconds: a reading that takes longer is followed by a rest. */
const longReading = 50
const longestRest = 1_000

interface Reading {
  readonly name: string
  readonly waiting: Source[]
  state: 'idle' | 'due' | 'loading'
  /** By the clock of `performance.now()`. */
  restsUntil: number
}

/**
 * Loads what is drawn from one costly reading: all of it that has changed in one turn, beside each other, so that the reading is made
 * once. One that takes a good part of a second rests for twice as long, a second at most: in a crowd that comes and goes it would
 * else be made without end, and nobody else had the database.
 */
export class Readings {
  readonly #loads: Loads
  readonly #load: (source: Source) => Promise<void>
  readonly #readings = new Map<symbol, Reading>()

  /** @param load must not throw */
  constructor(loads: Loads, load: (source: Source) => Promise<void>) {
    this.#loads = loads
    this.#load = load
  }

  /** Loads a source that is drawn from this reading, as soon as that may be made. */
  add(source: Source, from: symbol): void {
    const name = `reading of ${String(from.description)}`
    const reading = this.#readings.get(from) ?? { name, waiting: [], state: 'idle', restsUntil: 0 }
    this.#readings.set(from, reading)
    reading.waiting.push(source)
    if (reading.state === 'idle') this.#begin(reading)
  }

  #begin(reading: Reading): void {
    reading.state = 'due'
    const takeTurn = (): void => this.#loads.add('shared', reading.name, () => this.#loadAll(reading))
    const rest = reading.restsUntil - performance.now()
    if (rest > 0) setTimeout(takeTurn, rest).unref()
    // Not before the others that the same change concerns have been asked for.
    else queueMicrotask(takeTurn)
  }

  async #loadAll(reading: Reading): Promise<void> {
    reading.state = 'loading'
    const beganAt = performance.now()
    await Promise.all(reading.waiting.splice(0).map((source) => this.#load(source)))
    const endedAt = performance.now()
    const tookMs = endedAt - beganAt
    if (tookMs > longReading) reading.restsUntil = endedAt + Math.min(2 * tookMs, longestRest)
    reading.state = 'idle'
    if (reading.waiting.length > 0) this.#begin(reading)
  }
}
