import type { BaseLogger } from 'pino'

/** Milliseconds from one line to the next. */
const everyMs = 5_000

/** Warns of what is expected and comes in crowds: of the first at once, then every few seconds of how many more there were, and of one of them. */
export class CountedWarning {
  readonly #log: Pick<BaseLogger, 'warn'>
  readonly #message: string
  #times = 0
  #first: object = {}
  #timer: NodeJS.Timeout | undefined

  constructor(log: Pick<BaseLogger, 'warn'>, message: string) {
    this.#log = log
    this.#message = message
  }

  /** @param about what is logged of it, if it is the first since the last line */
  count(about: object): void {
    if (this.#times === 0) this.#first = about
    this.#times += 1
    if (this.#timer === undefined) this.#tell()
  }

  /** Tells at once of those that have not been told. */
  close(): void {
    clearTimeout(this.#timer)
    this.#tell()
    clearTimeout(this.#timer)
  }

  #tell(): void {
    this.#timer = undefined
    if (this.#times === 0) return
    this.#log.warn({ times: this.#times, ...this.#first }, this.#message)
    this.#times = 0
    this.#timer = setTimeout(() => this.#tell(), everyMs).unref()
  }
}
