import { AppError } from './errors.ts'
import type { Pace } from './pace.ts'

/** Of more than these, whose stretch is the oldest is forgotten: no crowd of addresses fills the memory. */
const keptAtMost = 20_000

/** Milliseconds that pass evenly, whatever becomes of the clock. */
type Watch = () => number

interface Count {
  readonly since: number
  times: number
}

/**
 * How often each person has done something, for a stretch of time from their first time on. It bounds what costs much to do and leaves
 * nothing by which it could be counted. Each process counts for itself and asks nobody, so that a refusal costs nothing.
 */
export class Tally {
  readonly #pace: Pace
  readonly #watch: Watch
  /** Those whose stretch began first stand first. */
  readonly #counts = new Map<string, Count>()

  constructor(pace: Pace, watch: Watch = () => performance.now()) {
    this.#pace = pace
    this.#watch = watch
  }

  /** Counts once more. @throws AppError tooManyRequests (429, details.seconds) for whoever has used up their stretch, uncounted */
  take(person: string): void {
    const seconds = this.count(person)
    if (seconds > 0) throw new AppError(429, 'tooManyRequests', { details: { seconds } })
  }

  /** Counts once more. @returns seconds to wait, for whoever has used up their stretch, uncounted; 0 for everybody else */
  count(person: string): number {
    const now = this.#watch()
    const count = this.#countOf(person, now)
    if (count.times >= this.#pace.times) return Math.ceil(this.#pace.seconds - (now - count.since) / 1000)
    count.times += 1
    return 0
  }

  #countOf(person: string, now: number): Count {
    for (const [other, { since }] of this.#counts) {
      if (now - since < this.#pace.seconds * 1000) break
      this.#counts.delete(other)
    }
    const known = this.#counts.get(person)
    if (known !== undefined) return known
    const count = { since: now, times: 0 }
    this.#counts.set(person, count)
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > keptAtMost && oldest !== undefined) this.#counts.delete(oldest)
    return count
  }
}
