/**
 * Requests of one person that are worked on at once; a browser opens six connections. Fewer than the database has for all
 * requests, so that nobody who asks for a hundred things at once keeps the others from it: the rest wait for their turn.
 */
const atOnce = 6

interface Line {
  underWay: number
  readonly waiting: (() => void)[]
}

/** Whose requests are worked on, and whose wait, by person. */
export class Turns {
  readonly #lines = new Map<string, Line>()

  /** Comes back when it is this request's turn, in the order of asking. The answer ends the turn; called again, it does nothing. */
  async take(person: string): Promise<() => void> {
    const line = this.#lines.get(person) ?? { underWay: 0, waiting: [] }
    this.#lines.set(person, line)
    if (line.underWay < atOnce) line.underWay += 1
    else await new Promise<void>((resolve) => line.waiting.push(resolve))
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#passOn(person, line)
    }
  }

  #passOn(person: string, line: Line): void {
    const next = line.waiting.shift()
    if (next !== undefined) return next()
    line.underWay -= 1
    if (line.underWay === 0) this.#lines.delete(person)
  }
}
