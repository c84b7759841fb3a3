import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { buildApp } from '../../signaling/app.ts'
import type { CallInVain } from '../../signaling/consultations/contract.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import { createSignInLink } from '../../signaling/identity/sign-in.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import type { App } from '../../signaling/routes.ts'
import { closeCode } from '../../signaling/vocabulary.ts'
import { guestCookieIn } from '../consultations/app.ts'
import {
  addCompatriot,
  addCoordinator,
  addDoctor,
  callSomebody,
  type Doctor,
  type Hospital,
  openHospital,
  type Visit,
} from '../consultations/hospital.ts'
import { LiveClient } from '../support/live-client.ts'

let hospital: Hospital
let coordinator: Person

/** Two processes on one database: what is done in one ends what is open in the other. */
let here: { app: App; port: number }
let there: { app: App; port: number }

interface Person {
  readonly viewer: AccountViewer
  readonly cookie: string
}

const lookAtSessionsEvery = 1_000

async function open(dependencies: Dependencies): Promise<{ app: App; port: number }> {
  const app = await buildApp(dependencies, {
    logger: pino({ level: 'silent' }),
    limits: { requestsPerMinute: 1_000_000 },
    lookAtSessionsEvery,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, port: (app.server.address() as AddressInfo).port }
}

beforeAll(async () => {
  hospital = await openHospital()
  here = await open(hospital.here)
  there = await open(hospital.there)
  coordinator = await signIn(await addCoordinator(hospital))
})

afterAll(async () => {
  await here?.app.close()
  await there?.app.close()
  await hospital?.[Symbol.asyncDispose]()
})

async function signIn(viewer: AccountViewer): Promise<Person> {
  const { token } = await createSession(hospital.database.db, { id: viewer.accountId, role: viewer.role }, hospital.now)
  return { viewer, cookie: `${sessionCookie}=${token}` }
}

async function ask(
  { app }: { app: App },
  cookie: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  url: string,
  body?: object,
) {
  const origin = 'http://localhost:3000'
  const answer = await app.inject({ method, url, headers: { origin, cookie }, ...(body && { payload: body }) })
  const isJson = String(answer.headers['content-type'] ?? '').includes('json') && answer.body !== ''
  return { status: answer.statusCode, body: isJson ? answer.json() : undefined, headers: answer.headers }
}

/** Milliseconds until the socket is closed for good. */
async function secondsToClose(client: LiveClient): Promise<number> {
  const from = performance.now()
  expect(await client.closed).toBe(closeCode.signedOut)
  return (performance.now() - from) / 1000
}

async function openSocket(at: { port: number }, { cookie, viewer }: Person): Promise<LiveClient> {
  const client = await new LiveClient(at.port, { id: viewer.accountId, role: viewer.role, cookie }).opened()
  client.send({ type: 'ping' })
  await client.frame((frame) => frame.type === 'pong')
  return client
}

const retire = (expertId: string) =>
  ask(here, coordinator.cookie, 'PATCH', `/api/experts/${expertId}`, { retired: true })
const end = { reason: 'completed', requeue: false }

/** A visit that a doctor has held, with a note that is not signed. */
async function heldVisit(doctor: Doctor): Promise<Visit> {
  const visit = await visitUnderWay(doctor)
  const { cookie } = await signIn(doctor)
  expect((await ask(here, cookie, 'POST', `/api/consultations/${visit.id}/end`, end)).status).toBe(200)
  return visit
}

async function visitUnderWay(doctor: Doctor): Promise<Visit> {
  const visit = await callSomebody(hospital, { doctor })
  const owner = await signIn(visit.owner)
  // The carrier is out of reach here, which keeps nobody's admission from being committed.
  expect((await ask(here, owner.cookie, 'POST', `/api/consultations/${visit.id}/enter`)).status).toBe(503)
  expect((await ask(here, (await signIn(doctor)).cookie, 'GET', `/api/consultations/${visit.id}/note`)).status).toBe(
    200,
  )
  return visit
}

const text = { complaint: '', subjective: '', objective: '', assessment: '', plan: '', advice: '多喝水', followUp: '' }

/** What a doctor may do with a visit; the answers' statuses. */
async function reach(cookie: string, id: string): Promise<number[]> {
  const at = `/api/consultations/${id}`
  const answers = [
    await ask(there, cookie, 'GET', at),
    await ask(there, cookie, 'GET', `${at}/note`),
    await ask(there, cookie, 'PUT', `${at}/note`, { version: 1, text }),
    await ask(there, cookie, 'POST', `${at}/note/sign`, { version: 1 }),
    await ask(there, cookie, 'POST', `${at}/note/addenda`, { idempotencyKey: randomUUID(), body: '补充' }),
    await ask(there, cookie, 'GET', `${at}/previous`),
  ]
  return answers.map(({ status }) => status)
}

const nothing = [404, 404, 404, 404, 404, 404]

describe('an expert who is retired', () => {
  test('is signed out within a second in every process, and signing in again shows nothing', async () => {
    const doctor = await addDoctor(hospital)
    const visit = await heldVisit(doctor)
    const person = await signIn(doctor)
    const sockets = [await openSocket(here, person), await openSocket(there, person)]
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}`)).status).toBe(200)
    const closing = Promise.all(sockets.map(secondsToClose))
    expect((await retire(doctor.expertId)).status).toBe(200)
    for (const seconds of await closing) expect(seconds).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(here, person.cookie, 'GET', '/api/me')).status).toBe(401)
    expect((await ask(there, person.cookie, 'GET', '/api/me')).status).toBe(401)

    hospital.now = hospital.now.add({ seconds: 1 })
    const again = await signIn(doctor)
    expect((await ask(there, again.cookie, 'GET', '/api/me')).body).toMatchObject({ role: 'doctor', expertId: null })
    expect(await reach(again.cookie, visit.id)).toEqual(nothing)
    expect((await ask(there, again.cookie, 'GET', '/api/consultations')).body).toEqual([])
    expect((await ask(there, again.cookie, 'POST', '/api/duty/start')).status).toBe(404)
  })

  test('by hand in the database as well reads and signs nothing a few seconds later', async () => {
    const doctor = await addDoctor(hospital)
    const visit = await heldVisit(doctor)
    const person = await signIn(doctor)
    const socket = await openSocket(there, person)
    const { db } = hospital.database
    await db.updateTable('expert').set({ retiredAt: hospital.now }).where('id', '=', doctor.expertId).execute()
    expect(await secondsToClose(socket)).toBeLessThan(3)
    expect(await reach((await signIn(doctor)).cookie, visit.id)).not.toContain(200)
  })

  test('while a patient is there stays for this visit only, off duty, and is signed out with its end', async () => {
    const doctor = await addDoctor(hospital)
    const former = await heldVisit(doctor)
    const visit = await visitUnderWay(doctor)
    const person = await signIn(doctor)
    const socket = await openSocket(there, person)
    socket.send({ type: 'watch', topic: `currentConsultation:${doctor.expertId}` })
    await socket.frame((frame) => frame.type === 'snapshot')
    expect((await retire(doctor.expertId)).status).toBe(200)
    const told = await socket.frame((frame) => frame.type === 'change')
    expect(told).toMatchObject({ data: { leaving: true, consultation: { id: visit.id } } })
    const duty = await ask(there, person.cookie, 'GET', '/api/duty')
    expect(duty.body).toMatchObject({ state: 'off', canStart: false })
    expect((await ask(there, person.cookie, 'POST', '/api/duty/start')).body.error.code).toBe('noShiftNow')
    expect(await reach(person.cookie, former.id)).toEqual(nothing)
    const at = `/api/consultations/${visit.id}`
    expect((await ask(there, person.cookie, 'PUT', `${at}/note`, { version: 1, text })).status).toBe(200)
    expect((await ask(there, person.cookie, 'POST', `${at}/note/sign`, { version: 2 })).status).toBe(200)

    const closing = secondsToClose(socket)
    expect((await ask(here, coordinator.cookie, 'POST', `${at}/end`, end)).status).toBe(200)
    expect(await closing).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(there, person.cookie, 'GET', at)).status).toBe(401)
    hospital.now = hospital.now.add({ seconds: 1 })
    expect(await reach((await signIn(doctor)).cookie, visit.id)).toEqual(nothing)
  })
})

describe('an account of staff that is disabled', () => {
  const change = (id: string, to: 'disable' | 'enable', by = coordinator) =>
    ask(here, by.cookie, 'POST', `/api/staff/${id}/${to}`)

  test('is signed out within a second, signs in by neither code nor link, and can again once enabled', async () => {
    const other = await signIn(await addCoordinator(hospital))
    const { accountId } = other.viewer
    const socket = await openSocket(there, other)
    const closing = secondsToClose(socket)
    expect((await change(accountId, 'disable')).body).toMatchObject({ accountId, disabled: true })
    expect(await closing).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(there, other.cookie, 'GET', '/api/board')).status).toBe(401)

    const link = await createSignInLink(hospital.here, accountId)
    expect((await ask(there, '', 'GET', `/sign-in/link/${link}`)).headers['set-cookie']).toBeUndefined()
    const { db } = hospital.database
    const { email } = await db
      .selectFrom('account')
      .select('email')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    const enter = async () => {
      const asked = await ask(there, '', 'POST', '/api/sign-in/codes', { email, locale: 'it' })
      const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
      const code = /\b\d{6}\b/.exec(letters.at(-1) ?? '')?.[0]
      const said = { email, code, timeZone: 'Europe/Rome', languages: [], locale: 'it' }
      return await ask(there, cookie, 'POST', '/api/sign-in', said)
    }
    const letters: string[] = []
    Object.assign(hospital.there, {
      mail: { send: (letter: { text: string }) => Promise.resolve(letters.push(letter.text)) },
    })
    expect(await enter()).toMatchObject({ status: 403, body: { error: { code: 'accountDisabled' } } })
    expect((await change(accountId, 'enable')).body).toMatchObject({ disabled: false })
    expect((await enter()).status).toBe(200)
  })

  test('is neither one’s own nor a compatriot’s, and is changed by coordinators only', async () => {
    const own = coordinator.viewer.accountId
    expect(await change(own, 'disable')).toMatchObject({ status: 409, body: { error: { code: 'ownAccount' } } })
    const patient = await signIn(await addCompatriot(hospital))
    expect((await change(patient.viewer.accountId, 'disable')).status).toBe(404)
    expect((await change(randomUUID(), 'disable')).status).toBe(404)
    for (const person of [patient, await signIn(await addDoctor(hospital))]) {
      expect((await change(own, 'disable', person)).status).toBe(404)
    }
    expect((await change(own, 'enable')).body).toMatchObject({ disabled: false })
  })

  test('is not the last: of coordinators who disable each other at once one stays', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = [await signIn(await addCoordinator(hospital)), await signIn(await addCoordinator(hospital))]
      const answers = await Promise.all([
        ask(here, one.cookie, 'POST', `/api/staff/${two.viewer.accountId}/disable`),
        ask(there, two.cookie, 'POST', `/api/staff/${one.viewer.accountId}/disable`),
      ])
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 401]))
    }
  })

  test('of a doctor goes off duty at once; a patient who is there is not left alone', async () => {
    const doctor = await addDoctor(hospital)
    const visit = await visitUnderWay(doctor)
    const person = await signIn(doctor)
    expect((await change(doctor.accountId, 'disable')).status).toBe(200)
    expect((await ask(there, person.cookie, 'GET', '/api/duty')).body).toMatchObject({ state: 'off' })
    expect((await ask(there, person.cookie, 'POST', '/api/duty/start')).body.error.code).toBe('noShiftNow')
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}`)).status).toBe(200)
    const socket = await openSocket(there, person)
    const closing = secondsToClose(socket)
    expect((await ask(here, person.cookie, 'POST', `/api/consultations/${visit.id}/end`, end)).status).toBe(200)
    expect(await closing).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(there, person.cookie, 'GET', '/api/me')).status).toBe(401)
  })
})

