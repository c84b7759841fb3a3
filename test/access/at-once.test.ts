import { randomInt, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { buildApp } from '../../signaling/app.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchAll } from '../../signaling/matching/matching.ts'
import type { App } from '../../signaling/routes.ts'
import { guestCookieIn } from '../consultations/app.ts'
import {
  addCompatriot,
  addCoordinator,
  addDoctor,
  addPatient,
  callSomebody,
  type Doctor,
  type Hospital,
  openHospital,
  type Visit,
} from '../consultations/hospital.ts'
import { newTicket } from './hospital.ts'
import { findBroken } from './invariants.ts'

/** Two processes on one database, and two people who press at the same moment. */
let hospital: Hospital
let here: App
let there: App
let coordinators: readonly [string, string]

/** Of each race; more by hand: ROUNDS=50 npm test -- test/access/at-once.test.ts */
const rounds = Number(process.env['ROUNDS'] ?? 20)

beforeAll(async () => {
  hospital = await openHospital()
  const open = async (dependencies: Hospital['here']): Promise<App> => {
    const app = await buildApp(dependencies, {
      logger: pino({ level: 'silent' }),
      limits: { requestsPerMinute: 1_000_000 },
    })
    await app.ready()
    return app
  }
  ;[here, there] = [await open(hospital.here), await open(hospital.there)]
  coordinators = [await signIn(await addCoordinator(hospital)), await signIn(await addCoordinator(hospital))]
})

afterAll(async () => {
  await here?.close()
  await there?.close()
  await hospital?.[Symbol.asyncDispose]()
})

async function signIn({ accountId, role }: AccountViewer): Promise<string> {
  const { token } = await createSession(hospital.database.db, { id: accountId, role }, hospital.now)
  return `${sessionCookie}=${token}`
}

interface Sent {
  readonly status: number
  // A test knows what it asked for.
  readonly body: any // oxlint-disable-line no-explicit-any
  readonly headers: Readonly<Record<string, unknown>>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

async function ask(at: App, cookie: string, method: Method, url: string, payload?: object): Promise<Sent> {
  const headers = { origin: 'http://localhost:3000', host: 'localhost:3000', cookie }
  // Each from an address of its own, for what is limited by it.
  const remoteAddress = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
  const answer = await at.inject({ method, url, headers, remoteAddress, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), headers: answer.headers }
}

type Step = () => Promise<unknown>

/** All at once; the statuses of the answers. What is no request counts as 0. */
async function race(...steps: readonly Step[]): Promise<number[]> {
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
async function tally(
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

const text = { complaint: '', subjective: '', objective: '', assessment: '', plan: '', advice: '多喝水', followUp: '' }
const completed = { reason: 'completed', requeue: false }

interface Scene {
  readonly visit: Visit
  readonly at: string
  readonly patient: string
  readonly doctor: string
}

async function called(doctor?: Doctor): Promise<Scene> {
  const visit = await callSomebody(hospital, doctor === undefined ? {} : { doctor })
  const at = `/api/consultations/${visit.id}`
  return { visit, at, patient: await signIn(visit.owner), doctor: await signIn(visit.doctor) }
}

/** LiveKit does not answer here: whoever comes in is let in, and told to try again. */
async function underWay(): Promise<Scene> {
  const scene = await called()
  expect((await ask(here, scene.patient, 'POST', `${scene.at}/enter`)).status).toBe(503)
  return scene
}

describe('a note', () => {
  async function written(): Promise<Scene> {
    const scene = await underWay()
    await ask(here, scene.doctor, 'GET', `${scene.at}/note`)
    expect((await ask(here, scene.doctor, 'PUT', `${scene.at}/note`, { version: 1, text })).status).toBe(200)
    return scene
  }

  test('signed and saved is one of the two, and what is signed is what was read', async () => {
    await tally(async () => {
      const { at, doctor } = await written()
      return [
        () => ask(here, doctor, 'POST', `${at}/note/sign`, { version: 2 }),
        () => ask(there, doctor, 'PUT', `${at}/note`, { version: 2, text: { ...text, advice: '休息' } }),
      ]
    }, ['200 409', '409 200'])
    const { rows } = await sql`select from note where signed_at is not null and advice <> '多喝水'`.execute(
      hospital.database.db,
    )
    expect(rows).toEqual([])
  })

  test('signed twice and added to is signed once', async () => {
    await tally(async () => {
      const { at, doctor } = await written()
      const addendum = { idempotencyKey: randomUUID(), body: '补充' }
      return [
        () => ask(here, doctor, 'POST', `${at}/note/sign`, { version: 2 }),
        () => ask(there, doctor, 'POST', `${at}/note/sign`, { version: 2 }),
        () => ask(there, doctor, 'POST', `${at}/note/addenda`, addendum),
      ]
    }, ['200 200 201', '200 200 409'])
  })

  test('signed while the visit is ended, by both of its people and a coordinator', async () => {
    await tally(async () => {
      const { at, doctor, patient } = await written()
      return [
        () => ask(here, doctor, 'POST', `${at}/note/sign`, { version: 2 }),
        () => ask(there, doctor, 'POST', `${at}/end`, completed),
        () => ask(here, patient, 'POST', `${at}/leave`, { waitAgain: false }),
        () => ask(there, coordinators[0], 'POST', `${at}/end`, { reason: 'technical', requeue: true }),
      ]
    }, ['200 200 409 409', '200 409 200 409', '200 409 409 200'])
  })
})

describe('a call', () => {
  test('answered twice and declined is one of them', async () => {
    await tally(async () => {
      const { at, patient } = await called()
      return [
        () => ask(here, patient, 'POST', `${at}/enter`),
        () => ask(there, patient, 'POST', `${at}/enter`),
        () => ask(there, patient, 'POST', `${at}/decline`),
      ]
    }, ['503 503 409', '409 409 204'])
  })

  test('answered while it runs out, is called off, and the place is given up', async () => {
    await tally(async () => {
      const { at, patient, doctor, visit } = await called()
      await hospital.database.db
        .updateTable('consultation')
        .set({ callUntil: hospital.now.subtract({ seconds: 1 }) })
        .where('id', '=', visit.id)
        .execute()
      return [
        () => ask(here, patient, 'POST', `${at}/enter`),
        () => ask(there, doctor, 'POST', `${at}/end`, { reason: 'technical', requeue: true }),
        () => ask(here, patient, 'POST', `/api/tickets/${visit.ticketId}/leave`, {}),
        () => ask(there, coordinators[0], 'POST', `/api/tickets/${visit.ticketId}/leave`, { note: '重复' }),
        () => expireCalls(hospital.here),
        () => expireCalls(hospital.there),
      ]
    }, endsOfACall)
  })

  test('answered while its doctor is retired or disabled leaves nobody alone, and nobody on duty', async () => {
    await tally(async () => {
      const { at, patient, visit } = await called()
      const { expertId, accountId } = visit.doctor
      return [
        () => ask(here, patient, 'POST', `${at}/enter`),
        () => ask(there, coordinators[0], 'PATCH', `/api/experts/${expertId}`, { retired: true }),
        () => ask(here, coordinators[1], 'POST', `/api/staff/${accountId}/disable`),
      ]
    }, ['503 200 200'])
  })

  test('declined while its doctor is retired signs the doctor out', async () => {
    await tally(async () => {
      const { at, patient, visit } = await called()
      return [
        () => ask(here, patient, 'POST', `${at}/decline`),
        () => ask(there, coordinators[0], 'PATCH', `/api/experts/${visit.doctor.expertId}`, { retired: true }),
      ]
    }, ['204 200'])
    await expectRetiredSignedOut()
  })

  test('that runs out, or whose patient leaves, while its doctor is retired signs the doctor out', async () => {
    await tally(async () => {
      const { patient, visit } = await called()
      await hospital.database.db
        .updateTable('consultation')
        .set({ callUntil: hospital.now.subtract({ seconds: 1 }) })
        .where('id', '=', visit.id)
        .execute()
      return [
        () => expireCalls(hospital.here),
        () => ask(here, patient, 'POST', `/api/tickets/${visit.ticketId}/leave`, {}),
        () => ask(there, coordinators[0], 'PATCH', `/api/experts/${visit.doctor.expertId}`, { retired: true }),
      ]
    }, ['0 200 200'])
    await expectRetiredSignedOut()
  })

  test('under way, the patient is not archived', async () => {
    await tally(async () => {
      const { at, patient, visit } = await called()
      return [
        () => ask(here, patient, 'DELETE', `/api/patients/${visit.patientId}`),
        () => ask(there, patient, 'POST', `${at}/enter`),
        () => ask(there, patient, 'POST', `${at}/leave`, { waitAgain: false }),
      ]
    }, ['204 503 200', '409 503 200', '204 409 200', '409 409 200'])
  })
})

/** Whichever was first: enter, end by the doctor, leave by the patient, by a coordinator, and two rounds that end calls. */
const endsOfACall = [
  // Answered: the doctor's end ends it, or comes before.
  '503 200 409 409 0 0',
  // Called off, or run out, before the answer: the place is there to be given up, once, by whom it is sent again or not.
  '409 200 200 200 0 0',
  '409 409 200 200 0 0',
  '503 409 200 200 0 0',
]

describe('a place', () => {
  async function waiting(): Promise<{ owner: AccountViewer; patient: string; patientId: string; ticketId: string }> {
    const owner = await addCompatriot(hospital)
    const patient = await signIn(owner)
    const patientId = await addPatient(hospital, owner)
    const { body } = await ask(here, patient, 'POST', '/api/tickets', newTicket(patientId))
    return { owner, patient, patientId, ticketId: body.id }
  }

  test('given up, triaged, moved, assigned and matched at once is in one state', async () => {
    await tally(
      async () => {
        const doctor = await addDoctor(hospital)
        const { patient, ticketId } = await waiting()
        const at = `/api/tickets/${ticketId}`
        return [
          () => matchAll(hospital.here, 2),
          () => matchAll(hospital.there, 2),
          () => ask(here, patient, 'POST', `${at}/leave`, {}),
          () =>
            ask(there, coordinators[0], 'POST', `${at}/triage`, { specialty: 'generalPractice', urgency: 'urgent' }),
          () => ask(here, coordinators[1], 'POST', `${at}/assign`, { expertId: doctor.expertId }),
          () => ask(there, coordinators[0], 'POST', `${at}/call`),
          () => ask(here, patient, 'POST', `${at}/ready`),
        ]
      },
      everyEnd([0], [0], [200], [200, 409], [200, 409], [200, 409], [200, 409]),
    )
  })

  test('taken while the patient is archived is one of the two', async () => {
    await tally(async () => {
      const owner = await addCompatriot(hospital)
      const patient = await signIn(owner)
      const patientId = await addPatient(hospital, owner)
      return [
        () => ask(here, patient, 'POST', '/api/tickets', newTicket(patientId)),
        () => ask(there, patient, 'DELETE', `/api/patients/${patientId}`),
      ]
    }, ['201 409', '404 204'])
  })
})

/** Whoever has left the panel is signed out, unless a patient is with them. */
async function expectRetiredSignedOut(): Promise<void> {
  const { rows } = await sql`
    select from session s join expert e on e.account_id = s.account_id
    where e.retired_at is not null and not exists (
      select from consultation c where c.expert_id = e.id and c.ended_at is null)`.execute(hospital.database.db)
  expect(rows).toEqual([])
}

/** Every combination of what each step may answer. */
function everyEnd(...answers: readonly (readonly number[])[]): string[] {
  return answers
    .reduce<number[][]>((ends, each) => ends.flatMap((end) => each.map((status) => [...end, status])), [[]])
    .map((end) => end.join(' '))
}

describe('a guest', () => {
  async function asking(): Promise<Scene & { seat: string; cookie: string; link: string }> {
    const scene = await underWay()
    const invite = { idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' }
    const { body } = await ask(here, scene.doctor, 'POST', `${scene.at}/participants`, invite)
    const link = String(body.link).split('/').at(-1) ?? ''
    const opened = await ask(here, '', 'POST', '/api/guest/session', { token: link })
    const cookie = guestCookieIn(opened.headers).split(';', 1)[0] ?? ''
    const asked = await ask(here, cookie, 'POST', '/api/guest/ask', { name: '外婆' })
    return { ...scene, seat: asked.body.participant.id, cookie, link: body.participant.id }
  }

  test('let in twice, put out, and turned away with the link stands in one state', async () => {
    await tally(
      async () => {
        const { at, doctor, seat, link, cookie } = await asking()
        return [
          () => ask(here, doctor, 'POST', `${at}/participants/${seat}/admit`),
          () => ask(there, doctor, 'POST', `${at}/participants/${seat}/admit`),
          () => ask(there, doctor, 'POST', `${at}/links/${link}/close`),
          () => ask(here, cookie, 'POST', '/api/guest/enter'),
        ]
      },
      everyEnd([200, 409], [200, 409], [200], [503, 409]),
    )
  })

  test('who writes and is put out writes nothing afterwards', async () => {
    await tally(
      async () => {
        const { at, doctor, seat, cookie } = await asking()
        await ask(here, doctor, 'POST', `${at}/participants/${seat}/admit`)
        return [
          () => ask(here, doctor, 'POST', `${at}/participants/${seat}/remove`),
          () => ask(there, cookie, 'POST', '/api/guest/messages', { idempotencyKey: randomUUID(), body: 'ciao' }),
          () => ask(there, doctor, 'POST', `${at}/end`, completed),
        ]
      },
      everyEnd([200, 409], [201, 409, 401], [200]),
    )
    const { rows } = await sql`
      select from message m join participant p on p.id = m.participant_id where m.sent_at > p.removed_at`.execute(
      hospital.database.db,
    )
    expect(rows).toEqual([])
  })

  test('who knocks from twenty browsers while the link is closed is let wait in none', async () => {
    for (let round = 0; round < 10; round += 1) {
      const scene = await underWay()
      const invite = { idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' }
      const { body } = await ask(here, scene.doctor, 'POST', `${scene.at}/participants`, invite)
      const token = String(body.link).split('/').at(-1) ?? ''
      const cookies = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const { headers } = await ask(here, '', 'POST', '/api/guest/session', { token })
          return guestCookieIn(headers).split(';', 1)[0] ?? ''
        }),
      )
      const steps = cookies.map(
        (cookie, index) => () =>
          ask(index % 2 === 0 ? here : there, cookie, 'POST', '/api/guest/ask', { name: '外婆' }),
      )
      const close = () => ask(there, scene.doctor, 'POST', `${scene.at}/links/${body.participant.id}/close`)
      const statuses = await race(...steps, close)
      expect(statuses.every((status) => [200, 404, 409].includes(status))).toBe(true)
    }
  })
})

describe('a shift', () => {
  interface Bookable {
    readonly doctor: Doctor
    readonly shiftId: string
    readonly start: string
  }

  async function bookable(): Promise<Bookable> {
    const doctor = await addDoctor(hospital)
    const start = hospital.now.add({ hours: 10 })
    const { id } = await hospital.database.db
      .insertInto('shift')
      .values({
        expertId: doctor.expertId,
        during: toRange({ start, end: start.add({ hours: 2 }) }),
        timeZone: 'Asia/Shanghai',
        slotMinutes: 30,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { doctor, shiftId: id, start: start.toString() }
  }

  async function booker({ shiftId, start }: Bookable) {
    const owner = await addCompatriot(hospital)
    const [patient, patientId] = [await signIn(owner), await addPatient(hospital, owner)]
    const booking = { patientId, shiftId, specialty: 'generalPractice', start, reason: '' }
    return {
      patient,
      patientId,
      book: (at: App) => ask(at, patient, 'POST', '/api/appointments', { idempotencyKey: randomUUID(), ...booking }),
    }
  }

  test('cancelled while two book one slot of it keeps neither', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const [one, other] = [await booker(shift), await booker(shift)]
        return [
          () => one.book(here),
          () => other.book(there),
          () => ask(there, coordinators[0], 'DELETE', `/api/shifts/${shift.shiftId}?appointments=cancel`),
        ]
      },
      everyEnd([201, 409], [201, 409], [200]),
    )
  })

  test('booked while its expert is retired, and the patient archived, is booked or not', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const { book, patient, patientId } = await booker(shift)
        return [
          () => book(here),
          () => ask(there, coordinators[0], 'PATCH', `/api/experts/${shift.doctor.expertId}`, { retired: true }),
          () => ask(there, patient, 'DELETE', `/api/patients/${patientId}`),
        ]
      },
      everyEnd([201, 409, 404], [200, 409], [204]),
    )
  })

  test('cancelled while its patient arrives, leaves and cancels leaves nobody waiting for it', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const { book, patient, patientId } = await booker(shift)
        const { body: appointment } = await book(here)
        const before = hospital.now
        hospital.now = Temporal.Instant.from(shift.start).subtract({ minutes: 5 })
        const ticket = { ...newTicket(patientId), appointmentId: appointment.id }
        return [
          () => ask(here, patient, 'POST', '/api/tickets', ticket),
          () => ask(there, patient, 'POST', `/api/appointments/${appointment.id}/cancel`),
          async () => {
            const answer = await ask(
              there,
              coordinators[0],
              'DELETE',
              `/api/shifts/${shift.shiftId}?appointments=cancel`,
            )
            hospital.now = before
            return answer
          },
        ]
      },
      everyEnd([201, 409], [200, 409], [200]),
    )
  })

  // Of a deadlock one is undone and tried again, a second later.
  test('cancelled while a patient who has arrived leaves, in either order', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const { book, patient, patientId } = await booker(shift)
        const { body: appointment } = await book(here)
        const before = hospital.now
        hospital.now = Temporal.Instant.from(shift.start).subtract({ minutes: 5 })
        const { body: ticket } = await ask(here, patient, 'POST', '/api/tickets', {
          ...newTicket(patientId),
          appointmentId: appointment.id,
        })
        hospital.now = before
        return [
          () => ask(here, patient, 'POST', `/api/tickets/${ticket.id}/leave`, {}),
          () => ask(there, coordinators[0], 'DELETE', `/api/shifts/${shift.shiftId}?appointments=cancel`),
        ]
      },
      ['200 200'],
      10,
    )
  })
})

describe('a day that was left out', () => {
  async function leftOut(): Promise<string> {
    const doctor = await addDoctor(hospital)
    const { db } = hospital.database
    const { id: patternId } = await db
      .insertInto('shiftPattern')
      .values({
        expertId: doctor.expertId,
        weekdays: [3],
        startsAtLocal: '14:00',
        endsAtLocal: '23:00',
        timeZone: 'Asia/Shanghai',
        validFrom: '2026-03-02',
        laidUntil: '2026-04-20',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id } = await db
      .insertInto('unlaidShift')
      .values({
        patternId,
        during: '[2026-03-25T06:00:00Z,2026-03-25T15:00:00Z)',
        reason: 'otherShift',
        foundAt: hospital.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return `/api/unlaid-shifts/${id}`
  }

  test('is laid once, whatever two coordinators decide', async () => {
    await tally(async () => {
      const at = await leftOut()
      return [
        () => ask(here, coordinators[0], 'POST', `${at}/lay`),
        () => ask(there, coordinators[1], 'POST', `${at}/lay`),
        () => ask(there, coordinators[1], 'DELETE', at),
      ]
    }, ['201 404 204', '404 201 204', '404 404 204'])
  })
})
