/** Work that is done again and again for as long as the process runs. */
export interface Rounds {
  /** Resolves once the round under way has ended; there is none after it. */
  stop(): Promise<void>
}

/** How much longer or shorter than asked a pause is at most, as a part of it. */
const jitter = 0.25

/**
 * Does a round at once, and the next about `everyMs` after each has ended: a quarter more or less, so that processes and
 * loops that began together don't go on in step. A round that fails is given to `failed`, and the next one comes as usual.
 */
export function startRounds(everyMs: number, round: () => Promise<unknown>, failed: (error: unknown) => void): Rounds {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let underWay = Promise.resolve()

  async function work(): Promise<void> {
    try {
      await round()
    } catch (error) {
      if (!stopped) failed(error)
    }
    if (!stopped) timer = setTimeout(start, jittered(everyMs))
  }
  function start(): void {
    underWay = work()
  }
  start()

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}

/** A time near this one, in the same unit: a quarter more or less. */
export function jittered(time: number): number {
  return time * (1 - jitter + 2 * jitter * Math.random())
}
