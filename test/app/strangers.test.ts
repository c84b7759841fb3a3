import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { AppOptions } from '../../signaling/app.ts'
import { type Http, testOrigin } from '../support/answering.ts'
import { type Hospital, startHospital } from '../support/hospital.ts'

type Answered = Hospital<{ http: true }>

const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const site of open.splice(0)) await site[Symbol.asyncDispose]()
})

async function openSite(http: Http): Promise<Answered> {
  const site = await startHospital({ http })
  open.push(site)
  return site
}

async function listen(app: Partial<AppOptions> = {}): Promise<{ site: Answered; port: number; logged: string[] }> {
  const logged: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => void logged.push(line) })
  const site = await startHospital({ http: { ...app, listens: true }, log })
  open.push(site)
  return { site, port: site.port, logged }
}

/** What comes back over one connection until it is closed. */
async function answerTo(port: number, send: (socket: Socket) => Promise<void> | void): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    text += chunk
  })
  socket.on('error', () => undefined)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  await send(socket)
  await closed
  return text
}

/** Sends a byte now and then, as long as it is let. */
async function trickle(socket: Socket): Promise<void> {
  while (!socket.destroyed && socket.writable) {
    socket.write('x')
    await pause(50)
  }
}

describe('limits come before everything else', () => {
  const few = { limits: { requestsPerMinute: 5, pagesPerMinute: 5 } }
  const cases: ReadonlyArray<[string, string, Record<string, string>]> = [
    ['unknown paths of the API', '/api/nothing', {}],
    ['unknown paths of the site', '/wp-login.php', {}],
    ['paths that cannot be read', '/api/%', {}],
    ['cookies that are nobody’s', '/api/me', { cookie: 'qiaoyi_session=invented' }],
    ['cookies of guests that are nobody’s', '/api/guest', { cookie: 'qiaoyi_guest=a.b.c' }],
    ['requests of another site', '/api/sign-out', { origin: 'https://elsewhere.example' }],
  ]

  test.each(cases)('%s', async (_what, url, headers) => {
    const site = await openSite(few)
    const answers = []
    for (let n = 0; n < 8; n += 1) answers.push(await site.app.inject({ method: 'GET', url, headers }))
    expect(answers.slice(0, 5).map(({ statusCode }) => statusCode)).not.toContain(429)
    for (const answer of answers.slice(5)) {
      expect(answer.statusCode).toBe(429)
      expect(answer.json()).toMatchObject({
        error: { code: 'tooManyRequests', details: { seconds: expect.any(Number) } },
      })
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    }
  })

  test('who is refused costs the database nothing', async () => {
    const site = await openSite(few)
    for (let n = 0; n < 5; n += 1) await site.send(undefined, 'GET', '/api/me')
    await site.database[Symbol.asyncDispose]()
    const headers = { cookie: 'qiaoyi_session=invented' }
    expect((await site.app.inject({ method: 'GET', url: '/api/me', headers })).statusCode).toBe(429)
    open.splice(0)
  })

  test('pages have a count of their own, and the health of the process has none', async () => {
    const site = await openSite({ limits: { requestsPerMinute: 2, pagesPerMinute: 100 } })
    for (let n = 0; n < 10; n += 1) expect((await site.send(undefined, 'GET', '/')).status).toBe(404)
    for (let n = 0; n < 10; n += 1) expect((await site.send(undefined, 'GET', '/healthz')).status).toBe(200)
    expect((await site.send(undefined, 'GET', '/api/video')).status).toBe(200)
  })
})

describe('whose request it is', () => {
  const ask = (site: Answered, remoteAddress: string, forwarded?: string) =>
    site.app.inject({
      method: 'GET',
      url: '/api/video',
      remoteAddress,
      ...(forwarded !== undefined && { headers: { 'x-forwarded-for': forwarded } }),
    })
  const limits = { requestsPerMinute: 1 }

  test('a proxy that is trusted says it, and each address has its own count', async () => {
    const site = await openSite({ limits, trustedProxies: ['10.0.0.0/8'] })
    for (const client of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      expect((await ask(site, '10.1.2.3', client)).statusCode).toBe(200)
    }
    expect((await ask(site, '10.9.9.9', '192.0.2.1')).statusCode).toBe(429)
  })

  test('what a client writes before its proxy does is not believed', async () => {
    const site = await openSite({ limits, trustedProxies: ['10.0.0.0/8'] })
    expect((await ask(site, '10.1.2.3', '198.51.100.1, 192.0.2.1')).statusCode).toBe(200)
    expect((await ask(site, '10.1.2.3', '198.51.100.2, 192.0.2.1')).statusCode).toBe(429)
  })

  test('a stranger is not taken for a proxy', async () => {
    const site = await openSite({ limits })
    expect((await ask(site, '203.0.113.7', '192.0.2.1')).statusCode).toBe(200)
    expect((await ask(site, '203.0.113.7', '192.0.2.2')).statusCode).toBe(429)
  })

  test('a whole network of IPv6 is one', async () => {
    const site = await openSite({ limits })
    expect((await ask(site, '2001:db8::1')).statusCode).toBe(200)
    expect((await ask(site, '2001:db8::2')).statusCode).toBe(429)
    expect((await ask(site, '2001:db8:0:1::1')).statusCode).toBe(200)
  })
})

