import { randomUUID } from 'node:crypto'
import { beforeAll, expect } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { closeCode } from '../../signaling/vocabulary.ts'
import type { Answering } from '../support/answering.ts'
import { type Hospital, openHospital } from '../support/hospital.ts'
import { LiveClient } from '../support/live-client.ts'
import { addCoordinator, type Doctor } from '../support/people.ts'
import { addVisit, type Visit } from '../support/visits.ts'

export let hospital: Hospital<{ http: true; there: true }>

export let coordinator: Person

/** Each with connections and an outbox of its own, as two processes have: what is done here ends what is open there. */
export let here: Answering

export let there: Answering

export interface Person {
  readonly viewer: AccountViewer
  readonly cookie: string
}

export const lookAtSessionsEvery = 1_000

/** For the tests of a file. */
export function openProcesses(): void {
  hospital = openHospital({ http: { listens: true, lookAtSessionsEvery }, there: true })
  beforeAll(async () => {
    ;[here, there] = [hospital, hospital.there]
    coordinator = await signIn(await addCoordinator(hospital))
  })
}

export const signIn = async (viewer: AccountViewer): Promise<Person> => ({
  viewer,
  cookie: (await hospital.signIn(viewer)).cookie,
})

export async function ask(
  { app }: Pick<Answering, 'app'>,
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
export async function secondsToClose(client: LiveClient): Promise<number> {
  const from = performance.now()
  expect(await client.closed).toBe(closeCode.signedOut)
  return (performance.now() - from) / 1000
}

export async function openSocket(at: { port: number }, { cookie, viewer }: Person): Promise<LiveClient> {
  const client = await new LiveClient(at.port, { id: viewer.accountId, role: viewer.role, cookie }).opened()
  client.send({ type: 'ping' })
  await client.frame((frame) => frame.type === 'pong')
  return client
}

export const retire = (expertId: string) =>
  ask(here, coordinator.cookie, 'PATCH', `/api/experts/${expertId}`, { retired: true })

export const end = { reason: 'completed', requeue: false }

/** A visit that a doctor has held, with a note that is not signed. */
export async function heldVisit(doctor: Doctor): Promise<Visit> {
  const visit = await addVisit(hospital, { doctor })
  const { cookie } = await signIn(doctor)
  expect((await ask(here, cookie, 'POST', `/api/consultations/${visit.id}/end`, end)).status).toBe(200)
  return visit
}

export const text = {
  complaint: '',
  subjective: '',
  objective: '',
  assessment: '',
  plan: '',
  advice: '多喝水',
  followUp: '',
}

/** What a doctor may do with a visit; the answers' statuses. */
export async function reach(cookie: string, id: string): Promise<number[]> {
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

export const nothing = [404, 404, 404, 404, 404, 404]
