import { setTimeout as sleep } from 'node:timers/promises'

/** A child process of ours that is up. */
export interface RunningChild {
  readonly pid: number
  /** Resolves when it is gone, for whatever reason. */
  readonly gone: Promise<unknown>
  /** Ends it, and resolves when it is gone; gone already: at once. */
  stop(): Promise<void>
}

export interface KeptRunning<Child extends RunningChild> {
  /** The one that runs now, or ran last. */
  readonly current: Child
  /** How often it has ended and was started again. */
  readonly restarts: number
  /** Ends it for good, also while it is coming back. */
  stop(): Promise<void>
}

interface KeepRunningOptions {
  /** As the log is to call it. */
  readonly name: string
  readonly log: { info(message: string): void; warn(message: string): void }
  /** Waits for so many milliseconds, or rejects when the signal says so; a test's own clock, else this machine's. */
  readonly pause?: (ms: number, stopping: AbortSignal) => Promise<unknown>
}

const firstPauseMs = 100
const longestPauseMs = 5_000
/** Having run this long, the next end counts as the first one again. */
const steadyAfterMs = 30_000

/**
 * Starts a child again whenever it ends: at once where it had run steadily, else after pauses that grow.
 * @param startAgain leaves nothing behind where it fails; the signal says that it is no longer wanted
 */
export function keepRunning<Child extends RunningChild>(
  first: Child,
  startAgain: (stopping: AbortSignal) => Promise<Child>,
  { name, log, pause = pauseFor }: KeepRunningOptions,
): KeptRunning<Child> {
  const stopping = new AbortController()
  let current = first
  let restarts = 0
  const watched = watch()

  async function watch(): Promise<void> {
    // One that came up while it was no longer wanted is not waited for: whoever stops ends it.
    for (let failures = 0; !stopping.signal.aborted;) {
      const since = performance.now()
      await current.gone
      if (stopping.signal.aborted) return
      log.warn(`${name} ended; starting it again`)
      failures = performance.now() - since > steadyAfterMs ? 0 : failures + 1
      failures = await restart(failures)
    }
  }

  /** How often it had failed in a row when it was up again, or was no longer wanted. */
  async function restart(failures: number): Promise<number> {
    for (let failed = failures; ; failed += 1) {
      await pause(pauseAfter(failed), stopping.signal).catch(() => undefined)
      if (stopping.signal.aborted) return failed
      try {
        current = await startAgain(stopping.signal)
        restarts += 1
        log.info(`${name} answers again`)
        return failed
      } catch (error) {
        if (!stopping.signal.aborted) log.warn(`${name} does not start: ${String(error)}`)
      }
    }
  }

  return {
    get current() {
      return current
    },
    get restarts() {
      return restarts
    },
    async stop() {
      stopping.abort()
      await current.stop()
      await watched
      // It may just have been started again.
      await current.stop()
    },
  }
}

function pauseFor(ms: number, stopping: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal: stopping })
}

function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs)
}
