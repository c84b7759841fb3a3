import { beforeAll, describe, expect, test } from 'vitest'
import type { AccessRule, Viewer } from '../../signaling/access.ts'
import { topics } from '../../signaling/app.ts'
import { AppError } from '../../signaling/errors.ts'
import { findGuest } from '../../signaling/consultations/guests.ts'
import { createSession, findSignedIn } from '../../signaling/identity/sessions.ts'
import type { Method, TestAccount } from '../support/answering.ts'
import { openWorld, type World } from './hospital.ts'
import { type Sample, samplesOf } from './samples.ts'

const world = openWorld()
let samples: Readonly<Record<string, Sample>>

interface Route {
  readonly name: string
  readonly method: Method
  readonly url: string
  readonly rule: AccessRule
  readonly hasRecord: boolean
}

let routes: Route[]

beforeAll(async () => {
  samples = samplesOf(world)
  const order = Object.keys(samples)
  routes = world.site.app.registeredRoutes
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !/^\/api\/(guest\/)?live$/.test(url))
    .map(({ method, url, rule }) => {
      if (rule === undefined) throw new Error(`${method} ${url} has no rule`)
      return { name: `${method} ${url}`, method: method as Method, url, rule, hasRecord: url.includes(':') }
    })
    .toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
})

const roles = ['compatriot', 'doctor', 'coordinator'] as const

/** Whether this role reaches only records that it stands in a relation to, and the route names such a record. */
function hidesRecords(route: Route, role: 'compatriot' | 'doctor'): boolean {
  const relations = route.rule.who[role]
  if (relations === undefined || relations.includes('any')) return false
  return route.hasRecord || namesARecord.has(route.name)
}

/** Records of the owner's that stand in the body. */
const namesARecord = new Set(['POST /api/tickets', 'POST /api/appointments'])

async function ask(account: TestAccount | undefined, route: Route): Promise<{ status: number; code: unknown }> {
  const sample = samples[route.name]
  if (sample === undefined) throw new Error(`${route.name} has no sample request`)
  const answer = await world.site.send(account, route.method, sample.url, sample.body)
  return { status: answer.status, code: answer.body?.error?.code }
}

/** Every route that differs from what is expected of it, so that one run shows them all. */
async function differing(
  chosen: readonly Route[],
  account: TestAccount | undefined,
  expected: (route: Route) => readonly number[],
): Promise<string[]> {
  const differences: string[] = []
  for (const route of chosen) {
    const { status, code } = await ask(account, route)
    if (!expected(route).includes(status))
      differences.push(`${route.name} (${route.rule.name}): ${status} ${String(code)}`)
  }
  return differences
}

test('every route has a sample, and every sample is of a route', () => {
  expect(Object.keys(samples).toSorted()).toEqual(routes.map(({ name }) => name).toSorted())
})

describe('over HTTP', () => {
  test('nobody gets further than the doors that are open to everybody', async () => {
    const closed = routes.filter(({ rule }) => !rule.open)
    expect(await differing(closed, undefined, () => [401])).toEqual([])
  })

  test.each(roles)('a %s reaches nothing that is not for that role', async (role) => {
    const account = { ...world.strangers, coordinator: world.coordinator }[role]
    const others = routes.filter(
      ({ rule, url }) => !rule.open && rule.who[role] === undefined && !url.startsWith('/api/guest'),
    )
    expect(await differing(others, account, ({ hasRecord }) => [hasRecord ? 404 : 403])).toEqual([])
  })

  test.each(['compatriot', 'doctor'] as const)('for a %s the records of others are not there', async (role) => {
    const hidden = routes.filter((route) => hidesRecords(route, role))
    expect(hidden.length).toBeGreaterThan(5)
    expect(await differing(hidden, world.strangers[role], () => [404])).toEqual([])
  })

  test('an account is no guest, and a guest is no account', async () => {
    const forGuests = routes.filter(({ rule }) => rule.who.guest !== undefined)
    expect(await differing(forGuests, world.owner, () => [401])).toEqual([])
    const forAccounts = routes.filter(({ rule }) => !rule.open && rule.who.guest === undefined)
    expect(await differing(forAccounts, world.guest, () => [401])).toEqual([])
  })

  test('a page of another host changes nothing', async () => {
    const changing = routes.filter(({ method, url }) => method !== 'GET' && url !== '/api/video/webhook')
    const refused = await Promise.all(
      changing.map(async ({ name, method }) => {
        const sample = samples[name]
        const answer = await world.site.app.inject({
          method,
          url: sample?.url ?? '',
          headers: { origin: 'https://elsewhere.example', cookie: world.owner.cookie },
          ...(sample?.body && { payload: sample.body }),
        })
        return answer.statusCode === 403 && answer.json().error.code === 'wrongOrigin' ? [] : [name]
      }),
    )
    expect(refused.flat()).toEqual([])
  })

  test('whoever is concerned is let in: the rule is never what refuses them', async () => {
    const accountFor: Record<string, TestAccount> = {
      compatriot: world.owner,
      doctor: world.doctor,
      coordinator: world.coordinator,
      guest: world.guest,
    }
    const differences: string[] = []
    for (const route of routes) {
      for (const role of Object.keys(route.rule.who)) {
        const { status, code } = await ask(accountFor[role], route)
        // Stand-ins for what a sample cannot bring about: a second doctor who was invited; LiveKit is not running here.
        const expected = excused[`${role} ${route.name}`] ?? []
        if ((status >= 400 && status !== 409 && !expected.includes(status)) || status === 500) {
          differences.push(`${role} ${route.name}: ${status} ${String(code)}`)
        }
      }
    }
    expect(differences).toEqual([])
  })
})

