import fc from 'fast-check'
import { Compile } from 'typebox/schema'
import { beforeAll, expect, test } from 'vitest'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import { type Method, type TestAccount, testOrigin } from '../support/answering.ts'
import { fitting, hostileText, type Shape, spoilt } from './arbitrary-requests.ts'
import { openWorld, type World } from './hospital.ts'

/** What /api/openapi.json says of one route. */
interface Operation {
  readonly parameters?: ReadonlyArray<{ name: string; in: 'path' | 'query'; required?: boolean; schema: Shape }>
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Shape }>> }
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema: object }>> }>>
}

interface Route {
  readonly name: string
  readonly method: Method
  readonly path: string
  readonly operation: Operation
  /** Those of {@link people} whose role its rule names. */
  readonly concerned: readonly string[]
}

interface Ask {
  readonly who: string
  readonly url: string
  readonly payload: string | undefined
  readonly type: string | undefined
}

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
/** Of each kind, for each route. */
const runs = Number(process.env['RUNS'] ?? 15)

const world = openWorld()
let routes: Route[]
let ids: readonly string[]

beforeAll(async () => {
  const { paths } = (await world.site.send(undefined, 'GET', '/api/openapi.json')).body as {
    paths: Record<string, Record<string, Operation>>
  }
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const upper = method.toUpperCase() as Method
      return { name: `${upper} ${path}`, method: upper, path, operation, concerned: concernedBy(upper, path) }
    }),
  )
  ids = [
    world.patientId,
    world.waitingPatientId,
    world.shiftId,
    world.patternId,
    world.appointmentId,
    world.ticketId,
    world.consultationId,
    world.participantId,
    world.freeExpertId,
    world.doctor.expertId,
    world.owner.id,
    world.strangers.compatriot.id,
  ]
})

const people: Readonly<Record<string, (world: World) => TestAccount | undefined>> = {
  nobody: () => undefined,
  owner: ({ owner }) => owner,
  'another compatriot': ({ strangers }) => strangers.compatriot,
  doctor: ({ doctor }) => doctor,
  'another doctor': ({ strangers }) => strangers.doctor,
  coordinator: ({ coordinator }) => coordinator,
  guest: ({ guest }) => guest,
}

function concernedBy(method: Method, path: string): string[] {
  const url = path.replaceAll(/\{(\w+)\}/g, ':$1')
  const rule = world.site.app.registeredRoutes.find((one) => one.method === method && one.url === url)?.rule
  const roles = Object.keys(rule?.who ?? {})
  const concerned = Object.entries(people).filter(([who, find]) => {
    const role = who === 'guest' ? 'guest' : find(world)?.role
    return role !== undefined && roles.includes(role)
  })
  return concerned.length === 0 ? ['nobody'] : concerned.map(([who]) => who)
}

/** As a browser of this person would send it, with a session of their own: one of the requests before may have ended it. */
async function cookieOf(who: string): Promise<string | undefined> {
  if (who === 'somebody forged') return `${sessionCookie}=forged; qiaoyi_guest=a.b.c`
  const account = people[who]?.(world)
  if (account === undefined || account === world.guest) return account?.cookie
  const { token } = await createSession(world.site.database.db, account, world.site.clock.now())
  return `${sessionCookie}=${token}`
}

