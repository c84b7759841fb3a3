import WebSocket from 'ws'
import type { ServerFrame } from '../../signaling/live/contract.ts'
import type { TestAccount } from './answering.ts'

/** A page's end of the live socket, with every frame it was sent. */
export class LiveClient {
  readonly frames: ServerFrame[] = []
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #waiting = new Set<() => void>()

  constructor(
    port: number,
    account: TestAccount | undefined,
    headers: Record<string, string> = {},
    path = '/api/live',
  ) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
      headers: { origin: `http://127.0.0.1:${port}`, ...(account && { cookie: account.cookie }), ...headers },
    })
    this.#socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as ServerFrame)
      for (const wake of this.#waiting) wake()
    })
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (code) => resolve(code))
      this.#socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      this.#socket.on('error', () => undefined)
    })
  }

  async opened(): Promise<this> {
    await new Promise((resolve) => this.#socket.once('open', resolve))
    return this
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The first frame from now on, or already there, that fits. */
  async frame(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    for (;;) {
      const found = this.frames.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  /** Takes nothing from the network until it is resumed. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.close()
  }
}
