import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { changesPace } from '../../signaling/identity/rules.ts'
import { placesPace } from '../../signaling/waiting-room/rules/place.ts'
import { testOrigin } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addPatient } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'

const hospital = openHospital({ http: true })

test('nothing that the API answers is kept by a browser or a proxy', async () => {
  const compatriot = await hospital.addAccount('compatriot')
  for (const url of ['/api/me', '/api/patients', '/api/nothing']) {
    expect((await hospital.send(compatriot, 'GET', url)).headers).toMatchObject({ 'cache-control': 'no-store' })
  }
  expect((await hospital.send(undefined, 'GET', '/sign-in/link/none')).headers).toMatchObject({
    'cache-control': 'no-store',
  })
})

test('whoever is to wait for some seconds reads their number in the head of the answer too', async () => {
  const compatriot = await hospital.addAccount('compatriot')
  const patientId = await addPatient(hospital, { accountId: compatriot.id })
  for (let taken = 0; taken < placesPace.times; taken += 1) {
    const { body } = await hospital.send(compatriot, 'POST', '/api/tickets', newTicket(patientId))
    await hospital.send(compatriot, 'POST', `/api/tickets/${body.id}/leave`, {})
  }
  for (let change = 0; change < changesPace.times; change += 1) {
    await hospital.send(compatriot, 'PATCH', '/api/me', { country: change % 2 === 0 ? 'ES' : 'IT' })
  }
  const letter = { email: 'waits@example.org', locale: 'it' }
  const asked = await hospital.send(undefined, 'POST', '/api/sign-in/codes', letter)
  const browser = { ...compatriot, cookie: String(asked.headers['set-cookie']).split(';')[0] ?? '' }
  const refused = {
    tooManyPlaces: await hospital.send(compatriot, 'POST', '/api/tickets', newTicket(patientId)),
    tooManyRequests: await hospital.send(compatriot, 'PATCH', '/api/me', { country: 'ES' }),
    codeTooSoon: await hospital.send(browser, 'POST', '/api/sign-in/codes', letter),
  }
  for (const [code, { status, body, headers }] of Object.entries(refused)) {
    expect([status, body.error.code]).toEqual([429, code])
    expect(body.error.details.seconds).toBeGreaterThan(0)
    expect(headers['retry-after']).toBe(String(body.error.details.seconds))
  }
})

test('nothing runs in an answer, and nobody guesses what it is', async () => {
  const { headers } = await hospital.send(undefined, 'GET', '/api/openapi.json')
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  const policy = String(headers['content-security-policy'])
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("frame-ancestors 'none'")
})

test.each([
  ['a year that the database does not know', { birthDate: '0000-01-01' }],
  ['a day that is none', { birthDate: '2026-02-30' }],
  ['a NUL in a name', { name: '林\u0000' }],
])('%s is refused as input', async (_what, over) => {
  const compatriot = await hospital.addAccount('compatriot')
  const patient = { idempotencyKey: randomUUID(), name: '林秀英', relationship: 'other', ...over }
  const answer = await hospital.send(compatriot, 'POST', '/api/patients', patient)
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalidInput' } } })
})

test.each([
  ['0000-01-01T00:00:00Z', '0000-01-02T00:00:00Z'],
  ['2026-03-02T09:00:00.1234567890Z', '2026-03-03T09:00:00Z'],
  ['2026-03-02T09:00:00+24:00', '2026-03-03T09:00:00Z'],
])('a stretch from %s is refused as input', async (from, until) => {
  const coordinator = await hospital.addAccount('coordinator')
  const answer = await hospital.send(coordinator, 'GET', `/api/roster?${new URLSearchParams({ from, until })}`)
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalidInput' } } })
})

test('a body under a strange Content-Type reaches no handler', async () => {
  const compatriot = await hospital.addAccount('compatriot')
  const payload = JSON.stringify({ idempotencyKey: randomUUID(), name: '', relationship: 'nobody' })
  for (const type of [
    'text/plain',
    'application/json\ta',
    'application/jsonx',
    'application/JSON ;',
    'application/x-www-form-urlencoded',
  ]) {
    const headers = { origin: testOrigin, host: 'localhost:3000', cookie: compatriot.cookie, 'content-type': type }
    const { statusCode } = await hospital.app.inject({ method: 'POST', url: '/api/patients', headers, payload })
    expect([400, 415]).toContain(statusCode)
  }
})

test('a link that signs in is not used up by asking for its headers', async () => {
  const { statusCode } = await hospital.app.inject({ method: 'HEAD', url: '/sign-in/link/none' })
  expect(statusCode).toBe(404)
})

test('a staff account whose answer was lost is not in its own way', async () => {
  const coordinator = await hospital.addAccount('coordinator')
  const staff = {
    email: 'new@example.org',
    role: 'coordinator',
    name: '周敏',
    timeZone: 'Asia/Shanghai',
    locale: 'zh-CN',
  }
  const first = await hospital.send(coordinator, 'POST', '/api/staff', staff)
  const second = await hospital.send(coordinator, 'POST', '/api/staff', staff)
  expect(second).toMatchObject({ status: 201, body: first.body })
  const other = await hospital.send(coordinator, 'POST', '/api/staff', { ...staff, name: '周明' })
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'emailTaken' } } })
})
