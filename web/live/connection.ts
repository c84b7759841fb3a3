import { WebSocket as ReconnectingSocket } from 'partysocket'
import type { ClientFrame, ServerFrame } from '../../signaling/live/contract.ts'
import { closeCode } from '../../signaling/vocabulary.ts'
import { present } from '../language/present.ts'
import { Listeners } from '../listeners.ts'
import { Retries } from './retries.ts'

/** `lost`: there was or should have been a connection; what is shown is the last that was known. */
export type LiveStatus = 'connecting' | 'live' | 'lost'

export interface LiveValue {
  readonly data: unknown
  readonly status: LiveStatus
  /** The code with which the server refused the topic. */
  readonly refused: string | undefined
}

export type Reduce = (value: never, delta: never) => unknown

interface Watch {
  readonly topic: string
  readonly key: number | undefined
  readonly reduce: Reduce | undefined
  readonly listeners: Listeners
  value: LiveValue
  /** When it was last told to the server, by the page's steady clock. */
  toldAt: number
  /** Stops the watch a moment after its last reader left, so that a change of screen does not ask anew. */
  ending: ReturnType<typeof setTimeout> | undefined
}

/** Times in milliseconds. A socket can be dead and still say OPEN after sleep: only an answer proves it alive. */
export interface LiveTimes {
  readonly beat: number
  readonly answerWithin: number
  readonly lingering: number
}

const usual: LiveTimes = { beat: 20_000, answerWithin: 6_000, lingering: 2_000 }

/**
 * The one socket of the page. Watches are told again after every reconnect and their snapshots replace what was
 * there. Opens with the first watch; `close` ends it, and so does the server where the session is over, until `open`.
 */
export class LiveConnection {
  readonly #url: string
  readonly #times: LiveTimes
  readonly #onSignedOut: () => void
  readonly #watches = new Map<string, Watch>()
  readonly #statusListeners = new Listeners()
  #socket: ReconnectingSocket | undefined
  #status: LiveStatus = 'connecting'
  #beat: ReturnType<typeof setInterval> | undefined
  #verdict: ReturnType<typeof setTimeout> | undefined
  /** When the ping that has no answer yet was sent, by the page's steady clock. */
  #pingedAt: number | undefined
  readonly #retries = new Retries()

  constructor(url: string, onSignedOut: () => void, times: LiveTimes = usual) {
    this.#url = url
    this.#onSignedOut = onSignedOut
    this.#times = times
  }

  get status(): LiveStatus {
    return this.#status
  }

  readonly onStatus = this.#statusListeners.add

  /** The current value of a topic; the same object until it changes. */
  read(topic: string): LiveValue {
    return this.#watches.get(topic)?.value ?? nothing
  }