describe('a doctor whose call was not answered', () => {
  async function called(): Promise<{ visit: Visit; person: Person; socket: LiveClient }> {
    const visit = await callSomebody(hospital)
    const person = await signIn(visit.doctor)
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}/note`)).status).toBe(200)
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}/previous`)).status).toBe(200)
    const socket = await openSocket(there, person)
    for (const topic of ['consultation', 'note']) {
      socket.send({ type: 'watch', topic: `${topic}:${visit.id}` })
      await socket.frame((frame) => frame.type === 'snapshot' && frame.topic === `${topic}:${visit.id}`)
    }
    return { visit, person, socket }
  }

  async function expectForgotten(
    { visit, person, socket }: Awaited<ReturnType<typeof called>>,
    inVain: CallInVain | null,
  ): Promise<void> {
    for (const topic of ['consultation', 'note']) {
      const refused = await socket.frame((frame) => frame.type === 'refused' && frame.topic === `${topic}:${visit.id}`)
      expect(refused).toMatchObject({ error: { code: 'notFound' } })
    }
    expect(await reach(person.cookie, visit.id)).toEqual(nothing)
    const lists = [
      await ask(there, person.cookie, 'GET', '/api/consultations'),
      await ask(there, person.cookie, 'GET', '/api/consultations/current'),
    ]
    expect(lists.map(({ body }) => body)).toEqual([[], { consultation: null, unsigned: [], inVain, leaving: false }])
    const late = await ask(there, person.cookie, 'POST', `/api/consultations/${visit.id}/enter`)
    expect(late.status).toBe(409)
    socket.close()
  }

  test('by a patient who says "not now" sees that patient no more', async () => {
    const scene = await called()
    const owner = await signIn(scene.visit.owner)
    expect((await ask(here, owner.cookie, 'POST', `/api/consultations/${scene.visit.id}/decline`)).status).toBe(204)
    await expectForgotten(scene, 'notNow')
  })

  test('in time sees that patient no more', async () => {
    const scene = await called()
    hospital.now = hospital.now.add({ minutes: 2 })
    await expireCalls(hospital.here)
    await expectForgotten(scene, 'unanswered')
  })

  test('and who has called it off sees that patient no more, however often they ask', async () => {
    const scene = await called()
    const command = { reason: 'technical', requeue: true }
    const at = `/api/consultations/${scene.visit.id}/end`
    expect((await ask(here, scene.person.cookie, 'POST', at, command)).status).toBe(200)
    expect((await ask(here, scene.person.cookie, 'POST', at, command)).body.error.code).toBe('consultationOver')
    await expectForgotten(scene, null)
  })

  test('keeps what they hold of the same patient’s other visits', async () => {
    const doctor = await addDoctor(hospital)
    const held = await heldVisit(doctor)
    const { id } = await callSomebody(hospital, { doctor, owner: held.owner, patientId: held.patientId })
    const owner = await signIn(held.owner)
    expect((await ask(here, owner.cookie, 'POST', `/api/consultations/${id}/decline`)).status).toBe(204)
    const { cookie } = await signIn(doctor)
    expect((await ask(there, cookie, 'GET', `/api/consultations/${held.id}`)).status).toBe(200)
    expect((await ask(there, cookie, 'GET', `/api/consultations/${id}`)).status).toBe(404)
  })
})

