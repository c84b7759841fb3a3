import { beforeAll, describe, expect, test } from 'vitest'
import { changesPace } from '../../signaling/identity/rules.ts'
import { createSignInLink } from '../../signaling/identity/sign-in.ts'
import { type TestAccount, testOrigin } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'

const site = openHospital({ http: true })
let coordinator: TestAccount
beforeAll(async () => {
  coordinator = await site.addAccount('coordinator')
})

/** Asks for a code as a browser that was never here; answers with the code and the cookie it is given. */
async function codeFor(email: string): Promise<{ code: string; browser: TestAccount }> {
  const answer = await site.send(undefined, 'POST', '/api/sign-in/codes', { email, locale: 'it' })
  expect(answer).toMatchObject({ status: 202, body: { resendAfter: 60, validMinutes: 10 } })
  return { code: /\b\d{6}\b/.exec(site.letters.at(-1)?.text ?? '')?.[0] ?? '', browser: signedIn(answer.headers) }
}

function command(email: string, code: string) {
  return { email, code, timeZone: 'Europe/Rome', languages: ['cmn'], locale: 'it' }
}

/** The session that an answer sets, as a browser would send it back. */
function signedIn(headers: Readonly<Record<string, unknown>>): TestAccount {
  return { id: '', role: 'compatriot', cookie: String(headers['set-cookie']).split(';')[0] ?? '' }
}

describe('signing in and out', () => {
  test('gives a cookie that scripts cannot read, and takes it away', async () => {
    const email = 'cookie@example.org'
    const { code, browser } = await codeFor(email)
    const answer = await site.send(browser, 'POST', '/api/sign-in', command(email, code))
    expect(answer).toMatchObject({ status: 200, body: { email, role: 'compatriot' } })
    const cookie = String(answer.headers['set-cookie'])
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Expires=']) expect(cookie).toContain(part)
    expect(cookie).not.toContain('Secure')
    const account = signedIn(answer.headers)
    expect(await site.send(account, 'GET', '/api/me')).toMatchObject({ status: 200, body: { email } })

    const out = await site.send(account, 'POST', '/api/sign-out')
    expect(out).toMatchObject({ status: 204, body: '' })
    expect(String(out.headers['set-cookie'])).toContain('1970')
    expect(await site.send(account, 'GET', '/api/me')).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthenticated' } },
    })
    expect(await site.send(account, 'POST', '/api/sign-out')).toMatchObject({ status: 204 })
  })

  test('says what is wrong with a code', async () => {
    const email = 'wrong@example.org'
    const { code, browser } = await codeFor(email)
    const wrong = command(email, String((Number(code) + 1) % 1_000_000).padStart(6, '0'))
    expect(await site.send(browser, 'POST', '/api/sign-in', wrong)).toMatchObject({
      status: 400,
      body: { error: { code: 'codeWrong', details: { attemptsLeft: 4 } } },
    })
    expect(await site.send(browser, 'POST', '/api/sign-in/codes', { email, locale: 'it' })).toMatchObject({
      status: 429,
      body: { error: { code: 'codeTooSoon', details: { seconds: 60 } } },
    })
  })

  test('binds a code to the browser that asked, by a cookie that goes nowhere else', async () => {
    const email = 'bound@example.org'
    const answer = await site.send(undefined, 'POST', '/api/sign-in/codes', { email, locale: 'it' })
    const cookie = String(answer.headers['set-cookie'])
    for (const part of ['qiaoyi_browser=', 'HttpOnly', 'SameSite=Lax', 'Path=/api/sign-in;', 'Expires=']) {
      expect(cookie).toContain(part)
    }
    const code = /\b\d{6}\b/.exec(site.letters.at(-1)?.text ?? '')?.[0] ?? ''
    const stranger = (await codeFor('stranger@example.org')).browser
    for (const browser of [undefined, stranger]) {
      const refused = await site.send(browser, 'POST', '/api/sign-in', command(email, code))
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 'codeExpired' } } })
    }
    const own = await site.send(signedIn(answer.headers), 'POST', '/api/sign-in', command(email, code))
    expect(own.status).toBe(200)
  })

  test('a stranger’s thirty requests and guesses from another computer lock nobody out', async () => {
    const email = 'known@example.org'
    const from = (cookie: string, url: string, payload: object) =>
      site.app.inject({
        method: 'POST',
        url,
        payload,
        remoteAddress: '203.0.113.9',
        headers: { origin: testOrigin, cookie },
      })
    for (let round = 0; round < 10; round += 1) {
      const asked = await from('', '/api/sign-in/codes', { email, locale: 'it' })
      const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
      for (let guess = 0; guess < 3; guess += 1) await from(cookie, '/api/sign-in', command(email, '000000'))
    }
    const { code, browser } = await codeFor(email)
    expect((await site.send(browser, 'POST', '/api/sign-in', command(email, code))).status).toBe(200)
  })

  test.each([
    ['no address', { email: 'nobody', locale: 'it' }],
    ['no locale', { email: 'a@example.org' }],
    ['a language of the screens that there is not', { email: 'a@example.org', locale: 'fr' }],
  ])('refuses %s', async (_name, body) => {
    expect(await site.send(undefined, 'POST', '/api/sign-in/codes', body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalidInput' } },
    })
  })

  test('by a link leads home once, and then to where it is explained', async () => {
    const token = await createSignInLink(site, coordinator.id)
    const first = await site.send(undefined, 'GET', `/sign-in/link/${token}`)
    expect(first).toMatchObject({ status: 302, headers: { location: '/' } })
    const account = signedIn(first.headers)
    expect(await site.send(account, 'GET', '/api/me')).toMatchObject({ body: { role: 'coordinator' } })
    expect(await site.send(undefined, 'GET', `/sign-in/link/${token}`)).toMatchObject({
      status: 302,
      headers: { location: '/sign-in?reason=linkUsed' },
    })
    expect(await site.send(account, 'GET', `/sign-in/link/${token}`)).toMatchObject({ headers: { location: '/' } })
  })

  test('over https gives a cookie for https only', async () => {
    const { sessionCookieOptions } = await import('../../signaling/identity/sessions.ts')
    expect(sessionCookieOptions('https://qiaoyi.example')).toMatchObject({
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
    })
    expect(sessionCookieOptions(testOrigin)).toMatchObject({ secure: false })
  })
})

