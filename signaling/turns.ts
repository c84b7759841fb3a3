/**
 * Requests of one person that are worked on at once; a browser opens six connections. Fewer than the database has for all
 * requests, so that nobody who asks for a hundred things at once keeps the others from it: the rest wait for their turn.
 */
const atOnce = 6
/** The same of all guests of one visit together: with a link, anybody is as many browsers as they like. */
export const guestsAtOnce = 2

interface Requests {
  underWay: number
  readonly waiting: (() => void)[]
}

/** Whose requests are worked on, and whose wait, by person; by visit of guests. */
export class Turns {
  readonly #requests = new Map<string, Requests>()

  /** What ends this request's turn, as soon as it is its turn in the order of asking. Called again, it does nothing. */
  take(person: string, most = atOnce): (() => void) | Promise<() => void> {
    const requests = this.#requests.get(person) ?? { underWay: 0, waiting: [] }
    this.#requests.set(person, requests)
    if (requests.underWay >= most) {
      return new Promise<void>((resolve) => requests.waiting.push(resolve)).then(() => this.#begin(person, requests))
    }
    requests.underWay += 1
    return this.#begin(person, requests)
  }

  #begin(person: string, requests: Requests): () => void {
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#passOn(person, requests)
    }
  }

  #passOn(person: string, requests: Requests): void {
    const next = requests.waiting.shift()
    if (next !== undefined) return next()
    requests.underWay -= 1
    if (requests.underWay === 0) this.#requests.delete(person)
  }
}
