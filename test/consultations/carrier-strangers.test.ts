import { createHash, randomUUID } from 'node:crypto'
import { AccessToken } from 'livekit-server-sdk'
import { sql } from 'kysely'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../support/answering.ts'
import { openHospital, startHospital } from '../support/hospital.ts'
import { addVisit, type Visit } from '../support/visits.ts'
import { encounterRow } from './state.ts'

/** What LiveKit's keys are to the application here; nobody listens. */
const [key, secret] = ['key', 'a secret of thirty-two characters']

const logged: string[] = []
const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
const hospital = openHospital({ http: true, log })
beforeEach(() => void (logged.length = 0))

async function signed(body: string, { by = secret, ttl = 300 }: { by?: string; ttl?: number } = {}): Promise<string> {
  const token = new AccessToken(key, by, { ttl })
  token.sha256 = createHash('sha256').update(body).digest('base64')
  return await token.toJwt()
}

const eventIn = (room: string, event = 'participant_left') =>
  JSON.stringify({
    event,
    id: randomUUID(),
    createdAt: '1772442000',
    room: { name: room, sid: 'RM_x' },
    participant: { identity: randomUUID(), sid: 'PA_x' },
  })

async function send(
  body: string,
  authorization?: string,
  type = 'application/webhook+json',
  cookie = '',
): Promise<Answer> {
  const {
    statusCode: status,
    headers,
    body: text,
  } = await hospital.app.inject({
    method: 'POST',
    url: '/api/video/webhook',
    headers: { 'content-type': type, ...(authorization !== undefined && { authorization }), cookie },
    payload: body,
  })
  return { status, headers, body: text === '' ? undefined : JSON.parse(text) }
}

async function visitUnderWay(): Promise<Visit & { room: string }> {
  const visit = await addVisit(hospital)
  const { roomName } = await encounterRow(hospital, visit.id)
  return { ...visit, room: roomName }
}

/** When the room of a visit is to be looked into next, put off first. */
async function putOff({ id }: Visit): Promise<() => Promise<boolean>> {
  const later = hospital.clock.now().add({ seconds: 30 })
  await hospital.database.db.updateTable('presence').set({ lookAt: later }).where('consultationId', '=', id).execute()
  return async () => {
    const row = await hospital.database.db
      .selectFrom('presence')
      .select('lookAt')
      .where('consultationId', '=', id)
      .executeTakeFirstOrThrow()
    return row.lookAt.equals(hospital.clock.now())
  }
}

async function statements(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (xact_commit + xact_rollback)::int as count from pg_stat_database where datname = current_database()`.execute(
    hospital.database.owner,
  )
  return rows[0]?.count ?? 0
}

describe('an event that LiveKit did not sign', () => {
  test.each([
    ['without a signature', async () => undefined],
    ['with a word for one', async () => 'Bearer nonsense'],
    ['signed with another secret', (body: string) => signed(body, { by: 'another secret of so many characters' })],
    ['signed for another body', () => signed('{}')],
    ['signed an hour ago', (body: string) => signed(body, { ttl: -3_600 })],
    ['with an unsigned token', async () => `${btoa('{"alg":"none"}')}.${btoa(`{"iss":"${key}"}`)}.`],
  ])('%s is refused, changes nothing and is no line of the log', async (_how, authorization) => {
    const visit = await visitUnderWay()
    const isDue = await putOff(visit)
    const body = eventIn(visit.room)
    logged.length = 0
    const answer = await send(body, await authorization(body))
    expect([answer.status, answer.body.error.code]).toEqual([403, 'forbidden'])
    expect(await isDue()).toBe(false)
    expect(logged).toEqual([])
  })

  test('by the token with which somebody came into the room is refused', async () => {
    const visit = await visitUnderWay()
    const { token } = await hospital.carrier.admit({
      room: visit.room,
      identity: randomUUID(),
      displayName: '林',
      mayPublish: [],
    })
    expect((await send(eventIn(visit.room), token)).status).toBe(403)
  })

  test('costs the database nothing, whatever cookies come with it', async () => {
    const count = async () => {
      // Each connection tells of its transactions once a second at most.
      await new Promise((resolve) => setTimeout(resolve, 1_200))
      await sql`select 1`.execute(hospital.database.db)
      return await statements()
    }
    const before = await count()
    for (let sent = 0; sent < 200; sent += 1) {
      expect((await send(eventIn('room'), 'x', undefined, `qiaoyi_session=${randomUUID()}`)).status).toBe(403)
    }
    expect((await count()) - before).toBeLessThan(50)
  })

  test('of another type, or too large, is refused before its signature is looked at', async () => {
    expect((await send('{}', undefined, 'application/json')).status).toBe(415)
    const large = JSON.stringify({ event: 'x'.repeat(100_000) })
    expect((await send(large, await signed(large))).status).toBe(413)
  })
})

describe('an event that LiveKit signed', () => {
  test('has the room looked into, and sent again changes nothing more', async () => {
    const visit = await visitUnderWay()
    const isDue = await putOff(visit)
    const body = eventIn(visit.room)
    const authorization = await signed(body)
    for (let sent = 0; sent < 20; sent += 1) expect((await send(body, authorization)).status).toBe(204)
    expect(await isDue()).toBe(true)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress', endedAt: null })
  })

  test('of a room that is none of ours, or without one, or of a kind that we do not know, does nothing', async () => {
    const visit = await visitUnderWay()
    const isDue = await putOff(visit)
    for (const body of [eventIn('elsewhere'), eventIn(visit.room, 'egress_started'), '{"event":"participant_left"}']) {
      expect((await send(body, await signed(body))).status).toBe(204)
    }
    expect(await isDue()).toBe(false)
  })

  test.each([
    ['no JSON', 'nonsense'],
    ['no object', '[1]'],
    [
      'a time without end',
      '{"event":"participant_left","room":{"name":"x"},"participant":{},"createdAt":"9223372036854775807"}',
    ],
  ])('and is %s is refused, and is no fault of ours', async (_what, body) => {
    const answer = await send(body, await signed(body))
    expect(answer.status).toBeLessThan(500)
  })

  test('comes through however many there are: a busy hour has more of them than a person has requests', async () => {
    await using busy = await startHospital({ http: { limits: { requestsPerMinute: 100 } } })
    const body = eventIn('elsewhere')
    const authorization = await signed(body)
    const statuses = new Set<number>()
    for (let sent = 0; sent < 300; sent += 1) {
      const answer = await busy.app.inject({
        method: 'POST',
        url: '/api/video/webhook',
        headers: { 'content-type': 'application/webhook+json', authorization },
        payload: body,
      })
      statuses.add(answer.statusCode)
    }
    expect(statuses).toEqual(new Set([204]))
  })

  test('is forged by nobody without end: an address has a limit for these as well', async () => {
    await using busy = await startHospital({ http: { limits: { eventsPerMinute: 100 } } })
    const statuses: number[] = []
    for (let sent = 0; sent < 150; sent += 1) {
      const answer = await busy.app.inject({
        method: 'POST',
        url: '/api/video/webhook',
        headers: { 'content-type': 'application/webhook+json', authorization: 'x' },
        payload: '{}',
      })
      statuses.push(answer.statusCode)
    }
    expect(statuses.filter((status) => status === 403)).toHaveLength(100)
    expect(statuses.at(-1)).toBe(429)
  })
})
