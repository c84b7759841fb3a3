import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { guestCookieIn } from '../consultations/state.ts'
import {
  ask,
  called,
  completed,
  coordinators,
  everyEnd,
  here,
  hospital,
  openProcesses,
  race,
  type Scene,
  tally,
  there,
  underWay,
} from './at-once.ts'

openProcesses()

const text = { complaint: '', subjective: '', objective: '', assessment: '', plan: '', advice: '多喝水', followUp: '' }

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

/** Whoever has left the panel is signed out, unless a patient is with them. */
async function expectRetiredSignedOut(): Promise<void> {
  const { rows } = await sql`
    select from session s join expert e on e.account_id = s.account_id
    where e.retired_at is not null and not exists (
      select from encounter c where c.expert_id = e.id and c.ended_at is null)`.execute(hospital.database.db)
  expect(rows).toEqual([])
}

/** Whichever was first: enter, end by the doctor, leave by the patient, by a coordinator, and two rounds that end calls. */
const endsOfACall = [
  // Answered: the doctor's end ends it, or comes before.
  '503 200 409 409 0 0',
  // Called off, or run out, before the answer: the place is there to be given up, once, by whom it is sent again or not.
  '409 200 200 200 0 0',
  '409 409 200 200 0 0',
  '503 409 200 200 0 0',
]

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
        .updateTable('call')
        .set({ callUntil: hospital.clock.now().subtract({ seconds: 1 }) })
        .where('id', '=', visit.id)
        .execute()
      return [
        () => ask(here, patient, 'POST', `${at}/enter`),
        () => ask(there, doctor, 'POST', `${at}/end`, { reason: 'technical', requeue: true }),
        () => ask(here, patient, 'POST', `/api/tickets/${visit.ticketId}/leave`, {}),
        () => ask(there, coordinators[0], 'POST', `/api/tickets/${visit.ticketId}/leave`, { note: '重复' }),
        () => expireCalls(hospital),
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
        .updateTable('call')
        .set({ callUntil: hospital.clock.now().subtract({ seconds: 1 }) })
        .where('id', '=', visit.id)
        .execute()
      return [
        () => expireCalls(hospital),
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
