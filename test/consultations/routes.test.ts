import { createHash, randomUUID } from 'node:crypto'
import { AccessToken } from 'livekit-server-sdk'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CurrentConsultation } from '../../signaling/consultations/contract.ts'
import { type Method, type TestAccount, testOrigin } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addCall, type Visit } from '../support/visits.ts'
import { encounterRow, guestCookieIn } from './state.ts'

const hospital = openHospital({ http: true, video: true })
let visit: Visit
let patient: TestAccount
let doctor: TestAccount
let stranger: TestAccount
let otherDoctor: TestAccount
let coordinator: TestAccount

beforeAll(async () => {
  stranger = await hospital.signIn(await addCompatriot(hospital))
  otherDoctor = await hospital.signIn(await addDoctorOnDuty(hospital))
  coordinator = await hospital.signIn(await addCoordinator(hospital))
})

beforeEach(async () => {
  visit = await addCall(hospital)
  patient = await hospital.signIn(visit.owner)
  doctor = await hospital.signIn(visit.doctor)
})

function send(account: TestAccount | undefined, method: Method, path: string, body?: object) {
  return hospital.send(account, method, path, body)
}

const at = (path: string) => `/api/consultations/${visit.id}${path}`
const end = { reason: 'completed', requeue: false }
const message = () => ({ idempotencyKey: randomUUID(), body: '您好' })
const invite = () => ({ idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' })

describe('who may call what', () => {
  const someSeat = randomUUID()
  const routes: ReadonlyArray<readonly [Method, string, (() => object) | undefined, ReadonlyArray<() => TestAccount>]> =
    [
      ['GET', '', undefined, [() => coordinator]],
      ['POST', '/enter', undefined, [() => coordinator]],
      ['POST', '/decline', undefined, [() => coordinator, () => doctor]],
      ['POST', '/messages', message, [() => coordinator]],
      ['POST', '/participants', invite, [() => coordinator, () => patient]],
      ['POST', '/ask', undefined, [() => coordinator, () => patient, () => doctor]],
      ['POST', `/participants/${someSeat}/admit`, undefined, [() => coordinator, () => patient]],
      ['POST', `/participants/${someSeat}/refuse`, undefined, [() => coordinator, () => patient]],
      ['POST', `/participants/${someSeat}/remove`, undefined, [() => coordinator, () => patient]],
      ['POST', '/end', () => end, [() => patient]],
    ]

  test.each(routes)('%s …%s', async (method, path, body, wrongPeople) => {
    expect((await send(undefined, method, at(path), body?.())).status).toBe(401)
    for (const wrong of [() => stranger, () => otherDoctor, ...wrongPeople]) {
      const answer = await send(wrong(), method, at(path), body?.())
      expect([answer.status, answer.body.error.code]).toEqual([404, 'notFound'])
    }
    const nowhere = `/api/consultations/${randomUUID()}${path}`
    expect((await send(doctor, method, nowhere, body?.())).status).toBe(404)
  })

  test.each(['/api/consultations', '/api/consultations/current', '/api/consultations/invitations'])(
    'GET %s',
    async (url) => {
      expect((await send(undefined, 'GET', url)).status).toBe(401)
      expect((await send(coordinator, 'GET', url)).status).toBe(403)
      expect((await send(doctor, 'GET', url)).status).toBe(200)
    },
  )

  test('the guests’ routes know no account, and the others no guest', async () => {
    for (const [method, url, body] of [
      ['GET', '/api/guest', undefined],
      ['POST', '/api/guest/ask', { name: 'x' }],
      ['POST', '/api/guest/enter', undefined],
      ['POST', '/api/guest/messages', message()],
    ] as const) {
      expect((await send(undefined, method, url, body)).status).toBe(401)
      expect((await send(doctor, method, url, body)).status).toBe(401)
    }
  })

  test('what is not an id is refused before anything is read', async () => {
    expect((await send(doctor, 'GET', '/api/consultations/1')).status).toBe(400)
    expect((await send(doctor, 'POST', at('/end'), { reason: 'bored', requeue: false })).status).toBe(400)
    expect((await send(doctor, 'POST', at('/messages'), { ...message(), body: '' })).status).toBe(400)
  })
})

test('a visit from the call to the end', async () => {
  const current = await send(doctor, 'GET', '/api/consultations/current')
  expect((current.body as CurrentConsultation).consultation).toMatchObject({ id: visit.id, status: 'called' })

  expect((await send(doctor, 'POST', at('/enter'))).body).toMatchObject({
    url: hospital.livekit.carrier.url,
    roomEpoch: 1,
  })
  expect((await send(patient, 'POST', at('/enter'))).status).toBe(200)
  expect((await send(patient, 'POST', at('/messages'), message())).status).toBe(201)
  expect((await send(doctor, 'GET', at('/messages'))).body).toMatchObject({
    messages: [{ body: '您好', senderKind: 'patient' }],
    hasEarlier: false,
  })
  const seen = await send(patient, 'GET', at(''))
  expect(seen.body).toMatchObject({
    status: 'inProgress',
    complaint: '发烧两天，咳嗽',
    patient: { timeZone: 'Europe/Rome', country: 'IT' },
  })

  const ended = await send(doctor, 'POST', at('/end'), end)
  expect(ended.body).toMatchObject({ status: 'finished', endReason: 'completed' })
  const late = await send(patient, 'POST', at('/enter'))
  expect([late.status, late.body.error.code]).toEqual([409, 'consultationOver'])
  expect((await send(patient, 'GET', '/api/consultations')).body).toMatchObject([{ id: visit.id }])
})

test('text that no database keeps is refused, not failed on', async () => {
  await send(patient, 'POST', at('/enter'))
  const answer = await send(patient, 'POST', at('/messages'), { ...message(), body: 'a\u0000b' })
  expect([answer.status, answer.body.error.code]).toEqual([400, 'invalidInput'])
})

test('not now', async () => {
  expect((await send(patient, 'POST', at('/decline'))).status).toBe(204)
  const late = await send(patient, 'POST', at('/enter'))
  expect([late.status, late.body.error.code]).toEqual([409, 'callOver'])
})

test('a guest comes by the link, with a cookie that goes nowhere else', async () => {
  await send(patient, 'POST', at('/enter'))
  const invited = await send(doctor, 'POST', at('/participants'), invite())
  expect(invited.status).toBe(201)
  const token = String(invited.body.link).slice(`${testOrigin}/join/`.length)

  const opened = await send(undefined, 'POST', '/api/guest/session', { token })
  expect(opened.status).toBe(200)
  const cookie = guestCookieIn(opened.headers)
  expect(cookie).toContain('Path=/api/guest;')
  expect(cookie).toContain('HttpOnly')
  expect(cookie).toContain('SameSite=Lax')
  const guest: TestAccount = { id: '', role: 'compatriot', cookie: cookie.split(';', 1)[0] ?? '' }
  expect((await send(guest, 'GET', at(''))).status).toBe(401)

  expect((await send(guest, 'POST', '/api/guest/ask', { name: '王阿婆' })).body.participant.status).toBe('asking')
  expect((await send(guest, 'POST', '/api/guest/enter')).body.error.code).toBe('notAdmitted')
  const { id } = invited.body.participant
  expect((await send(doctor, 'POST', at(`/participants/${id}/admit`))).status).toBe(200)
  expect((await send(guest, 'POST', '/api/guest/enter')).body.participantId).toBe(id)
  expect((await send(guest, 'POST', '/api/guest/messages', message())).status).toBe(201)
  expect((await send(guest, 'GET', '/api/guest/messages')).body.messages).toHaveLength(1)

  const forged = await send(undefined, 'POST', '/api/guest/session', { token: `${token.slice(0, -8)}AAAAAAAA` })
  expect([forged.status, forged.body.error.code]).toEqual([404, 'linkInvalid'])
})

describe('what LiveKit tells', () => {
  async function webhook(
    event: object,
    key = hospital.livekit.server,
  ): Promise<{ body: string; authorization: string }> {
    const body = JSON.stringify(event)
    const token = new AccessToken(key.apiKey, key.apiSecret)
    token.sha256 = createHash('sha256').update(body).digest('base64')
    return { body, authorization: await token.toJwt() }
  }

  async function post(payload: string, headers: Record<string, string>): Promise<number> {
    const { statusCode } = await hospital.app.inject({ method: 'POST', url: '/api/video/webhook', payload, headers })
    return statusCode
  }

  const type = { 'content-type': 'application/webhook+json' }

  test('is believed only if it signed it', async () => {
    const event = { event: 'room_started', id: 'EV_1', createdAt: '1', room: { name: 'x' } }
    const { body, authorization } = await webhook(event)
    expect(await post(body, { ...type, authorization })).toBe(204)
    expect(await post(body, type)).toBe(403)
    expect(await post(body.replace('EV_1', 'EV_2'), { ...type, authorization })).toBe(403)
    const forged = await webhook(event, {
      ...hospital.livekit.server,
      apiSecret: 'a secret of somebody else altogether',
    })
    expect(await post(forged.body, { ...type, authorization: forged.authorization })).toBe(403)
    expect(await post(body, { 'content-type': 'application/json', authorization })).toBe(415)
  })

  test('whatever it says, twice and late, closes no open visit and opens no closed one', async () => {
    await send(patient, 'POST', at('/enter'))
    const { roomName } = await encounterRow(hospital, visit.id)
    const left = {
      event: 'participant_left',
      id: 'EV_3',
      createdAt: '1',
      room: { name: roomName },
      participant: { identity: 'x', sid: 'PA' },
    }
    for (const event of [
      left,
      left,
      { event: 'room_finished', id: 'EV_4', createdAt: '1', room: { name: roomName } },
    ]) {
      const { body, authorization } = await webhook(event)
      expect(await post(body, { ...type, authorization })).toBe(204)
    }
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })

    await send(doctor, 'POST', at('/end'), end)
    await hospital.livekit.carrier.openRoom(roomName)
    const { body, authorization } = await webhook({
      event: 'room_started',
      id: 'EV_5',
      createdAt: '1',
      room: { name: roomName },
    })
    expect(await post(body, { ...type, authorization })).toBe(204)
    await expect(hospital.livekit.carrier.whoIsThere(roomName)).rejects.toMatchObject({ kind: 'notFound' })
  })

  test('no other route takes a body of its kind', async () => {
    const { statusCode } = await hospital.app.inject({
      method: 'POST',
      url: at('/end'),
      payload: JSON.stringify(end),
      headers: { ...type, origin: testOrigin, host: 'localhost:3000', cookie: doctor.cookie },
    })
    expect(statusCode).toBe(415)
  })
})
