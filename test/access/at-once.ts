import { randomInt } from 'node:crypto'
import { beforeAll, expect } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import type { App } from '../../signaling/routes.ts'
import { type Hospital, openHospital } from '../support/hospital.ts'
import { addCoordinator, type Doctor } from '../support/people.ts'
import { addCall, addVisit, type Visit } from '../support/visits.ts'
import { findBroken } from './invariants.ts'

/**
 * One database twice, each time with connections and an outbox of its own, as two processes would have it; and two people who press at
 * the same moment. Real processes race in `test/runtime/two-servers.test.ts`.
 */
export let hospital: Hospital<{ http: true; there: true }>

export let here: App

export let there: App

export let coordinators: readonly [string, string]

/** Of each race; more by hand: ROUNDS=50 npm test -- test/access/at-once */
const rounds = Number(process.env['ROUNDS'] ?? 20)

/** For the tests of a file. */
export function openProcesses(): void {
  hospital = openHospital({ http: true, there: true })
  beforeAll(async () => {
    ;[here, there] = [hospital.app, hospital.there.app]
    coordinators = [await signIn(await addCoordinator(hospital)), await signIn(await addCoordinator(hospital))]
  })
}

export const signIn = async (viewer: AccountViewer): Promise<string> => (await hospital.signIn(viewer)).cookie

interface Sent {
  readonly status: number
  // A test knows what it asked for.
  readonly body: any // oxlint-disable-line no-explicit-any
  readonly headers: Readonly<Record<string, unknown>>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export async function ask(at: App, cookie: string, method: Method, url: string, payload?: object): Promise<Sent> {
  const headers = { origin: 'http://localhost:3000', host: 'localhost:3000', cookie }
  // Each from an address of its own, for what is limited by it.
  const remoteAddress = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
  const answer = await at.inject({ method, url, headers, remoteAddress, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), headers: answer.headers }
}

type Step = () => Promise<unknown>

/** All at once; the statuses of the answers. What is no request counts as 0. */
export async function race(...steps: readonly Step[]): Promise<number[]> {
  // Whoever is asked first is not first each time.
  const inTurn = steps.map((step, index) => ({ step, index })).toSorted(() => Math.random() - 0.5)
  const statuses: number[] = []
  await Promise.all(
    inTurn.map(async ({ step, index }) => {
      const answer = (await step()) as Partial<Sent> | undefined
      statuses[index] = typeof answer?.status === 'number' ? answer.status : 0
    }),
  )
  expect(await findBroken(hospital.database.db)).toEqual([])
  return statuses
}

/** How each round ended, and how often: shown where a test fails, and looked at for what must never be. */
export async function tally(
  prepare: () => Promise<readonly Step[]>,
  allowed: readonly string[],
  times = rounds,
): Promise<void> {
  const ends = new Map<string, number>()
  for (let round = 0; round < times; round += 1) {
    const statuses = (await race(...(await prepare()))).join(' ')
    ends.set(statuses, (ends.get(statuses) ?? 0) + 1)
  }
  expect([...ends].filter(([end]) => !allowed.includes(end))).toEqual([])
}

export const completed = { reason: 'completed', requeue: false }

export interface Scene {
  readonly visit: Visit
  readonly at: string
  readonly patient: string
  readonly doctor: string
}

export async function called(doctor?: Doctor): Promise<Scene> {
  return await sceneOf(await addCall(hospital, doctor === undefined ? {} : { doctor }))
}

export async function underWay(): Promise<Scene> {
  return await sceneOf(await addVisit(hospital))
}

async function sceneOf(visit: Visit): Promise<Scene> {
  const at = `/api/consultations/${visit.id}`
  return { visit, at, patient: await signIn(visit.owner), doctor: await signIn(visit.doctor) }
}

/** Every combination of what each step may answer. */
export function everyEnd(...answers: readonly (readonly number[])[]): string[] {
  return answers
    .reduce<number[][]>((ends, each) => ends.flatMap((end) => each.map((status) => [...end, status])), [[]])
    .map((end) => end.join(' '))
}
