import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import type { Rollup } from 'vite'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { ClientFrame, ServerFrame } from '../../../signaling/live/contract.ts'
import { closeCode } from '../../../signaling/vocabulary.ts'
import { launchBrowser } from '../../support/browser.ts'
import { buildForProduction } from '../built-client.ts'
import type { LivePage } from './live-page.ts'

let browser: Browser
let script: string
let page: Page
let url: string

/** The other end, which the test can make silent or rude. */
let frames: ClientFrame[] = []
let sockets: WebSocket[] = []
/** When each socket came. */
let arrivals: number[] = []
let silent = false
/** Milliseconds by which the server's clock is ahead of the browser's. */
let serverAhead = 0
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html')
  response.end('<!doctype html><title>live</title>')
})
const webSockets = new WebSocketServer({ server, path: '/api/live' })

webSockets.on('connection', (socket) => {
  sockets.push(socket)
  arrivals.push(performance.now())
  socket.on('message', (message: Buffer) => {
    const frame = JSON.parse(message.toString()) as ClientFrame
    if (frame.type === 'ping') {
      if (!silent) send({ type: 'pong' })
    } else frames.push(frame)
  })
})

type Untimed<Frame> = Frame extends unknown ? Omit<Frame, 'at'> : never

function send(frame: Untimed<ServerFrame>): void {
  sockets.at(-1)?.send(JSON.stringify({ at: new Date(Date.now() + serverAhead).toISOString(), ...frame }))
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const built = (await buildForProduction({
    configFile: false,
    build: { write: false, rollupOptions: { input: 'test/web/live/live-page.ts' } },
  })) as Rollup.RollupOutput
  script = built.output.map((part) => (part.type === 'chunk' ? part.code : '')).join('\n')
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
  webSockets.close()
  server.closeAllConnections()
  server.close()
})

beforeEach(async () => {
  await page?.close()
  frames = []
  sockets = []
  arrivals = []
  silent = false
  serverAhead = 0
  page = await browser.newPage()
  await page.goto(url)
  await page.addScriptTag({ content: script, type: 'module' })
  await page.waitForFunction(() => 'live' in window)
  await open({ beat: 60_000, answerWithin: 60_000, lingering: 50 })
})

async function open(times: Parameters<LivePage['open']>[1]): Promise<void> {
  const address = `${url.replace('http', 'ws')}/api/live`
  await page.evaluate(([to, within]) => window.live.open(to, within), [address, times] as const)
}

async function watch(topic: string, key?: number, adds = false): Promise<void> {
  await page.evaluate(([name, own, sum]) => void window.live.watch(name, own, sum), [topic, key, adds] as const)
}

function value(topic: string): Promise<unknown> {
  return page.evaluate((name) => window.live.read(name), topic)
}

/** Milliseconds that a busy machine may need for what comes at once on another. */
const patience = 40_000

async function told(...expected: ClientFrame[]): Promise<void> {
  await vi.waitFor(() => expect(frames).toEqual(expected), patience)
}

async function shows(topic: string, expected: unknown): Promise<void> {
  await vi.waitFor(async () => expect(await value(topic)).toEqual(expected), patience)
}

test('a snapshot comes first, a change replaces it', async () => {
  await watch('ticket:1')
  await told({ type: 'watch', topic: 'ticket:1' })
  await shows('ticket:1', { status: 'connecting' })
  send({ type: 'snapshot', topic: 'ticket:1', data: { ahead: 2 } })
  await shows('ticket:1', { data: { ahead: 2 }, status: 'live' })
  send({ type: 'change', topic: 'ticket:1', data: { ahead: 1 } })
  await shows('ticket:1', { data: { ahead: 1 }, status: 'live' })
})

test('on a shared topic the changes are deltas, and the own place is told', async () => {
  await watch('queue:tcm', 17, true)
  await told({ type: 'watch', topic: 'queue:tcm', key: 17 })
  send({ type: 'snapshot', topic: 'queue:tcm', data: 40 })
  send({ type: 'change', topic: 'queue:tcm', data: -3 })
  await shows('queue:tcm', { data: 37, status: 'live' })
})

test('who watches the same shares one watch, which ends after the last has left', async () => {
  await page.evaluate(() => {
    const leave = [window.live.watch('board'), window.live.watch('board')]
    for (const one of leave) one()
    window.live.watch('roster')
  })
  await told({ type: 'watch', topic: 'board' }, { type: 'watch', topic: 'roster' }, { type: 'unwatch', topic: 'board' })
})

test('what one may not see is refused with a code', async () => {
  await watch('ticket:2')
  await told({ type: 'watch', topic: 'ticket:2' })
  send({ type: 'refused', topic: 'ticket:2', error: { code: 'notFound', message: '' } })
  await shows('ticket:2', { status: 'live', refused: 'notFound' })
})