  /** Watches a topic until the returned function is called. `reduce` makes a change into the next value. */
  watch(topic: string, listener: () => void, key?: number, reduce?: Reduce): () => void {
    let watch = this.#watches.get(topic)
    if (watch === undefined || watch.key !== key) {
      const former = watch
      const data = former?.value.data
      watch = {
        topic,
        key,
        reduce,
        listeners: former?.listeners ?? new Listeners(),
        value: { data, status: this.#waiting(), refused: undefined },
        toldAt: performance.now(),
        ending: undefined,
      }
      this.#watches.set(topic, watch)
      this.open()
      if (former !== undefined) this.#send({ type: 'unwatch', topic })
      this.#tell(watch)
    }
    clearTimeout(watch.ending)
    const leave = watch.listeners.add(listener)
    return () => {
      leave()
      this.#endUnwatched(topic)
    }
  }

  /** Nothing where it is open, or tries to be. What is watched and shown stays. */
  open(): void {
    if (this.#socket !== undefined) return
    // Asked before each try: the pause is there, since the library's own is the same for everybody.
    const address = async (): Promise<string> => {
      await this.#retries.pause()
      return this.#url
    }
    this.#socket = new ReconnectingSocket(address, [], {
      minReconnectionDelay: 0,
      maxReconnectionDelay: 0,
      connectionTimeout: 8_000,
      maxEnqueuedMessages: 0,
    })
    this.#socket.addEventListener('open', () => this.#opened())
    this.#socket.addEventListener('message', (event: MessageEvent) => this.#receive(String(event.data)))
    this.#socket.addEventListener('close', (event) => this.#closed(event.code))
    document.addEventListener('visibilitychange', this.#wake)
    window.addEventListener('online', this.#wake)
    window.addEventListener('offline', this.#wake)
    window.addEventListener('pageshow', this.#wake)
    this.#beat = setInterval(() => this.#check(), this.#times.beat)
  }

  close(): void {
    clearInterval(this.#beat)
    clearTimeout(this.#verdict)
    document.removeEventListener('visibilitychange', this.#wake)
    window.removeEventListener('online', this.#wake)
    window.removeEventListener('offline', this.#wake)
    window.removeEventListener('pageshow', this.#wake)
    this.#socket?.close()
    this.#socket = undefined
    this.#retries.hurry()
  }

  #waiting(): LiveStatus {
    return this.#status === 'lost' ? 'lost' : 'connecting'
  }

  #endUnwatched(topic: string): void {
    const watch = this.#watches.get(topic)
    if (watch === undefined || !watch.listeners.isEmpty) return
    clearTimeout(watch.ending)
    watch.ending = setTimeout(() => {
      if (this.#watches.get(topic) !== watch || !watch.listeners.isEmpty) return
      this.#watches.delete(topic)
      this.#send({ type: 'unwatch', topic })
    }, this.#times.lingering)
  }

  #opened(): void {
    clearTimeout(this.#verdict)
    this.#verdict = undefined
    this.#retries.opened()
    for (const watch of this.#watches.values()) this.#tell(watch)
    this.#setStatus('live')
    // The first answer says what time it is.
    this.#check()
  }

  #closed(code: number): void {
    clearTimeout(this.#verdict)
    this.#verdict = undefined
    this.#pingedAt = undefined
    this.#retries.closed(code)
    if (code === closeCode.signedOut || code === closeCode.badFrame) this.close()
    this.#setStatus('lost')
    if (code === closeCode.signedOut) this.#onSignedOut()
  }

  #setStatus(status: LiveStatus): void {
    this.#status = status
    if (status === 'lost') {
      for (const watch of this.#watches.values()) this.#change(watch, { ...watch.value, status })
    }
    this.#statusListeners.tell()
  }

  #change(watch: Watch, value: LiveValue): void {
    watch.value = value
    watch.listeners.tell()
  }

  #receive(text: string): void {
    clearTimeout(this.#verdict)
    this.#verdict = undefined
    const frame = JSON.parse(text) as ServerFrame
    if (frame.type === 'pong') {
      if (this.#pingedAt !== undefined) present.hear({ at: frame.at, askedAt: this.#pingedAt })
      this.#pingedAt = undefined
      return
    }
    const watch = this.#watches.get(frame.topic)
    if (watch === undefined) return
    // Of a watch that was given up and taken again; its snapshot is on the way.
    if (frame.type === 'change' && watch.value.data === undefined) return
    if (frame.type === 'snapshot') present.hear({ at: frame.at, askedAt: watch.toldAt })
    if (frame.type === 'refused') this.#change(watch, { data: undefined, status: 'live', refused: frame.error.code })
    else {
      const reduced = frame.type === 'change' && watch.reduce !== undefined
      const data = reduced
        ? (watch.reduce as (value: unknown, delta: unknown) => unknown)(watch.value.data, frame.data)
        : frame.data
      this.#change(watch, { data, status: 'live', refused: undefined })
    }
  }

  #tell(watch: Watch): void {
    watch.toldAt = performance.now()
    this.#send({ type: 'watch', topic: watch.topic, ...(watch.key === undefined ? {} : { key: watch.key }) })
  }

  #send(frame: ClientFrame): void {
    if (this.#socket?.readyState === ReconnectingSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  #wake = (): void => {
    if (document.visibilityState === 'hidden') return
    if (this.#socket?.readyState === ReconnectingSocket.OPEN) this.#check()
    else {
      this.#retries.hurry()
      this.#socket?.reconnect()
    }
  }

  #check(): void {
    if (this.#socket?.readyState !== ReconnectingSocket.OPEN || this.#verdict !== undefined) return
    this.#pingedAt = performance.now()
    this.#send({ type: 'ping' })
    this.#verdict = setTimeout(() => {
      this.#verdict = undefined
      this.#setStatus('lost')
      this.#socket?.reconnect()
    }, this.#times.answerWithin)
  }
}

const nothing: LiveValue = { data: undefined, status: 'connecting', refused: undefined }
