import { describe, expect, test } from 'vitest'
import {
  createSignInLink,
  forgetExpired,
  requestCode,
  signIn,
  signInByLink,
  signOut,
} from '../../signaling/identity/sign-in.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import { addCompatriot, addCoordinator, addDoctor } from '../support/people.ts'
import { findViewer, readMe } from './me.ts'
import { address, attempt, codeFor, elsewhere, home, openForSigningIn, hospital, signInFrom, wrong } from './sign-in.ts'

openForSigningIn()

describe('a code', () => {
  test('makes a new address a compatriot, with what the browser said', async () => {
    const { me, session } = await attempt(await codeFor(address.toUpperCase()))
    expect(me).toMatchObject({
      role: 'compatriot',
      email: address,
      timeZone: 'Europe/Rome',
      languages: ['cmn', 'it'],
      locale: 'it',
      country: null,
      expertId: null,
    })
    expect(await findViewer(hospital, session.token)).toMatchObject({ role: 'compatriot', accountId: me.accountId })
  })

  test('signs in again to the same account, whose zone and languages stay its own', async () => {
    const first = await attempt(await codeFor(address))
    hospital.clock.forward({ minutes: 2 })
    const command = {
      email: address,
      code: await codeFor(address),
      timeZone: 'Asia/Tokyo',
      languages: [],
      locale: 'en' as const,
    }
    const { me } = await signIn(hospital, undefined, home.browser, command)
    expect(me).toEqual(first.me)
  })

  test('is in the reader’s language, and nothing but the address, the code and the words', async () => {
    await codeFor(address, 'zh-CN')
    expect(hospital.letters.at(-1)).toMatchObject({ to: address, subject: '侨医登录验证码', locale: 'zh-CN' })
  })

  test('is not in the database as it is', async () => {
    const code = await codeFor(address)
    const row = await hospital.db
      .selectFrom('signInCode')
      .selectAll()
      .where('email', '=', address)
      .executeTakeFirstOrThrow()
    expect(row.codeHash.toString('utf8')).not.toContain(code)
    expect(row.codeHash).toHaveLength(32)
  })

  test('works once', async () => {
    const code = await codeFor(address)
    await attempt(code)
    await expect(attempt(code)).rejects.toMatchObject({ status: 400, code: 'codeExpired' })
  })

  test('survives four wrong guesses, and no fifth', async () => {
    const code = await codeFor(address)
    for (const attemptsLeft of [4, 3, 2, 1]) {
      await expect(attempt(wrong(code))).rejects.toMatchObject({ code: 'codeWrong', details: { attemptsLeft } })
    }
    await expect(attempt(wrong(code))).rejects.toMatchObject({ code: 'codeTooManyAttempts' })
    await expect(attempt(code)).rejects.toMatchObject({ code: 'codeTooManyAttempts' })
  })

  test('is over after ten minutes', async () => {
    const code = await codeFor(address)
    hospital.clock.forward({ minutes: 10 })
    await expect(attempt(code)).rejects.toMatchObject({ code: 'codeExpired' })
  })

  test('of another address is of no use', async () => {
    const code = await codeFor(address)
    await codeFor(`other-${address}`)
    await expect(attempt(code, `other-${address}`)).rejects.toMatchObject({ code: 'codeWrong' })
  })

  test('that was followed by a newer one is of no use', async () => {
    const older = await codeFor(address)
    hospital.clock.forward({ minutes: 1 })
    const newer = await codeFor(address)
    if (older !== newer) await expect(attempt(older)).rejects.toMatchObject({ code: 'codeWrong' })
    await attempt(newer)
  })

  test('is not wasted on a time zone that nobody knows', async () => {
    const code = await codeFor(address)
    const command = { email: address, code, timeZone: 'Europe/Atlantis', languages: [], locale: 'en' as const }
    await expect(signIn(hospital, undefined, home.browser, command)).rejects.toMatchObject({ code: 'unknownTimeZone' })
    await attempt(code)
  })

  test('can be asked for again after a minute, known address or not', async () => {
    const staff = await addCoordinator(hospital)
    const { email } = await readMe(hospital, staff)
    for (const asked of [address, email]) {
      const answer = await requestCode(hospital, home, { email: asked, locale: 'en' })
      expect(answer).toEqual({ resendAfter: 60, validMinutes: 10 })
      await expect(requestCode(hospital, home, { email: asked, locale: 'en' })).rejects.toMatchObject({
        status: 429,
        code: 'codeTooSoon',
        details: { seconds: 60 },
      })
    }
  })

  test('whose letter could not be sent leaves nothing to wait for', async () => {
    const failing = { ...hospital, mail: { send: () => Promise.reject(new Error('the mail server is away')) } }
    await expect(requestCode(failing, home, { email: address, locale: 'en' })).rejects.toThrow('away')
    await codeFor(address)
  })

  test('whose letter the mail server is slow to take is answered before the page gives up, and works', async () => {
    const letters: Letter[] = []
    const never = new Promise<void>(() => undefined)
    const send = (letter: Letter): Promise<void> => {
      letters.push(letter)
      return never
    }
    const slow = { ...hospital, mail: { send } }
    const answer = await requestCode(slow, home, { email: address, locale: 'en' }, 50)
    expect(answer).toEqual({ resendAfter: 60, validMinutes: 10 })
    await attempt(/\b\d{6}\b/.exec(letters[0]?.text ?? '')?.[0] ?? '')
  })

  test('whose letter fails after the answer leaves nothing to wait for either', async () => {
    const sending = Promise.withResolvers<void>()
    const slow = { ...hospital, mail: { send: () => sending.promise } }
    await requestCode(slow, home, { email: address, locale: 'en' }, 50)
    sending.reject(new Error('the mail server is away'))
    const codes = hospital.db.selectFrom('signInCode').select('id').where('email', '=', address)
    await expect.poll(() => codes.execute()).toEqual([])
    await codeFor(address)
  })

  test('works in the browser that asked for it, and in no other', async () => {
    const code = await codeFor(address)
    for (const browser of [undefined, '', elsewhere.browser]) {
      await expect(signInFrom(browser, code)).rejects.toMatchObject({ status: 400, code: 'codeExpired' })
    }
    await attempt(code)
  })

  test('is spent by nobody else’s guesses and requests', async () => {
    const code = await codeFor(address)
    await requestCode(hospital, elsewhere, { email: address, locale: 'en' })
    for (let guess = 0; guess < 5; guess += 1) {
      await signInFrom(elsewhere.browser, wrong(code)).catch(() => undefined)
      await signInFrom(undefined, wrong(code)).catch(() => undefined)
    }
    await attempt(code)
  })
})

