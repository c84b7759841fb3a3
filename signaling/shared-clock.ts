import type { BaseLogger } from 'pino'
import type { Clock } from './clock.ts'
import { type Rounds, startRounds } from './rounds.ts'

/** The clock that all processes of one hospital share. */
export interface SharedClock extends Clock {
  /** Measures no more. */
  stop(): Promise<void>
}

/** This machine's own clocks, in milliseconds. */
export interface OwnClocks {
  /** May be wrong, and may be set while we run. */
  wall(): number
  /** Goes evenly and is never set, but may stand still while the machine sleeps. */
  steady(): number
}

interface SharedClockOptions {
  /** Asks the one clock that all go by: the database's. */
  readonly ask: () => Promise<Temporal.Instant>
  readonly log: Pick<BaseLogger, 'warn'>
  readonly own?: OwnClocks
}

/** What the shared clock showed at a moment of our own, give or take half the time that the answer took. */
interface Sample {
  readonly at: number
  readonly steady: number
  readonly wall: number
  readonly uncertain: number
}

const machine: OwnClocks = { wall: () => Date.now(), steady: () => performance.now() }
const measureEveryMs = 10_000
const measuresAtStart = 5
/** How far two clocks drift apart by themselves: a tenth of a millisecond a second, ten times what quartz does. */
const drift = 0.0001
/** Our wall clock and our steady clock that disagree by so much: one was set, or the machine slept. */
const jumpMs = 1_000

/**
 * The database's time, as this machine's steady clock goes on from it: two processes agree on what is over and what has
 * begun, whatever their own clocks show. Measured again and again; the answer that came fastest counts, until another could
 * only be true if that one were not.
 * @throws where the clock that all share can't be asked
 */
export async function openSharedClock({ ask, log, own = machine }: SharedClockOptions): Promise<SharedClock> {
  let sample = await measure()
  let shown = 0
  let measuring = false

  async function measure(): Promise<Sample> {
    const [before, wall] = [own.steady(), own.wall()]
    const at = Number((await ask()).epochNanoseconds) / 1e6
    const uncertain = (own.steady() - before) / 2
    return { at, steady: before + uncertain, wall: wall + uncertain, uncertain }
  }

  function timeBy({ at, steady }: Sample, then: number): number {
    return at + then - steady
  }

  function hasJumped(): boolean {
    return Math.abs(own.wall() - sample.wall - (own.steady() - sample.steady)) > jumpMs
  }

  async function look(): Promise<void> {
    const next = await measure()
    const uncertain = sample.uncertain + (next.steady - sample.steady) * drift
    const contradicts = Math.abs(timeBy(sample, next.steady) - next.at) > uncertain + next.uncertain
    if (next.uncertain <= uncertain || contradicts || hasJumped()) sample = next
  }

  for (let count = 1; count < measuresAtStart; count += 1) await look()
  const failed = (error: unknown): void => log.warn({ err: error }, 'the database could not be asked for the time')
  const rounds: Rounds = startRounds(measureEveryMs, look, failed)

  return {
    now() {
      if (!measuring && hasJumped()) {
        measuring = true
        void look()
          .catch(failed)
          .finally(() => (measuring = false))
      }
      const time = timeBy(sample, own.steady())
      // A correction of some milliseconds never makes what comes later look earlier.
      shown = time < shown && shown - time < jumpMs ? shown : time
      return Temporal.Instant.fromEpochNanoseconds(BigInt(Math.round(shown * 1_000)) * 1_000n)
    },
    stop: () => rounds.stop(),
  }
}
