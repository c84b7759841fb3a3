const PATIENCE_MS = 10_000
/** npm passes the Ctrl-C on that the terminal has sent us already: that is not a second one. */
const ECHO_MS = 1_000

/** What has been started and is to be stopped, the last thing first. */
export class Shutdown {
  readonly #steps: (() => Promise<unknown>)[] = []
  #under: Promise<void> | undefined

  /** Something runs from now on; should we be stopping already, it is stopped at once. */
  add(stop: () => Promise<unknown>): void {
    this.#steps.push(stop)
    if (this.#under) this.#under = this.#under.then(() => this.#stopAll())
  }

  /** Stops everything, each step whatever became of the one before, and ends the process within ten seconds. */
  async exit(code: number): Promise<never> {
    setTimeout(() => process.exit(code), PATIENCE_MS).unref()
    this.#under ??= this.#stopAll()
    await this.#under
    process.exit(code)
  }

  /** The first Ctrl-C or SIGTERM stops everything in order; a second one ends us, and the watchdog ends the rest. */
  onSignals(): void {
    let first: number | undefined
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        first ??= performance.now()
        if (this.#under === undefined) void this.exit(0)
        else if (performance.now() - first > ECHO_MS) process.exit(0)
      })
    }
  }

  async #stopAll(): Promise<void> {
    for (let stop = this.#steps.pop(); stop; stop = this.#steps.pop()) {
      try {
        await stop()
      } catch (error) {
        process.stderr.write(`${String(error)}\n`)
      }
    }
  }
}