describe('what ends without being announced', () => {
  test('a session whose row is deleted by hand loses its sockets with the next look, and others keep theirs', async () => {
    const [gone, kept] = [await signIn(await addCoordinator(hospital)), await signIn(await addCompatriot(hospital))]
    const [socket, other] = [await openSocket(there, gone), await openSocket(there, kept)]
    await hospital.database.db.deleteFrom('session').where('accountId', '=', gone.viewer.accountId).execute()
    expect(await secondsToClose(socket)).toBeLessThan((lookAtSessionsEvery / 1000) * 2)
    other.send({ type: 'watch', topic: 'outlook' })
    await other.frame((frame) => frame.type === 'snapshot')
    other.close()
  })

  test('a session that runs out loses its socket', async () => {
    const person = await signIn(await addCoordinator(hospital))
    const socket = await openSocket(there, person)
    const before = hospital.now
    hospital.now = before.add({ hours: 12 })
    expect(await secondsToClose(socket)).toBeLessThan((lookAtSessionsEvery / 1000) * 2)
    hospital.now = before
  })

  test('a guest who is put out is closed at once, and one whose seat is taken by hand with the next look', async () => {
    const visit = await visitUnderWay(await addDoctor(hospital))
    const doctor = await signIn(visit.doctor)
    const at = `/api/consultations/${visit.id}/participants`
    const knock = async () => {
      const invite = { idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' }
      const { body } = await ask(here, doctor.cookie, 'POST', at, invite)
      const token = String(body.link).split('/').at(-1)
      const opened = await ask(there, '', 'POST', '/api/guest/session', { token })
      const cookie = guestCookieIn(opened.headers).split(';', 1)[0] ?? ''
      const asked = await ask(there, cookie, 'POST', '/api/guest/ask', { name: '外婆' })
      const seatId = String(asked.body.participant.id)
      const client = await new LiveClient(there.port, undefined, { cookie }, '/api/guest/live').opened()
      client.send({ type: 'watch', topic: `guest:${seatId}` })
      await client.frame((frame) => frame.type === 'snapshot')
      return { seatId, client }
    }
    const [removed, byHand] = [await knock(), await knock()]
    await ask(here, doctor.cookie, 'POST', `${at}/${removed.seatId}/admit`)
    const closing = secondsToClose(removed.client)
    expect((await ask(here, doctor.cookie, 'POST', `${at}/${removed.seatId}/remove`)).status).toBe(200)
    expect(await closing).toBeLessThan(1)
    const { db } = hospital.database
    await db.updateTable('participant').set({ status: 'refused' }).where('id', '=', byHand.seatId).execute()
    expect(await secondsToClose(byHand.client)).toBeLessThan((lookAtSessionsEvery / 1000) * 2)
  })
})

describe('a session of staff', () => {
  const whoAmI = (person: Person) => ask(there, person.cookie, 'GET', '/api/me')
  const expiryOf = async ({ viewer }: Person) => {
    const row = await hospital.database.db
      .selectFrom('session')
      .select('expiresAt')
      .where('accountId', '=', viewer.accountId)
      .executeTakeFirst()
    return row?.expiresAt
  }

  test('slides while it is in use, with its cookie, and ends after twelve idle hours', async () => {
    const before = hospital.now
    const person = await signIn(await addCoordinator(hospital))
    for (let hour = 2; hour <= 10; hour += 2) {
      hospital.now = before.add({ hours: hour })
      const { status, headers } = await whoAmI(person)
      expect(status).toBe(200)
      const until = hospital.now.add({ hours: 12 })
      expect((await expiryOf(person))?.equals(until)).toBe(true)
      expect(headers['set-cookie']).toContain(`Expires=${new Date(until.epochMilliseconds).toUTCString()}`)
      expect(headers['set-cookie']).toContain(person.cookie)
    }
    hospital.now = before.add({ hours: 21, minutes: 59 })
    expect((await whoAmI(person)).status).toBe(200)
    hospital.now = before.add({ hours: 24 })
    expect((await whoAmI(person)).status).toBe(401)

    hospital.now = before
    const idle = await signIn(await addCoordinator(hospital))
    hospital.now = before.add({ hours: 12 })
    expect((await whoAmI(idle)).status).toBe(401)
    hospital.now = before
  })

  test('is written at most once in five minutes, however much is asked at once', async () => {
    const before = hospital.now
    const person = await signIn(await addCoordinator(hospital))
    hospital.now = before.add({ minutes: 6 })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ask(index % 2 === 0 ? here : there, person.cookie, 'GET', '/api/me')),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(answers.filter(({ headers }) => headers['set-cookie'] !== undefined)).toHaveLength(1)
    hospital.now = before.add({ minutes: 10 })
    expect((await whoAmI(person)).headers['set-cookie']).toBeUndefined()
    hospital.now = before
  })

  test('is not used by a socket that opens itself again', async () => {
    const before = hospital.now
    const person = await signIn(await addCoordinator(hospital))
    const until = await expiryOf(person)
    hospital.now = before.add({ hours: 2 })
    const socket = await openSocket(there, person)
    expect((await expiryOf(person))?.equals(until ?? before)).toBe(true)
    socket.close()
    hospital.now = before
  })

  test('never ends in the middle of a visit, and leaves time for the note; a session that was over stays so', async () => {
    const before = hospital.now
    const doctor = await addDoctor(hospital)
    const [person, forgotten] = [await signIn(doctor), await signIn(doctor)]
    // A long day: in use until shortly before its end, when somebody calls.
    hospital.now = before.add({ hours: 11 })
    expect((await whoAmI(person)).status).toBe(200)
    hospital.now = before.add({ hours: 22, minutes: 50 })
    expect((await whoAmI(person)).status).toBe(200)
    hospital.now = before.add({ hours: 23, minutes: 50 })
    const visit = await visitUnderWay(doctor)
    expect((await whoAmI(forgotten)).status).toBe(401)
    const socket = await openSocket(there, person)
    hospital.now = before.add({ hours: 26 })
    expect((await whoAmI(person)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, lookAtSessionsEvery * 1.5))
    socket.send({ type: 'ping' })
    await socket.frame((frame) => frame.type === 'pong' && frame.at === hospital.now.toString())
    expect((await whoAmI(forgotten)).status).toBe(401)
    expect((await ask(there, person.cookie, 'POST', `/api/consultations/${visit.id}/end`, end)).status).toBe(200)
    hospital.now = before.add({ hours: 26, minutes: 50 })
    expect((await whoAmI(person)).status).toBe(200)
    hospital.now = before.add({ hours: 28 })
    expect((await whoAmI(person)).status).toBe(401)
    socket.close()
    hospital.now = before
  })
})
