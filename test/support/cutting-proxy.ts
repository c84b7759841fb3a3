import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** When the line breaks: before the statement has reached the server, or when the server has answered it. */
export type Moment = 'unsent' | 'answered'

/** A line to a PostgreSQL that breaks, when told, at a certain statement. */
export class CuttingProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cut: { readonly statement: string; readonly moment: Moment } | undefined

  private constructor(server: Server, target: URL) {
    this.#server = server
    server.on('connection', (client) => this.#carry(client, connect(Number(target.port), target.hostname)))
  }

  static async open(url: string): Promise<{ proxy: CuttingProxy; url: string }> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const through = new URL(url)
    through.port = String((server.address() as AddressInfo).port)
    return { proxy: new CuttingProxy(server, new URL(url)), url: through.href }
  }

  /** The next time that this text goes over a connection, that connection breaks. */
  cutOnce(statement: string, moment: Moment): void {
    this.#cut = { statement, moment }
  }

  /** Whether the line still has to break. */
  get isWhole(): boolean {
    return this.#cut !== undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }

  #carry(client: Socket, server: Socket): void {
    let breaksAtAnswer = false
    const end = (): void => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      this.#sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        end()
      })
    }
    client.on('data', (chunk: Buffer) => {
      const cut = this.#cut !== undefined && chunk.includes(this.#cut.statement) ? this.#cut : undefined
      if (cut !== undefined) this.#cut = undefined
      if (cut?.moment === 'unsent') return end()
      if (cut !== undefined) breaksAtAnswer = true
      server.write(chunk)
    })
    server.on('data', (chunk: Buffer) => {
      if (breaksAtAnswer) end()
      else client.write(chunk)
    })
  }
}
