import { once } from 'node:events'
import { WebSocket } from 'ws'

/** Many WebSockets in this process, all of which are to get the same frames. */
export class Listeners {
  readonly #sockets: readonly WebSocket[]
  #missing = 0
  #arrived: (() => void) | undefined
  #counts: (frame: string) => boolean = () => true

  private constructor(sockets: readonly WebSocket[]) {
    this.#sockets = sockets
    for (const socket of sockets) {
      socket.on('message', (data: Buffer) => {
        if (this.#arrived && this.#counts(data.toString()) && --this.#missing === 0) this.#arrived()
      })
    }
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
      await listeners.untilAllGot(() => sockets.forEach((socket) => socket.send(hello)))
    }
    return listeners
  }

  /** Milliseconds from calling `send` until every socket has got one frame that counts. */
  async untilAllGot(send: () => void, counts: (frame: string) => boolean = () => true): Promise<number> {
    this.#missing = this.#sockets.length
    this.#counts = counts
    const all = new Promise<void>((resolve) => (this.#arrived = resolve))
    const startedAt = performance.now()
    send()
    await all
    this.#arrived = undefined
    return performance.now() - startedAt
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate()
  }
}