describe('patients over the API', () => {
  test('are added, changed, archived by their account', async () => {
    const account = await site.addAccount('compatriot')
    const added = await site.send(account, 'POST', '/api/patients', {
      idempotencyKey: crypto.randomUUID(),
      name: '小宝',
      relationship: 'child',
      birthDate: '2020-02-29',
    })
    expect(added).toMatchObject({ status: 201, body: { name: '小宝', birthDate: '2020-02-29', gender: 'unknown' } })
    const url = `/api/patients/${added.body.id}`
    expect(await site.send(account, 'PATCH', url, { birthDate: null })).toMatchObject({
      status: 200,
      body: { birthDate: null },
    })
    const stranger = await site.addAccount('compatriot')
    expect(await site.send(stranger, 'PATCH', url, { name: 'x' })).toMatchObject({ status: 404 })
    expect(await site.send(undefined, 'PATCH', url, { name: 'x' })).toMatchObject({ status: 401 })
    expect(await site.send(account, 'DELETE', url)).toMatchObject({ status: 204 })
    expect(await site.send(account, 'GET', '/api/patients')).toMatchObject({ status: 200, body: [] })
    // Whoever never heard the answer asks again.
    expect(await site.send(account, 'DELETE', url)).toMatchObject({ status: 204 })
    expect(await site.send(stranger, 'DELETE', url)).toMatchObject({ status: 404 })
    expect(await site.send(account, 'PATCH', url, { name: 'x' })).toMatchObject({ status: 404 })
  })

  test.each([
    ['a day that there is not', { birthDate: '2021-02-29' }],
    ['no name', { name: '' }],
    ['a relationship that there is not', { relationship: 'dog' }],
  ])('are refused with %s', async (_name, change) => {
    const account = await site.addAccount('compatriot')
    const body = { idempotencyKey: crypto.randomUUID(), name: '小宝', relationship: 'child', ...change }
    expect(await site.send(account, 'POST', '/api/patients', body)).toMatchObject({ status: 400 })
  })

  test('are nothing for staff', async () => {
    expect(await site.send(coordinator, 'GET', '/api/patients')).toMatchObject({ status: 403 })
  })
})

test('staff are created by coordinators only', async () => {
  const body = {
    email: 'new.staff@example.org',
    role: 'coordinator',
    name: '李',
    timeZone: 'Asia/Shanghai',
    locale: 'zh-CN',
  }
  expect(await site.send(await site.addAccount('doctor'), 'POST', '/api/staff', body)).toMatchObject({ status: 403 })
  expect(await site.send(coordinator, 'POST', '/api/staff', body)).toMatchObject({ status: 201, body: { name: '李' } })
  const staff = await site.send(coordinator, 'GET', '/api/staff')
  expect(staff.body.map((row: { email: string }) => row.email)).toContain(body.email)
})

test('one’s own account changes by what is given and by nothing else', async () => {
  const account = await site.addAccount('compatriot')
  expect(await site.send(account, 'PATCH', '/api/me', { country: 'ES' })).toMatchObject({
    status: 200,
    body: { country: 'ES' },
  })
  expect(await site.send(account, 'PATCH', '/api/me', { role: 'coordinator' })).toMatchObject({ status: 400 })
})

test('whoever changes themself, or a patient, without end is told to wait, and nobody else is', async () => {
  const account = await site.addAccount('compatriot')
  const patient = { idempotencyKey: crypto.randomUUID(), name: '小宝', relationship: 'child' }
  const { body: added } = await site.send(account, 'POST', '/api/patients', patient)
  const toAndFro = [
    ['/api/me', { timeZone: 'Europe/Madrid' }, { timeZone: 'Europe/Rome' }],
    [`/api/patients/${added.id}`, { gender: 'female' }, { gender: 'male' }],
  ] as const
  for (const [url, to, fro] of toAndFro) {
    for (let change = 0; change < changesPace.times; change += 1) {
      expect(await site.send(account, 'PATCH', url, change % 2 === 0 ? to : fro)).toMatchObject({ status: 200 })
    }
    expect(await site.send(account, 'PATCH', url, to)).toMatchObject({
      status: 429,
      body: { error: { code: 'tooManyRequests', details: { seconds: expect.any(Number) } } },
    })
  }
  const other = await site.addAccount('compatriot')
  expect(await site.send(other, 'PATCH', '/api/me', { country: 'ES' })).toMatchObject({ status: 200 })
})
