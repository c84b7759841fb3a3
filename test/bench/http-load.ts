import { connect } from 'node:net'

export interface Load {
  readonly port: number
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly connections: number
  readonly durationMs: number
}

/**
 * Requests per second answered with 200 over keep-alive connections, each asking again as soon as it has its answer.
 * Speaks just as much HTTP as that takes, so that the servers and not this are the limit.
 */
export async function requestsPerSecond({ port, path, headers = {}, connections, durationMs }: Load): Promise<number> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const request = `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
  const until = performance.now() + durationMs
  const startedAt = performance.now()
  const counts = await Promise.all(Array.from({ length: connections }, () => askAgainAndAgain(port, request, until)))
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - startedAt) / 1000)
}

function askAgainAndAgain(port: number, request: string, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.setNoDelay(true).setEncoding('latin1')
    socket.on('error', reject)
    socket.on('data', (chunk: string) => {
      received += chunk
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1]
      if (!received.startsWith('HTTP/1.1 200 ') || length === undefined) {
        socket.destroy()
        reject(new Error(`answered ${received.slice(0, 300)}`))
        return
      }
      if (received.length < headEnd + 4 + Number(length)) return
      answered++
      received = ''
      if (performance.now() < until) socket.write(request)
      else {
        socket.destroy()
        resolve(answered)
      }
    })
  })
}