const excused: Readonly<Record<string, readonly number[]>> = {
  'compatriot POST /api/consultations/:id/enter': [503],
  'doctor POST /api/consultations/:id/enter': [503],
  'guest POST /api/guest/enter': [503],
  'doctor POST /api/consultations/:id/ask': [404],
}

describe('over the live socket', () => {
  const records: Readonly<Record<string, (world: World) => { id: string | undefined; concerned: TestAccount }>> = {
    roster: ({ coordinator }) => ({ id: undefined, concerned: coordinator }),
    outlook: ({ owner }) => ({ id: undefined, concerned: owner }),
    board: ({ coordinator }) => ({ id: undefined, concerned: coordinator }),
    queue: ({ owner }) => ({ id: 'generalPractice', concerned: owner }),
    duty: ({ doctor }) => ({ id: doctor.expertId, concerned: doctor }),
    waitingFor: ({ doctor }) => ({ id: doctor.expertId, concerned: doctor }),
    doctorQueue: ({ doctor }) => ({ id: doctor.expertId, concerned: doctor }),
    currentConsultation: ({ doctor }) => ({ id: doctor.expertId, concerned: doctor }),
    invitations: ({ doctor }) => ({ id: doctor.expertId, concerned: doctor }),
    appointments: ({ owner }) => ({ id: owner.id, concerned: owner }),
    tickets: ({ owner }) => ({ id: owner.id, concerned: owner }),
    nextPlace: ({ owner }) => ({ id: owner.id, concerned: owner }),
    ticket: ({ owner, ticketId }) => ({ id: ticketId, concerned: owner }),
    consultation: ({ owner, consultationId }) => ({ id: consultationId, concerned: owner }),
    conversation: ({ owner, consultationId }) => ({ id: consultationId, concerned: owner }),
    note: ({ doctor, consultationId }) => ({ id: consultationId, concerned: doctor }),
    advice: ({ owner, consultationId }) => ({ id: consultationId, concerned: owner }),
    guest: ({ guest }) => ({ id: guest.id, concerned: guest }),
  }

  /** With a session of its own, since the walk over HTTP has signed everybody out. */
  async function viewerOf(account: TestAccount): Promise<Viewer> {
    const { site } = world
    const viewer =
      account === world.guest
        ? await findGuest(site, account.cookie.split('=')[1] ?? '')
        : (await findSignedIn(site, (await createSession(site.db, account, site.clock.now())).token))?.viewer
    if (viewer === undefined) throw new Error(`${account.role} has no session`)
    return viewer
  }

  /** What the hub does with a `watch` frame, up to the first snapshot. */
  async function watching(name: string, viewer: Viewer, id: string | undefined): Promise<number> {
    const topic = topics.find((one) => one.name === name)
    if (topic === undefined) throw new Error(`no topic ${name}`)
    try {
      if (topic.access.who[viewer.role] === undefined) return 404
      if (topic.kind === 'personal') await topic.load(world.site, viewer, id)
      else {
        topic.admitTo?.(id, viewer)
        topic.admit?.(await topic.load(world.site, id), viewer)
      }
      return 200
    } catch (error) {
      if (error instanceof AppError) return error.status
      throw error
    }
  }

  test('every topic is walked', () => {
    expect(topics.map(({ name }) => name).toSorted()).toEqual(Object.keys(records).toSorted())
  })

  test.each(Object.keys(records))('%s', async (name) => {
    const { id, concerned } = records[name]?.(world) ?? { id: undefined, concerned: world.owner }
    expect(await watching(name, await viewerOf(concerned), id)).toBe(200)
    const topic = topics.find((one) => one.name === name)
    for (const stranger of [world.strangers.compatriot, world.strangers.doctor, world.coordinator]) {
      const relations = topic?.access.who[stranger.role] ?? []
      if (stranger.id === concerned.id || relations.includes('any') || relations.includes('onPanel')) continue
      expect(await watching(name, await viewerOf(stranger), id), `${stranger.role} watches ${name}`).toBe(404)
    }
  })
})