describe('a connection that crawls', () => {
  const head = (line: string, ...more: string[]) =>
    [line, 'host: localhost', `origin: ${testOrigin}`, ...more, '', ''].join('\r\n')

  const crawlers: ReadonlyArray<[string, (socket: Socket) => Promise<void> | void]> = [
    [
      'a body',
      (socket) => {
        const type = 'content-type: application/json'
        socket.write(head('POST /api/sign-in/codes HTTP/1.1', type, 'content-length: 100000'))
        return trickle(socket)
      },
    ],
    [
      'a body in chunks',
      (socket) => {
        const type = 'content-type: application/json'
        socket.write(head('POST /api/sign-in/codes HTTP/1.1', type, 'transfer-encoding: chunked') + 'ffff\r\n')
        return trickle(socket)
      },
    ],
    [
      'headers',
      (socket) => {
        socket.write('GET /api/me HTTP/1.1\r\nhost: localhost\r\nx-long: ')
        return trickle(socket)
      },
    ],
    [
      'the headers of a socket to be',
      (socket) => {
        socket.write(
          'GET /api/live HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\nx-long: ',
        )
        return trickle(socket)
      },
    ],
    [
      'a body that asks to become a socket',
      (socket) => {
        const upgrade = ['upgrade: websocket', 'connection: upgrade', 'content-type: application/json']
        socket.write(head('POST /api/sign-in/codes HTTP/1.1', ...upgrade, 'content-length: 100000'))
        return trickle(socket)
      },
    ],
    ['silence', () => undefined],
  ]

  test.each(crawlers)('%s is ended', async (_what, send) => {
    const { port, logged } = await listen({ requestWithin: 600 })
    const began = performance.now()
    await answerTo(port, send)
    expect(performance.now() - began).toBeLessThan(3_000)
    expect(logged).toEqual([])
  })

  test('is told that it was too slow, in the shape of every error', async () => {
    const { port } = await listen({ requestWithin: 600 })
    const answer = await answerTo(port, (socket) => trickleHeaders(socket))
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual({ error: { code: 'tooSlow', message: 'tooSlow' } })
  })

  function trickleHeaders(socket: Socket): Promise<void> {
    socket.write('GET /api/me HTTP/1.1\r\nhost: localhost\r\nx-long: ')
    return trickle(socket)
  }

  test('a live socket outlives the time that a request has', async () => {
    const { site, port } = await listen({ requestWithin: 300 })
    const { cookie } = await site.addAccount('compatriot')
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers: { origin: testOrigin, cookie } })
    await once(socket, 'open')
    await pause(1_200)
    socket.send(JSON.stringify({ type: 'ping' }))
    const [data] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(data.toString())).toMatchObject({ type: 'pong' })
    socket.close()
  })
})

describe('what is no request', () => {
  const error = (code: string) => ({ error: { code, message: code } })

  test.each([
    ['a page that cannot be read', '/%', 400, 'invalidInput'],
    ['a path of the API that cannot be read', '/api/%', 400, 'invalidInput'],
    ['an id that cannot be read', '/api/patients/%E0%A4%A', 400, 'invalidInput'],
    ['a token without end', `/sign-in/link/${'x'.repeat(500)}`, 404, 'notFound'],
  ])('%s is answered as every error is', async (_what, url, status, code) => {
    const site = await openSite({})
    const answer = await site.app.inject({ method: 'GET', url })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toEqual(error(code))
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })

  test.each([
    [
      'a length that is no number',
      'POST /api/sign-in HTTP/1.1\r\nhost: a\r\ncontent-length: ten\r\n\r\n',
      400,
      'invalidInput',
    ],
    [
      'two lengths',
      'POST /api/sign-in HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'invalidInput',
    ],
    ['no HTTP at all', '\u0016\u0003\u0001\u0002', 400, 'invalidInput'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'tooLarge'],
  ])('%s is answered as every error is', async (_what, bytes, status, code) => {
    const { port, logged } = await listen()
    const answer = await answerTo(port, (socket) => void socket.write(bytes))
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(JSON.parse(body)).toEqual(error(code))
    expect(head).toContain('x-content-type-options: nosniff')
    expect(logged).toEqual([])
  })

  test('clients that go in the middle leave no error in the log', async () => {
    const { site, port, logged } = await listen()
    const { cookie } = await site.addAccount('compatriot')
    const asks = [
      `GET /api/me HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\n\r\n`,
      `GET /api/me HTTP/1.1\r\nhost: localhost\r\ncookie: qiaoyi_session=invented\r\n\r\n`,
      `POST /api/sign-in HTTP/1.1\r\nhost: localhost\r\norigin: ${testOrigin}\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{"email"`,
      `POST /api/sign-out HTTP/1.1\r\nhost: localhost\r\norigin: ${testOrigin}\r\ncookie: ${cookie}\r\ncontent-length: 0\r\n\r\n`,
    ]
    const gone = Array.from({ length: 120 }, async (_, n) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(asks[n % asks.length] ?? '')
      await pause(n % 5)
      socket.resetAndDestroy()
    })
    await Promise.all(gone)
    await pause(300)
    expect(logged).toEqual([])
  })
})
