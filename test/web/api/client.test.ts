import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { request } from '../../../web/api/client.ts'

let asked: { path: string; init: RequestInit }[]
let answers: ('hangs' | Response)[]

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { visibilityState: 'visible' })
  asked = []
  answers = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push({ path, init })
    const answer = answers.shift() ?? 'hangs'
    if (answer !== 'hangs') return Promise.resolve(answer)
    return new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const later = (): Promise<unknown> => vi.advanceTimersByTimeAsync(15_000)

test.each<['GET' | 'PUT' | 'DELETE' | 'POST', unknown]>([
  ['GET', undefined],
  ['PUT', { text: 'a note' }],
  ['DELETE', undefined],
  ['POST', { idempotencyKey: 'k' }],
])('a %s that is not answered in time is sent once more, as it was', async (method, body) => {
  answers = ['hangs', Response.json({ fine: true })]
  const answer = request(method, '/api/thing', body)
  await later()
  expect(await answer).toEqual({ fine: true })
  expect(asked.map(({ init }) => init.body)).toEqual(
    Array(2).fill(body === undefined ? undefined : JSON.stringify(body)),
  )
})

test('what could make two of a thing is sent once', async () => {
  const answer = request('POST', '/api/duty/start').catch((reason: unknown) => reason)
  await later()
  expect(await answer).toMatchObject({ status: 0, code: 'slow' })
  expect(asked).toHaveLength(1)
})

test('an answer that never comes is said to be slow after both tries', async () => {
  const answer = request('GET', '/api/thing').catch((reason: unknown) => reason)
  await later()
  await later()
  expect(await answer).toMatchObject({ status: 0, code: 'slow' })
  expect(asked).toHaveLength(2)
})

test('a file has no deadline', async () => {
  const settled = vi.fn()
  void request('POST', '/api/thing', new Blob(['x'])).then(settled, settled)
  await later()
  await later()
  expect(settled).not.toHaveBeenCalled()
})

test('whoever goes away is told so, not that it was slow', async () => {
  const abort = new AbortController()
  const answer = request('GET', '/api/thing', undefined, abort.signal).catch((reason: unknown) => reason)
  const reason = new Error('gone')
  abort.abort(reason)
  expect(await answer).toBe(reason)
  expect(asked).toHaveLength(1)
})

test('what is sent by a page that is going still arrives, unless it is too long for that', async () => {
  vi.stubGlobal('document', { visibilityState: 'hidden' })
  answers = [Response.json({}), Response.json({})]
  await request('PUT', '/api/thing', { text: 'short' })
  await request('PUT', '/api/thing', { text: '热'.repeat(30_000) })
  expect(asked.map(({ init }) => init.keepalive ?? false)).toEqual([true, false])
})
