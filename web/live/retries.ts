import { closeCode } from '../../signaling/vocabulary.ts'

/** Milliseconds: the longest first pause after the server said that it goes, and after a connection that just broke. */
const firstPause = { goingAway: 5_000, broken: 2_000 }
const longestPause = 10_000
const growth = 1.6
/** What stayed open for so long has worked: the next pause is a first one again. */
const workedMs = 5_000

/**
 * When to try again: after anything between nothing and a limit that grows with each try. When a server restarts, everybody's
 * connection ends in one moment; tries that are spread over the whole pause don't come back in one.
 */
export class Retries {
  readonly #longest: number
  #tries = -1
  #first = firstPause.broken
  #openedAt: number | undefined
  #hurry: (() => void) | undefined

  /** @param longest milliseconds of a pause, however many tries were in vain */
  constructor(longest = longestPause) {
    this.#longest = longest
  }

  /** Resolves when it is time for the next try; at once for the very first. */
  async pause(): Promise<void> {
    this.#tries += 1
    if (this.#tries === 0) return
    const limit = Math.min(this.#longest, this.#first * growth ** (this.#tries - 1))
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.random() * limit)
      this.#hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#hurry = undefined
  }

  opened(): void {
    this.#openedAt = performance.now()
  }

  closed(code: number): void {
    if (this.#openedAt !== undefined && performance.now() - this.#openedAt > workedMs) this.#tries = 0
    this.#openedAt = undefined
    this.#first = code === closeCode.goingAway ? firstPause.goingAway : firstPause.broken
  }

  /** Somebody looks at the page, or the network is back: the next try, and one that waits, is made at once. */
  hurry(): void {
    this.#tries = -1
    this.#hurry?.()
  }
}
