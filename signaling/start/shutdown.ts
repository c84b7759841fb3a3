const PATIENCE_MS = 10_000

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
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (this.#under) process.exit(0)
        void this.exit(0)
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