/** Requests to a route: such as its shapes describe, and such as they don't. */
function requestsTo({ path, operation, concerned }: Route, kind: 'fitting' | 'spoilt'): fc.Arbitrary<Ask> {
  const part = kind === 'fitting' ? fitting : spoilt
  const given = (operation.parameters ?? []).map(({ name, in: where, required, schema }) => {
    const value = kind === 'fitting' ? fitting(schema, ids) : fc.oneof(fitting(schema, ids), hostileText)
    const present = required === true && kind === 'fitting' ? value : fc.option(value, { nil: undefined })
    return fc.tuple(fc.constant({ name, where }), where === 'path' ? value : present)
  })
  const body = operation.requestBody?.content['application/json']?.schema
  const json = kind === 'fitting' ? 'application/json' : undefined
  const types = fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'application/json\ta',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'x',
    '',
  )
  const garbage = fc.constantFrom('{', '[]]', '\u0000', '"', '{"a":1}{', 'x'.repeat(300_000))
  const sent = body === undefined ? fc.constantFrom(undefined, {}) : part(body, ids)
  const text = sent.map((value) => (value === undefined ? undefined : JSON.stringify(value)))
  return fc
    .record({
      who: fc.oneof(fc.constantFrom(...concerned), fc.constantFrom(...Object.keys(people), 'somebody forged')),
      given: fc.tuple(...given),
      payload: json === undefined ? fc.oneof({ weight: 4, arbitrary: text }, garbage) : text,
      type:
        json === undefined
          ? fc.oneof({ weight: 3, arbitrary: fc.constant('application/json') }, types)
          : fc.constant(json),
      extra: json === undefined ? fc.boolean() : fc.constant(false),
    })
    .map(({ who, given: parameters, payload, type, extra }) => {
      let url = path
      const query = new URLSearchParams()
      for (const [{ name, where }, value] of parameters) {
        if (where === 'path') url = url.replace(`{${name}}`, encodeURIComponent(inUrl(value)))
        else if (value !== undefined) query.append(name, inUrl(value))
      }
      if (extra) query.append('extra', '1')
      return {
        who,
        url: query.size > 0 ? `${url}?${query}` : url,
        payload,
        type: payload === undefined ? undefined : type,
      }
    })
}

function inUrl(value: unknown): string {
  return typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value)
}

async function look({ method, operation }: Route, ask: Ask): Promise<{ status: number; fault: string | undefined }> {
  const cookie = await cookieOf(ask.who)
  const answer = await world.site.app.inject({
    method,
    url: ask.url,
    headers: {
      origin: testOrigin,
      host: 'localhost:3000',
      ...(cookie && { cookie }),
      ...(ask.type !== undefined && { 'content-type': ask.type }),
    },
    ...(method !== 'GET' && ask.payload !== undefined && { payload: ask.payload }),
  })
  return { status: answer.statusCode, fault: findFault(operation, answer.statusCode, answer.body) }
}

/** What is wrong with an answer; undefined where it is as described. */
function findFault({ responses }: Operation, status: number, body: string): string | undefined {
  const said = body === '' ? undefined : parse(body)
  const code = (said as { error?: { code?: string } } | undefined)?.error?.code ?? ''
  // There is no LiveKit here.
  if (status >= 500 && code !== 'videoUnavailable') return `${status} ${code}`
  const described = responses[status]
  if (described === undefined) return `${status} ${code} is not described`
  const shape = described.content?.['application/json']?.schema
  if (shape === undefined) return body === '' ? undefined : `${status} has a body, and none is described`
  return Compile(shape).Check(said) ? undefined : `${status} ${code} does not fit its shape: ${body.slice(0, 200)}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

test('every route is described, with the errors that each may have', () => {
  const hidden = /^\/api\/(guest\/live|live|openapi\.json)$/
  const registered = world.site.app.registeredRoutes
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !hidden.test(url))
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect(routes.map(({ name }) => name).toSorted()).toEqual(registered.toSorted())
  for (const { operation } of routes) expect(operation.responses).toHaveProperty('500.content')
})

// Reproducible: SEED=… npm test -- test/access/described.test.ts
test(`whatever anybody sends to any route, the answer is one that is described (seed ${seed})`, async () => {
  const faults = new Map<string, string>()
  let asked = 0
  const letThrough = new Set<string>()
  // Twice through all of them, so that each meets what the others have left behind.
  for (const [kind, round] of [
    ['spoilt', 1],
    ['fitting', 2],
    ['fitting', 3],
  ] as const) {
    for (const route of routes) {
      for (const ask of fc.sample(requestsTo(route, kind), { seed: seed + round, numRuns: runs })) {
        asked += 1
        const { fault, status } = await look(route, ask)
        if (status < 400) letThrough.add(route.name)
        if (fault !== undefined)
          faults.set(
            `${route.name}: ${fault}`,
            `${ask.who} ${ask.url} ${ask.type ?? ''} ${ask.payload?.slice(0, 300) ?? ''}`,
          )
      }
    }
  }
  expect([...faults].map(([fault, ask]) => `${fault}\n    ${ask}`)).toEqual([])
  // Not all that is sent is refused.
  expect(letThrough.size).toBeGreaterThan(routes.length / 3)
  expect(asked).toBeGreaterThan(1_000)
}, 60_000)
