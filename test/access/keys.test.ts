import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../signaling/app.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import type { App } from '../../signaling/routes.ts'
import { openDatabase } from '../../db/connection.ts'
import type { TestAccount } from '../support/answering.ts'
import { newTicket } from '../support/visits.ts'
import { openWorld } from './hospital.ts'

const world = openWorld()
let there: App
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  const log = pino({ level: 'silent' })
  const second = openDatabase(world.site.database.url, log, { max: 10 })
  const outbox = await openOutbox({ db: second.db, databaseUrl: world.site.database.url, log })
  there = await buildApp(
    { ...world.site, db: second.db, outbox },
    { logger: log, limits: { requestsPerMinute: 1_000_000 } },
  )
  await there.ready()
  closing.push(
    () => there.close(),
    () => outbox.close(),
    () => second.close(),
  )
})

afterAll(async () => {
  for (const close of closing) await close()
})

interface Sent {
  readonly status: number
  // A test knows what it asked for.
  readonly body: any // oxlint-disable-line no-explicit-any
}

async function post(at: App, { cookie }: TestAccount, url: string, payload: object): Promise<Sent> {
  const headers = { origin: 'http://localhost:3000', host: 'localhost:3000', cookie }
  const answer = await at.inject({ method: 'POST', url, headers, payload })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

const expert = (email: string) => ({
  email,
  nameHan: '李明',
  nameLatin: 'Li Ming',
  title: '',
  specialties: ['tcm'],
  languages: [{ language: 'cmn', proficiency: 'native' }],
  institution: 'A',
  licenseNumber: '1',
  licenseVerifiedBy: 'B',
  timeZone: 'Europe/Madrid',
})

describe('one key for two commands at once, in two processes', () => {
  test.each([
    ['POST /api/experts', (nth: number, round: number) => expert(`expert${round}-${nth}@example.org`)],
    [
      'POST /api/shifts',
      (nth: number, round: number) => ({
        expertId: nth === 0 ? world.doctor.expertId : world.freeExpertId,
        date: Temporal.PlainDate.from('2026-06-01').add({ days: round }).toString(),
        startsAtLocal: '01:00',
        endsAtLocal: '05:00',
        timeZone: 'Asia/Shanghai',
        slotMinutes: 30,
      }),
    ],
    [
      'POST /api/shift-patterns',
      (nth: number, round: number) => ({
        expertId: nth === 0 ? world.doctor.expertId : world.freeExpertId,
        weekdays: [1],
        startsAtLocal: '06:00',
        endsAtLocal: '07:00',
        timeZone: 'Asia/Shanghai',
        slotMinutes: null,
        validFrom: Temporal.PlainDate.from('2027-06-01').add({ days: round }).toString(),
        validUntil: null,
      }),
    ],
  ])('%s makes one record, and answers both with it', async (route, commandOf) => {
    for (let round = 0; round < 25; round += 1) {
      const idempotencyKey = randomUUID()
      const answers = await Promise.all(
        [world.site.app, there].map((at, nth) =>
          post(at, world.coordinator, route.split(' ')[1] ?? '', { idempotencyKey, ...commandOf(nth, round) }),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual([201, 201])
      const [one, other] = answers.map(({ body }) => body.pattern?.id ?? body.id)
      expect(one).toBe(other)
    }
  })

  test('POST /api/appointments makes one record, and answers both with it', async () => {
    for (let round = 0; round < 25; round += 1) {
      const owner = await world.site.addAccount('compatriot')
      const idempotencyKey = randomUUID()
      const day = Temporal.PlainDate.from('2026-09-01').add({ days: round }).toString()
      const commands = await Promise.all(
        [world.doctor.expertId, world.freeExpertId].map(async (expertId) => {
          const patient = { idempotencyKey: randomUUID(), name: '林', relationship: 'other' }
          const { body: made } = await post(there, owner, '/api/patients', patient)
          const { body: shift } = await post(there, world.coordinator, '/api/shifts', {
            idempotencyKey: randomUUID(),
            expertId,
            date: day,
            startsAtLocal: '01:00',
            endsAtLocal: '05:00',
            timeZone: 'Asia/Shanghai',
            slotMinutes: 30,
          })
          const { start } = shift.during
          return {
            idempotencyKey,
            patientId: made.id,
            shiftId: shift.id,
            specialty: 'generalPractice',
            start,
            reason: '',
          }
        }),
      )
      const answers = await Promise.all(
        commands.map((command, nth) => post(nth === 0 ? world.site.app : there, owner, '/api/appointments', command)),
      )
      expect(answers.map(({ status, body }) => [status, body.error?.code])).toEqual([
        [201, undefined],
        [201, undefined],
      ])
      expect(answers[0]?.body.id).toBe(answers[1]?.body.id)
    }
  })
})

describe('a key that somebody else has used', () => {
  test('is no way to their record', async () => {
    const { site, owner, strangers } = world
    const { rows } = {
      rows: await site.database.db.selectFrom('ticket').selectAll().where('id', '=', world.ticketId).execute(),
    }
    const key = rows[0]?.idempotencyKey ?? ''
    const patient = { idempotencyKey: randomUUID(), name: '王', relationship: 'self' }
    const { body: made } = await post(site.app, strangers.compatriot, '/api/patients', patient)
    const ticket = await post(site.app, strangers.compatriot, '/api/tickets', {
      ...newTicket(made.id),
      idempotencyKey: key,
    })
    expect(ticket.status).toBe(201)
    expect(ticket.body.id).not.toBe(world.ticketId)
    expect(ticket.body.patientId).toBe(made.id)
    const again = await post(site.app, owner, '/api/patients', patient)
    expect(again.status).toBe(201)
    expect(again.body.id).not.toBe(made.id)
    const booked = await site.database.db
      .selectFrom('appointment')
      .selectAll()
      .where('id', '=', world.appointmentId)
      .executeTakeFirstOrThrow()
    const book = await post(site.app, strangers.compatriot, '/api/appointments', {
      idempotencyKey: booked.idempotencyKey,
      patientId: made.id,
      shiftId: world.shiftId,
      specialty: 'generalPractice',
      start: world.slotStart,
      reason: '',
    })
    expect(book.status).toBe(201)
    expect(book.body.id).not.toBe(world.appointmentId)
  })
})
