import type { Entry } from '../../../signaling/consultations/contract.ts'
import { asApiError } from '../../api/client.ts'
import type { FailureCode } from '../../api/client.ts'
import { Listeners } from '../../listeners.ts'
import { holdPage } from '../../shell/held-page.ts'
import { readJson, tab } from '../../storage/storage.ts'
import type { Line, LineState, Wants } from '../carrier/carrier.ts'
import type { Devices } from '../carrier/devices.ts'

/**
 * How one stands with the room. `rejoining`: was inside, and is being let in again. `elsewhere`: another window of the
 * same person has it. `closed`: there is no way in any more, or not yet, and `code` says why. `left`: one's own wish.
 */
export type CallPhase = 'entering' | 'inside' | 'wavering' | 'rejoining' | 'elsewhere' | 'closed' | 'left'

export interface CallState {
  readonly phase: CallPhase
  readonly code: FailureCode | undefined
  /** Why the last attempt failed, while another is coming. `moved`: only a page that is loaded anew may connect to the room. */
  readonly trouble: FailureCode | 'noMedia' | 'moved' | undefined
  readonly wants: Wants
  readonly line: LineState
}

interface CallOptions {
  /** Asks the server to be let in; answers with the way into the room of this moment. */
  readonly enter: () => Promise<Entry>
  readonly openLine: (wants: Wants) => Line
  /** Whether this page may not connect to the room's address. */
  readonly isBarred: (url: string) => boolean
  /** Where what one wants to send is kept over a reload. */
  readonly storageKey: string
}

const closing: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'consultationOver',
  'callOver',
  'notAdmitted',
  'notFound',
  'unauthenticated',
  'forbidden',
  'linkInvalid',
])

/** In the call, or on the way back into it: a page that was loaded anew would break it off, or take longer to be back. */
const underWay: ReadonlySet<CallPhase> = new Set<CallPhase>(['inside', 'wavering', 'rejoining'])

const nowhere: LineState = {
  connection: 'joining',
  outBecause: undefined,
  others: [],
  ownPicture: undefined,
  microphone: 'off',
  camera: 'off',
  inUse: {},
  fellBack: {},
  facesAway: false,
  speaking: false,
  quality: 'unknown',
  soundBlocked: false,
}

const usual: Wants = { microphone: true, camera: true, voiceFirst: false }

/**
 * Milliseconds before the next attempt: at once, then slower, never more than five seconds, so that a call is back within ten
 * of the server's return. A quarter more or less, so that all calls of a server don't come back in step.
 */
function pauseBefore(attempt: number): number {
  const pause = attempt === 0 ? 0 : Math.min(4_000, 500 * 2 ** (attempt - 1))
  return pause * (0.75 + Math.random() / 2)
}

/**
 * Keeps somebody in a consultation's room until it is over or they leave: comes in, and comes in anew with a fresh token
 * after whatever puts them out. Holds the page meanwhile. Knows nothing of React.
 */
export class CallKeeper {
  readonly #options: CallOptions
  readonly #listeners = new Listeners()
  #line: Line | undefined
  #unwatch: () => void
  /** There while the page is held. */
  #release: (() => void) | undefined
  /** Of the room that one came into, and the latest that the server has told of. */
  #epoch = 0
  #told = 0
  #wants: Wants
  #phase: CallPhase = 'entering'
  #code: FailureCode | undefined
  #trouble: CallState['trouble']
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Rises with each attempt; what an overtaken one comes to is dropped. */
  #turn = 0
  #state: CallState

  constructor(options: CallOptions) {
    this.#options = options
    this.#wants = readWants(options.storageKey)
    this.#unwatch = () => undefined
    this.#state = this.#look()
  }

  read = (): CallState => this.#state

  readonly watch = this.#listeners.add

