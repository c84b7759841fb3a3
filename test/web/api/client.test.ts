import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { addressOf, askAhead, read, request } from '../../../web/api/client.ts'

let asked: { address: string; init: RequestInit }[]
let answers: ('hangs' | Response)[]

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { visibilityState: 'visible' })
  asked = []
  answers = []
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    asked.push({ address, init })
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
const params = { id: '0190' }

const sendName = (name: string): Promise<unknown> => request('PATCH /api/me', { body: { name } })
const sendWords = (body: string): Promise<unknown> =>
  request('POST /api/consultations/:id/messages', { params, body: { idempotencyKey: 'k', body } })
const saveNote = (): Promise<unknown> =>
  request('PUT /api/consultations/:id/note', { params, body: { version: 1, text } })
const text = { complaint: '', subjective: '', objective: '', assessment: '', plan: '', advice: '', followUp: '' }

test.each<[Parameters<typeof addressOf>[0], Parameters<typeof addressOf>[1], string]>([
  ['GET /api/me', {}, '/api/me'],
  ['POST /api/tickets/:id/leave', { params, body: {} }, '/api/tickets/0190/leave'],
  [
    'POST /api/consultations/:id/links/:linkId/close',
    { params: { id: '1', linkId: '2' } },
    '/api/consultations/1/links/2/close',
  ],
  ['GET /api/tickets/:id', { params: { id: '../me?x=1#/林' } }, '/api/tickets/..%2Fme%3Fx%3D1%23%2F%E6%9E%97'],
  [
    'GET /api/my-patients',
    { query: { name: '林 & co', beforeId: '1' } },
    '/api/my-patients?name=%E6%9E%97+%26+co&beforeId=1',
  ],
  ['GET /api/my-patients', { query: { name: undefined, beforeId: '1' } }, '/api/my-patients?beforeId=1'],
  ['GET /api/my-patients', { query: { name: undefined } }, '/api/my-patients'],
  ['DELETE /api/shifts/:id', { params, query: { appointments: 'cancel' } }, '/api/shifts/0190?appointments=cancel'],
])('%s with %j stands at %s', (name, parts, address) => {
  expect(addressOf(name, parts)).toBe(address)
})

test('what a route takes goes along, and its answer comes back', async () => {
  answers = [Response.json({ id: '0190' }), new Response(null, { status: 204 })]
  expect(await request('POST /api/tickets/:id/leave', { params, body: { note: 'home' } })).toEqual({ id: '0190' })
  expect(await request('POST /api/sign-out')).toBeUndefined()
  expect(asked.map(({ address, init }) => [init.method, address, init.body])).toEqual([
    ['POST', '/api/tickets/0190/leave', '{"note":"home"}'],
    ['POST', '/api/sign-out', undefined],
  ])
})

test('the compiler takes no call that its route does not declare', () => {
  const calls = [
    // @ts-expect-error -- nothing is declared under this name
    () => request('POST /api/ticket'),
    // @ts-expect-error -- the id is missing
    () => request('GET /api/tickets/:id'),
    // @ts-expect-error -- another id than the path has
    () => request('GET /api/tickets/:id', { params: { ticketId: '0190' } }),
    // @ts-expect-error -- the query is missing
    () => request('GET /api/slots', {}),
    // @ts-expect-error -- a query that the route does not know
    () => request('GET /api/my-patients', { query: { after: '0190' } }),
    // @ts-expect-error -- a body where none is taken
    () => request('POST /api/sign-out', { body: {} }),
    // @ts-expect-error -- the answer has no such field
    async () => (await request('GET /api/me')).password,
    // @ts-expect-error -- there is no answer
    async () => (await request('POST /api/sign-out')).accountId,
  ]
  expect(calls).toHaveLength(8)
})

test.each<[string, () => Promise<unknown>, string | undefined]>([
  ['read', () => request('GET /api/tickets/:id', { params }), undefined],
  ['removed', () => request('DELETE /api/unlaid-shifts/:id', { params }), undefined],
  ['saved', saveNote, JSON.stringify({ version: 1, text })],
  ['sent with a key', () => sendWords('a word'), '{"idempotencyKey":"k","body":"a word"}'],
])('what is %s and not answered in time is asked once more, as it was', async (_, ask, body) => {
  answers = ['hangs', Response.json({ fine: true })]
  const answer = ask()
  await later()
  expect(await answer).toEqual({ fine: true })
  expect(asked.map(({ init }) => init.body)).toEqual([body, body])
  expect(asked[1]?.address).toBe(asked[0]?.address)
})

test.each<[string, () => Promise<unknown>]>([
  ['a command without a key', () => request('POST /api/duty/start')],
  ['a change', () => sendName('Lin')],
])('%s, which could make two of a thing, is sent once', async (_, ask) => {
  const answer = ask().catch((reason: unknown) => reason)
  await later()
  expect(await answer).toMatchObject({ status: 0, code: 'slow' })
  expect(asked).toHaveLength(1)
})

test('an answer that never comes is said to be slow after both tries', async () => {
  const answer = request('GET /api/me').catch((reason: unknown) => reason)
  await later()
  await later()
  expect(await answer).toMatchObject({ status: 0, code: 'slow' })
  expect(asked).toHaveLength(2)
})

test('whoever goes away is told so, not that it was slow', async () => {
  const abort = new AbortController()
  const answer = request('GET /api/me', {}, abort.signal).catch((reason: unknown) => reason)
  const reason = new Error('gone')
  abort.abort(reason)
  expect(await answer).toBe(reason)
  expect(asked).toHaveLength(1)
})

test('what is sent by a page that is going still arrives, unless it is too long for that', async () => {
  vi.stubGlobal('document', { visibilityState: 'hidden' })
  answers = [Response.json({}), Response.json({})]
  await sendWords('short')
  await sendWords('热'.repeat(30_000))
  expect(asked.map(({ init }) => init.keepalive ?? false)).toEqual([true, false])
})

test('what was asked ahead is the answer of the first that reads it', async () => {
  answers = [Response.json({ name: 'Lin' }), Response.json({ name: 'Wang' })]
  const { signal } = new AbortController()
  askAhead('GET /api/me')
  expect(await read('/api/me', signal)).toEqual({ name: 'Lin' })
  expect(await read('/api/me', signal)).toEqual({ name: 'Wang' })
  expect(asked.map(({ address }) => address)).toEqual(['/api/me', '/api/me'])
})

test('whoever reads what was asked ahead in vain is told why, and may ask anew', async () => {
  answers = [Response.json({}, { status: 401 }), Response.json({ name: 'Lin' })]
  const { signal } = new AbortController()
  askAhead('GET /api/me')
  await vi.advanceTimersByTimeAsync(1)
  expect(await read('/api/me', signal).catch((reason: unknown) => reason)).toMatchObject({ status: 401 })
  expect(await read('/api/me', signal)).toEqual({ name: 'Lin' })
})
