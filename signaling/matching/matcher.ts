import type { Dependencies } from '../dependencies.ts'
import type { TopicListener } from '../live/outbox.ts'
import { endStaleDuties } from '../roster/duty.ts'
import { startRounds } from '../rounds.ts'
import type { TopicName } from '../topics.ts'
import { endLongPauses, raiseAlarms, releaseLeftAlone } from '../waiting-room/lingering.ts'
import { expireCalls } from './expiry.ts'
import { InVain } from './in-vain.ts'
import { matchAll } from './matching.ts'

/**
 * Owns: no table. Its calls are made by `claim_tickets` and `open_calls` (migration 0025): the ticket leaves its queue and
 * the call is there in one statement.
 * Reads: `waiting` and `duty` through the waiting room; `consultation`, who has seen whom; `call`, which ones nobody answers, with `ticket`,
 *   `patient`, `account` and `expert` for the letter about one; `note`, whether anything is written.
 * Raises: nothing; announces what a call changes.
 * Reacts to: nothing; wakes with `queue:…` and `duty:…`.
 */

/** Time passes without a commit: pauses end, booked hours come, calls and shifts run out. */
const pollMs = 1_500
const commitsAtOnce = 4

export interface Matcher {
  /** Does at once what a wake would do soon, and resolves when it is done. */
  tick(): Promise<void>
  /** Resolves once the tick under way has ended. */
  stop(): Promise<void>
}

/** Somebody waits, or a doctor may be free; what frees one is told of their duty. A call that is answered makes no match possible. */
const wakingTopics = ['queue:', 'duty:'] as const satisfies readonly `${TopicName}:`[]

/**
 * Matches whenever something commits that could make a match possible, in whichever process, and at least every second or two.
 * Every process runs one: what two want at once, one gets. A tick that fails (the database restarts) is logged, and the next
 * one goes on.
 */
export function startMatcher(dependencies: Dependencies): Matcher {
  const { log, outbox } = dependencies
  const inVain = new InVain()
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  const steps: ReadonlyArray<readonly [string, () => Promise<unknown>]> = [
    ['calls could not be ended', () => expireCalls(dependencies)],
    ['duties could not be ended', () => endStaleDuties(dependencies)],
    ['places could not be released', () => releaseLeftAlone(dependencies)],
    ['pauses could not be ended', () => endLongPauses(dependencies)],
    ['matching failed', () => matchAll(dependencies, commitsAtOnce, inVain)],
    // What a whole round of matching has left is what nobody free may take.
    ['alarms could not be raised', () => raiseAlarms(dependencies)],
  ]

  async function runOnce(): Promise<void> {
    for (const [failure, step] of steps) {
      try {
        await step()
      } catch (error) {
        if (!stopped) log.error({ err: error }, `${failure}; trying again`)
      }
    }
  }

  /** One at a time; a wake in the middle makes it run once more. */
  function run(): Promise<void> {
    again = true
    running ??= (async () => {
      while (again && !stopped) {
        again = false
        await runOnce()
      }
      running = undefined
    })()
    return running
  }

  const listen: TopicListener = (changed) => {
    if (changed === 'reset' || hasAny(changed)) void run()
  }
  const unsubscribe = outbox.onTopics(listen)
  // Steps that fail are logged one by one.
  const poll = startRounds(pollMs, run, () => undefined)

  return {
    tick: run,
    async stop() {
      stopped = true
      unsubscribe()
      await Promise.all([poll.stop(), running])
    },
  }
}

function hasAny(changed: ReadonlySet<string>): boolean {
  for (const topic of changed) {
    if (wakingTopics.some((prefix) => topic.startsWith(prefix))) return true
  }
  return false
}
