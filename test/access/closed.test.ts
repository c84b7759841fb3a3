import { sql } from 'kysely'
import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { closeRoute } from '../../signaling/closed-requests.ts'
import { closed, nullable } from '../../signaling/shapes.ts'
import { closeCode } from '../../signaling/vocabulary.ts'
import type { Method, TestAccount } from '../support/answering.ts'
import { LiveClient } from '../support/live-client.ts'
import { openWorld } from './hospital.ts'
import { type Sample, samplesOf } from './samples.ts'

const world = openWorld()

/** What the database holds; the order of rows aside. */
async function everythingStored(): Promise<unknown> {
  const { db } = world.site.database
  const all = await db.introspection.getTables()
  const tables = all.flatMap(({ schema, name }) => (schema === 'public' ? [name] : [])).toSorted()
  return Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ hash: string }>`
        select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as hash from ${sql.table(table)} t`.execute(
        db,
      )
      return [table, rows[0]?.hash]
    }),
  )
}

interface Attempt {
  readonly url: string
  readonly body: unknown
  /** JSON pointer of the key that nobody asked for. */
  readonly extra: string
}

/** The sample with an extra key, once for each object in it and once in its query. */
function attemptsOf({ url, body }: Sample, takesBody: boolean): Attempt[] {
  const bodies = takesBody ? withExtra(body ?? {}, '') : []
  const query = `${url}${url.includes('?') ? '&' : '?'}extra=1`
  const isPage = !url.startsWith('/api')
  return [
    ...bodies.map(({ value, extra }) => ({ url, body: value, extra })),
    ...(isPage ? [] : [{ url: query, body, extra: '/extra' }]),
  ]
}

function withExtra(value: unknown, path: string): { value: unknown; extra: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([key, part]) =>
    withExtra(part, `${path}/${key}`).map((changed) => ({
      ...changed,
      value: Array.isArray(value) ? value.with(Number(key), changed.value) : { ...value, [key]: changed.value },
    })),
  )
  return Array.isArray(value) ? inside : [{ value: { ...value, extra: 1 }, extra: `${path}/extra` }, ...inside]
}

function accountFor(roles: readonly string[]): TestAccount | undefined {
  if (roles.includes('guest') && roles.length === 1) return world.guest
  const byRole: Readonly<Record<string, TestAccount>> = {
    compatriot: world.owner,
    doctor: world.doctor,
    coordinator: world.coordinator,
  }
  return byRole[roles[0] ?? '']
}

describe('a key that nobody asked for', () => {
  test('is refused by every route, which names it and stores nothing', async () => {
    const { app } = world.site
    const samples = samplesOf(world)
    const before = await everythingStored()
    const accepted: string[] = []
    let tried = 0
    for (const { method, url, rule } of app.registeredRoutes) {
      const sample = samples[`${method} ${url}`]
      // The webhook's body is checked by its signature, and by nothing else.
      if (sample === undefined || rule === undefined || url === '/api/video/webhook') continue
      const account = accountFor(Object.keys(rule.who))
      for (const attempt of attemptsOf(sample, method !== 'GET')) {
        tried += 1
        const answer = await world.site.send(account, method as Method, attempt.url, attempt.body as object)
        if (answer.body.error?.code === 'unknownField' && Object.hasOwn(answer.body.error.fields ?? {}, attempt.extra))
          continue
        accepted.push(`${method} ${attempt.url} ${attempt.extra}: ${answer.status} ${JSON.stringify(answer.body)}`)
      }
    }
    expect(accepted).toEqual([])
    expect(tried).toBeGreaterThan(100)
    expect(await everythingStored()).toEqual(before)
  })

  test.each([
    { type: 'watch', topic: 'outlook', extra: 1 },
    { type: 'unwatch', topic: 'outlook', extra: 1 },
    { type: 'unwatch', topic: 'outlook', key: 1 },
    { type: 'ping', topic: 'outlook' },
  ])('ends the socket as a bad frame: %o', async (frame) => {
    const client = await new LiveClient(world.site.port, world.owner).opened()
    client.send(frame)
    expect(await client.closed).toBe(closeCode.badFrame)
    expect(client.frames).toEqual([])
  })

  test('is named shortly, and as a JSON pointer', async () => {
    const name = 'a/b~c'
    const refused = await world.site.send(world.owner, 'PATCH', '/api/me', { [name]: 1 })
    expect(refused.body.error).toEqual({
      code: 'unknownField',
      message: 'unknownField',
      fields: { '/a~1b~0c': 'additionalProperties' },
    })
    const long = await world.site.send(world.owner, 'PATCH', '/api/me', { ['k'.repeat(10_000)]: 1 })
    expect(Object.keys(long.body.error.fields)).toEqual([`/${'k'.repeat(100)}`])
  })
})

test.each([
  ['a list', [1]],
  ['a text', 'x'],
])('a route that takes no body refuses %s', async (_what, body) => {
  const answer = await world.site.app.inject({
    method: 'POST',
    url: '/api/duty/pause',
    headers: { origin: 'http://localhost:3000', cookie: world.doctor.cookie, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })
  expect(answer.statusCode).toBe(400)
})

test('a route that takes no body is content with an empty one', async () => {
  const answer = await world.site.send(world.coordinator, 'POST', `/api/tickets/${world.ticketId}/call`, {})
  expect(answer.status).toBe(200)
})

describe('starting fails for a route', () => {
  const open = Type.Object({ name: Type.String() })
  test.each([
    ['with an open body', { body: open }, '/body'],
    ['with an open query', { querystring: open }, '/querystring'],
    ['with an open path', { params: open }, '/params'],
    ['with an open object inside', { body: closed({ inner: open }) }, '/body/inner'],
    ['with a list of open objects', { body: closed({ list: Type.Array(open) }) }, '/body/list/items'],
    ['where one of two is open', { body: closed({ one: nullable(open) }) }, '/body/one/anyOf/0'],
    ['that takes any keys of a kind', { body: Type.Record(Type.String(), Type.String()) }, '/body'],
    ['that takes anything', { body: closed({ anything: Type.Unknown() }) }, '/body/anything'],
    ['with a shape of several parts', { body: Type.Intersect([closed({}), closed({})]) }, '/body'],
  ])('%s', (_what, schema, where) => {
    const route = { method: 'POST', url: '/api/x', path: '/api/x', prefix: '', routePath: '', schema, handler() {} }
    expect(() => closeRoute(route)).toThrow(`POST /api/x lets unknown keys through at ${where}:`)
  })
})