  start(): void {
    window.addEventListener('online', this.#hurry)
    document.addEventListener('visibilitychange', this.#hurry)
    this.#begin('entering')
  }

  /** Ends everything without a word: the screen is going. */
  stop(): void {
    window.removeEventListener('online', this.#hurry)
    document.removeEventListener('visibilitychange', this.#hurry)
    this.#abandon()
    this.#hold(false)
  }

  leave(): void {
    this.#abandon()
    this.#enterPhase('left')
  }

  /** Comes back after leaving, or takes the call back from another window. */
  comeBack(): void {
    this.#begin('entering')
  }

  /** The server has moved everybody into another room, or the visit is over: whoever came into an older one goes anew. */
  roomIs(epoch: number): void {
    this.#told = Math.max(this.#told, epoch)
    const settled = this.#phase === 'inside' || this.#phase === 'wavering'
    if (settled && epoch > this.#epoch) this.#begin('rejoining')
  }

  want(change: Partial<Wants>): void {
    this.#wants = { ...this.#wants, ...change }
    tab.write(this.#options.storageKey, JSON.stringify(this.#wants))
    this.#line?.want(this.#wants)
    this.#changed()
  }

  choose(change: Devices): void {
    this.#line?.choose(change)
    if (change.camera !== undefined) this.want({ cameraId: undefined })
  }

  /** For this visit: the next one begins with the camera that is chosen in this browser. */
  async turnCamera(): Promise<void> {
    const cameraId = await this.#line?.turnCamera()
    if (cameraId !== undefined) this.want({ cameraId })
  }

  startSound(): void {
    this.#line?.startSound().catch(() => undefined)
  }

  #begin(phase: 'entering' | 'rejoining'): void {
    this.#abandon()
    this.#attempt = 0
    this.#code = undefined
    this.#trouble = undefined
    this.#enterPhase(phase)
    void this.#try()
  }

  #abandon(): void {
    this.#turn += 1
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#unwatch()
    this.#unwatch = () => undefined
    this.#line?.leave()
    this.#line = undefined
  }

  async #try(): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    this.#timer = undefined
    let entry: Entry
    try {
      entry = await this.#options.enter()
    } catch (reason) {
      const { code } = asApiError(reason)
      if (turn === this.#turn) this.#failed(code)
      return
    }
    if (turn !== this.#turn) return
    const line = this.#options.openLine(this.#wants)
    this.#line = line
    this.#changed()
    try {
      await line.join(entry)
    } catch {
      if (turn === this.#turn) this.#failed(this.#options.isBarred(entry.url) ? 'moved' : 'noMedia')
      return
    }
    if (turn !== this.#turn) return line.leave()
    this.#epoch = entry.roomEpoch
    if (this.#told > this.#epoch) {
      // It has moved meanwhile. Once for each telling, whatever the server says then.
      this.#told = this.#epoch
      return this.#begin('rejoining')
    }
    this.#attempt = 0
    this.#trouble = undefined
    this.#unwatch = line.watch(() => this.#follow(line))
    this.#follow(line)
  }

  #failed(trouble: FailureCode | 'noMedia' | 'moved'): void {
    if (trouble !== 'noMedia' && trouble !== 'moved' && closing.has(trouble)) {
      this.#code = trouble
      return this.#enterPhase('closed')
    }
    this.#trouble = trouble
    this.#attempt += 1
    this.#timer = setTimeout(() => void this.#try(), pauseBefore(this.#attempt))
    this.#changed()
  }

  #follow(line: Line): void {
    const { connection, outBecause } = line.read()
    if (connection === 'out') {
      if (outBecause === 'elsewhere') {
        this.#abandon()
        return this.#enterPhase('elsewhere')
      }
      return this.#begin('rejoining')
    }
    this.#enterPhase(connection === 'wavering' ? 'wavering' : 'inside')
  }

  /** The network is back, or the page is shown again: no reason to wait out the pause. */
  #hurry = (): void => {
    if (this.#timer === undefined || document.visibilityState === 'hidden') return
    clearTimeout(this.#timer)
    void this.#try()
  }

  #enterPhase(phase: CallPhase): void {
    this.#phase = phase
    this.#hold(underWay.has(phase))
    this.#changed()
  }

  #hold(wanted: boolean): void {
    if (wanted) {
      this.#release ??= holdPage()
      return
    }
    this.#release?.()
    this.#release = undefined
  }

  #changed(): void {
    this.#state = this.#look()
    this.#listeners.tell()
  }

  #look(): CallState {
    return {
      phase: this.#phase,
      code: this.#code,
      trouble: this.#trouble,
      wants: this.#wants,
      line: this.#line?.read() ?? nowhere,
    }
  }
}

/** A microphone that was switched off stays off after a reload. */
function readWants(storageKey: string): Wants {
  return { ...usual, ...readJson<Partial<Wants>>(tab, storageKey, {}) }
}