describe('a session', () => {
  test('of a compatriot lasts thirty days, of staff half a day', async () => {
    const { session } = await attempt(await codeFor(address))
    const doctor = await addDoctor(hospital)
    const { email } = await readMe(hospital, doctor)
    const staff = await attempt(await codeFor(email), email)
    expect(await findViewer(hospital, staff.session.token)).toMatchObject({ role: 'doctor', expertId: doctor.expertId })
    hospital.clock.forward({ hours: 12 })
    expect(await findViewer(hospital, staff.session.token)).toBeUndefined()
    hospital.clock.forward({ hours: 24 * 30 - 13 })
    expect(await findViewer(hospital, session.token)).toBeDefined()
    hospital.clock.forward({ hours: 1 })
    expect(await findViewer(hospital, session.token)).toBeUndefined()
  })

  test('ends with the sign-out, which is announced', async () => {
    const { session } = await attempt(await codeFor(address))
    const viewer = await findViewer(hospital, session.token)
    const announced = new Promise<boolean>((resolve) => {
      hospital.outbox.onTopics((topics) => {
        if (topics !== 'reset' && topics.has(`session:${viewer?.sessionId}`)) resolve(true)
      })
    })
    await signOut(hospital, viewer)
    expect(await announced).toBe(true)
    expect(await findViewer(hospital, session.token)).toBeUndefined()
    await signOut(hospital, undefined)
  })

  test('ends when its browser signs in anew', async () => {
    const { session } = await attempt(await codeFor(address))
    const viewer = await findViewer(hospital, session.token)
    hospital.clock.forward({ minutes: 2 })
    const code = await codeFor(address)
    await signIn(hospital, viewer, home.browser, { email: address, code, timeZone: 'UTC', languages: [], locale: 'en' })
    expect(await findViewer(hospital, session.token)).toBeUndefined()
  })

  test('is nobody’s with another token', async () => {
    expect(await findViewer(hospital, 'x'.repeat(43))).toBeUndefined()
  })
})

describe('a sign-in link', () => {
  test('works once, and explains nothing to whom it signed in', async () => {
    const doctor = await addDoctor(hospital)
    const token = await createSignInLink(hospital, doctor.accountId)
    const signedIn = await signInByLink(hospital, undefined, token)
    expect(signedIn).toMatchObject({ me: { accountId: doctor.accountId, expertId: doctor.expertId } })
    expect(await signInByLink(hospital, undefined, token)).toBe('linkUsed')
    expect(await signInByLink(hospital, doctor, token)).toBe('alreadyIn')
    expect(await signInByLink(hospital, await addDoctor(hospital), token)).toBe('linkUsed')
  })

  test('is over after a day, and unknown when it is made up', async () => {
    const token = await createSignInLink(hospital, (await addCompatriot(hospital)).accountId)
    hospital.clock.forward({ hours: 24 })
    expect(await signInByLink(hospital, undefined, token)).toBe('linkUsed')
    expect(await signInByLink(hospital, undefined, 'made-up')).toBe('linkUsed')
  })
})

test('what is over is forgotten, and nothing else', async () => {
  const { session } = await attempt(await codeFor(address))
  await createSignInLink(hospital, (await addCompatriot(hospital)).accountId)
  hospital.clock.forward({ hours: 25 })
  const { session: newer } = await attempt(await codeFor(`newer-${address}`), `newer-${address}`)
  await forgetExpired(hospital)
  const codes = await hospital.db.selectFrom('signInCode').select('email').execute()
  expect(codes.map((row) => row.email)).toEqual([`newer-${address}`])
  expect(await hospital.db.selectFrom('signInLink').select('accountId').execute()).toEqual([])
  expect(await findViewer(hospital, session.token)).toBeDefined()
  expect(await findViewer(hospital, newer.token)).toBeDefined()
})