test('after a lost connection the last value stays, the watches are told again and the snapshot counts', async () => {
  await watch('ticket:3')
  await told({ type: 'watch', topic: 'ticket:3' })
  send({ type: 'snapshot', topic: 'ticket:3', data: 'old' })
  await shows('ticket:3', { data: 'old', status: 'live' })
  sockets.at(-1)?.terminate()
  await shows('ticket:3', { data: 'old', status: 'lost' })
  await told({ type: 'watch', topic: 'ticket:3' }, { type: 'watch', topic: 'ticket:3' })
  send({ type: 'snapshot', topic: 'ticket:3', data: 'new' })
  await shows('ticket:3', { data: 'new', status: 'live' })
})

test('a socket that is open but dead is noticed and replaced', async () => {
  await open({ beat: 150, answerWithin: 3_000, lingering: 50 })
  await watch('ticket:4')
  await told({ type: 'watch', topic: 'ticket:4' })
  send({ type: 'snapshot', topic: 'ticket:4', data: 'old' })
  await shows('ticket:4', { data: 'old', status: 'live' })
  silent = true
  await shows('ticket:4', { data: 'old', status: 'lost' })
  silent = false
  await vi.waitFor(() => expect(sockets.length).toBeGreaterThan(1), patience)
  await vi.waitFor(() => expect(frames.length).toBeGreaterThan(1), patience)
  // One that was asked in the silence is replaced too: whichever is the last is told.
  await vi.waitFor(async () => {
    send({ type: 'snapshot', topic: 'ticket:4', data: 'new' })
    expect(await value('ticket:4')).toEqual({ data: 'new', status: 'live' })
  }, patience)
})

test('signed out, it says so once and does not come back', async () => {
  await watch('ticket:5')
  await told({ type: 'watch', topic: 'ticket:5' })
  sockets.at(-1)?.close(closeCode.signedOut)
  await vi.waitFor(async () => expect(await page.evaluate(() => window.live.signedOut())).toBe(1), patience)
  await shows('ticket:5', { status: 'lost' })
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  expect(sockets).toHaveLength(1)
})

test('signed in anew, it goes on with what was watched, and shows it meanwhile', async () => {
  await watch('ticket:6')
  await told({ type: 'watch', topic: 'ticket:6' })
  send({ type: 'snapshot', topic: 'ticket:6', data: 'old' })
  await shows('ticket:6', { data: 'old', status: 'live' })
  sockets.at(-1)?.close(closeCode.signedOut)
  await shows('ticket:6', { data: 'old', status: 'lost' })
  frames = []
  await page.evaluate(() => window.live.reopen())
  await told({ type: 'watch', topic: 'ticket:6' })
  send({ type: 'snapshot', topic: 'ticket:6', data: 'new' })
  await shows('ticket:6', { data: 'new', status: 'live' })
  expect(sockets).toHaveLength(2)
})

test.each([
  ['the server says that it goes', 5_000, (socket: WebSocket) => socket.close(closeCode.goingAway)],
  ['connections just break', 2_000, (socket: WebSocket) => socket.terminate()],
])('200 pages don’t come back in step when %s', async (_name, within, end) => {
  const address = `${url.replace('http', 'ws')}/api/live`
  const times = { beat: 60_000, answerWithin: 60_000, lingering: 50 }
  await page.evaluate(([to, waits]) => window.live.openMany(to, 200, waits), [address, times] as const)
  await vi.waitFor(() => expect(sockets).toHaveLength(200), patience)
  const endedAt = performance.now()
  arrivals = []
  for (const socket of sockets.splice(0)) end(socket)
  await vi.waitFor(() => expect(arrivals).toHaveLength(200), within + patience)
  const parts = new Map<number, number>()
  for (const at of arrivals) {
    const part = Math.floor(((at - endedAt) / within) * 10)
    parts.set(part, (parts.get(part) ?? 0) + 1)
  }
  // Twenty are expected in each tenth of the time, a few times as many where this machine stands still for a moment. Those in
  // step would come in one; how evenly they are spread is `retries.test.ts`'s to say.
  for (const count of parts.values()) expect(count).toBeLessThan(100)
})

test('the time is the server’s as soon as there is a connection, however wrong the browser’s clock is', async () => {
  const ahead = async (): Promise<number> => Date.parse(await page.evaluate(() => window.live.now())) - Date.now()
  await vi.waitFor(async () => expect(Math.abs(await ahead())).toBeLessThan(2_000), patience)
  serverAhead = 20 * 60_000
  await watch('ticket:6')
  await vi.waitFor(async () => expect(Math.abs((await ahead()) - serverAhead)).toBeLessThan(2_000), patience)
})
