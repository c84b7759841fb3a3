import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex, Readable } from 'node:stream'

/**
 * The network of one browser context: an HTTP proxy that carries its pages and sockets, and a relay for each UDP port
 * its calls talk to. While it is lost nothing passes in either direction and nothing is told of it, as on a phone that
 * has lost its radio: open connections hang, new ones hang as well.
 */
export class Network implements AsyncDisposable {
  readonly #proxy: Server
  readonly #streams = new Set<Readable>()
  readonly #held: (() => void)[] = []
  readonly #relays = new Map<string, UdpRelay>()
  #lost = false

  private constructor(proxy: Server) {
    this.#proxy = proxy
    proxy.on('request', (asked: IncomingMessage, answer: ServerResponse) => {
      this.#whenUp(() => this.#forward(asked, answer))
    })
    proxy.on('connect', (asked: IncomingMessage, client: Duplex, head: Buffer) => {
      this.#whenUp(() => this.#tunnel(asked.url ?? '', client, head))
    })
    proxy.on('connection', (client) => this.#hold(client))
  }

  static async open(): Promise<Network> {
    const proxy = createServer()
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    return new Network(proxy)
  }

  get proxyUrl(): string {
    return `http://127.0.0.1:${(this.#proxy.address() as AddressInfo).port}`
  }

  /** The local UDP port that stands for this one, as long as the network is there. */
  async udpPortFor(address: string, port: number): Promise<number> {
    const key = `${address}:${port}`
    let relay = this.#relays.get(key)
    if (!relay) {
      relay = new UdpRelay(address, port, () => this.#lost)
      this.#relays.set(key, relay)
    }
    return await relay.port
  }

  lose(): void {
    this.#lost = true
    for (const stream of this.#streams) stream.pause()
  }

  /** What was sent over TCP meanwhile arrives now, as TCP would send it again; datagrams are gone. */
  restore(): void {
    this.#lost = false
    for (const stream of this.#streams) stream.resume()
    for (const go of this.#held.splice(0)) go()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stream of this.#streams) stream.destroy()
    for (const relay of this.#relays.values()) relay.close()
    const closed = once(this.#proxy, 'close')
    this.#proxy.close()
    this.#proxy.closeAllConnections()
    await closed
  }

  #whenUp(go: () => void): void {
    if (this.#lost) this.#held.push(go)
    else go()
  }

  #hold(stream: Readable): void {
    this.#streams.add(stream)
    stream.on('close', () => this.#streams.delete(stream))
    stream.on('error', () => stream.destroy())
    if (this.#lost) stream.pause()
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(asked.url ?? '')
    const onward = request(url, { method: asked.method, headers: asked.headers }, (answered) => {
      this.#hold(answered)
      this.#whenUp(() => {
        answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders)
        answered.pipe(answer)
      })
    })
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    asked.pipe(onward)
  }

  #tunnel(target: string, client: Duplex, head: Buffer): void {
    const { hostname, port } = new URL(`http://${target}`)
    const server = connect(Number(port || 80), hostname.replace(/^\[|\]$/g, ''))
    this.#hold(server)
    server.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      server.write(head)
      this.#pass(client, server)
      this.#pass(server, client)
    })
    server.on('close', () => this.#whenUp(() => client.destroy()))
    client.on('close', () => this.#whenUp(() => server.destroy()))
  }

  #pass(from: Duplex, to: Duplex): void {
    from.on('data', (chunk: Buffer) => to.write(chunk))
    if (this.#lost) from.pause()
  }
}

class UdpRelay {
  readonly port: Promise<number>
  readonly #front = createSocket('udp4')
  readonly #backs = new Map<string, UdpSocket>()

  constructor(address: string, port: number, isLost: () => boolean) {
    this.#front.on('message', (datagram, client) => {
      if (isLost()) return
      const key = `${client.address}:${client.port}`
      let back = this.#backs.get(key)
      if (!back) {
        back = createSocket('udp4')
        back.on('message', (answer) => {
          if (!isLost()) this.#front.send(answer, client.port, client.address)
        })
        back.on('error', () => {})
        this.#backs.set(key, back)
      }
      back.send(datagram, port, address)
    })
    this.#front.bind(0, '127.0.0.1')
    this.port = once(this.#front, 'listening').then(() => this.#front.address().port)
  }

  close(): void {
    this.#front.close()
    for (const back of this.#backs.values()) back.close()
  }
}
