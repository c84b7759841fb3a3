import { once } from 'node:events'
import { WebSocket } from 'ws'

/** How one frame reached every socket. */
export interface Delivery {
  readonly frame: string
  /** From the call of `send` until the last socket had it. */
  readonly wholeMs: number
  /** From the first socket that had it until the last one had. */
  readonly firstToLastMs: number
}

interface Awaited {
  readonly counts: (frame: string) => boolean
  readonly done: (delivery: Omit<Delivery, 'wholeMs'>) => void
  missing: number
  firstAt: number
}

/** Many WebSockets in this process, all of which are to get the same frames. */
export class Listeners {
  readonly #sockets: readonly WebSocket[]
  #awaited: Awaited | undefined

  private constructor(sockets: readonly WebSocket[]) {
    this.#sockets = sockets
    for (const socket of sockets) socket.on('message', (data: Buffer) => this.#got(data.toString()))
  }

  static async connect(
    url: string,
    count: number,
    { headers = {}, hello }: { readonly headers?: Readonly<Record<string, string>>; readonly hello?: string } = {},
  ): Promise<Listeners> {
    const sockets: WebSocket[] = []
    // A hundred at a time: a listening socket's backlog is not endless.
    while (sockets.length < count) {
      const batch = Array.from({ length: Math.min(100, count - sockets.length) }, () => new WebSocket(url, { headers }))
      await Promise.all(batch.map((socket) => once(socket, 'open')))
      sockets.push(...batch)
    }
    const listeners = new Listeners(sockets)
    if (hello !== undefined) {
      // Each answers its hello with a first frame.
      await listeners.untilAllGot(() => listeners.send(hello))
    }
    return listeners
  }

  /** From each of them. */
  send(frame: string): void {
    for (const socket of this.#sockets) socket.send(frame)
  }

  /** Waits until every socket has got one frame that counts. */
  async untilAllGot(send: () => void, counts: (frame: string) => boolean = () => true): Promise<Delivery> {
    const delivered = new Promise<Omit<Delivery, 'wholeMs'>>((done) => {
      this.#awaited = { counts, done, missing: this.#sockets.length, firstAt: 0 }
    })
    const startedAt = performance.now()
    send()
    const delivery = await delivered
    return { ...delivery, wholeMs: performance.now() - startedAt }
  }

  #got(frame: string): void {
    const awaited = this.#awaited
    if (!awaited?.counts(frame)) return
    awaited.firstAt ||= performance.now()
    awaited.missing--
    if (awaited.missing > 0) return
    this.#awaited = undefined
    awaited.done({ frame, firstToLastMs: performance.now() - awaited.firstAt })
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate()
  }
}
