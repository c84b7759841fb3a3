import { Listeners } from '../listeners.ts'
import type { Instant } from './clock.ts'

/** The browser's own clocks, in milliseconds. */
export interface OwnClocks {
  /** May be wrong, and may be set. */
  wall(): number
  /** Goes evenly and is never set, but stands still while the phone sleeps. */
  steady(): number
}

/** The server's time as a frame brought it. */
export interface HeardTime {
  readonly at: Instant
  /** When the frame was asked for, by the steady clock: it was made at some moment since. */
  readonly askedAt: number
}

interface Sample {
  /** The server's time, in milliseconds, when the frame came. */
  readonly at: number
  readonly steady: number
  readonly wall: number
  /** Half the round trip: by so much it may be wrong either way. */
  readonly uncertain: number
}

/** How far two clocks drift apart by themselves: a tenth of a millisecond a second. */
const drift = 0.0001
/** The wall clock is further on than the steady one by so much: the phone has slept. */
const sleptMs = 2_000
/** What a reader could notice. */
const noticeableMs = 500

const browser: OwnClocks = { wall: () => Date.now(), steady: () => performance.now() }

/**
 * The time by which waits, ends and countdowns are shown: the server's, since a phone's clock may be wrong by minutes. The
 * answer that came fastest counts, until another could only be true if that one were not. Before the first one: the
 * browser's.
 */
export class Present {
  readonly #own: OwnClocks
  readonly #listeners = new Listeners()
  readonly #firstListeners = new Listeners()
  #sample: Sample | undefined

  constructor(own: OwnClocks = browser) {
    this.#own = own
  }

  /** Milliseconds since 1970. */
  now(): number {
    if (this.#sample === undefined) return this.#own.wall()
    const { at, steady, wall } = this.#sample
    const [went, showed] = [this.#own.steady() - steady, this.#own.wall() - wall]
    // What the steady clock slept through, the wall clock has counted.
    return at + (showed - went > sleptMs ? showed : went)
  }

  /** Whether `now` is the server's time, and not the browser's. */
  get isHeard(): boolean {
    return this.#sample !== undefined
  }

  hear({ at, askedAt }: HeardTime): void {
    const [steady, wall] = [this.#own.steady(), this.#own.wall()]
    const uncertain = Math.max(0, steady - askedAt) / 2
    const next: Sample = { at: Date.parse(at) + uncertain, steady, wall, uncertain }
    if (Number.isNaN(next.at)) return
    const before = this.now()
    if (!this.#isBetter(next)) return
    const isFirst = !this.isHeard
    this.#sample = next
    if (isFirst) this.#firstListeners.tell()
    if (Math.abs(next.at - before) > noticeableMs) this.#listeners.tell()
  }

  #isBetter(next: Sample): boolean {
    const former = this.#sample
    if (former === undefined) return true
    const went = next.steady - former.steady
    const uncertain = former.uncertain + went * drift
    const contradicts = Math.abs(former.at + went - next.at) > uncertain + next.uncertain
    return next.uncertain <= uncertain || contradicts
  }

  /** Calls back when the time has turned out to be another one, until unsubscribed. */
  readonly onCorrected = this.#listeners.add

  /** Calls back when the server has told its time for the first time, until unsubscribed. */
  readonly onHeard = this.#firstListeners.add
}

/** Of this page. */
export const present = new Present()

/** The present instant, for what is compared with instants of the server. */
export function presentInstant(): Instant {
  return new Date(present.now()).toISOString()
}
