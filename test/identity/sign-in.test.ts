import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeMe, createStaff } from '../../signaling/identity/service.ts'
import { addPatient, archivePatient, changePatient, readPatients } from '../../signaling/identity/patients.ts'
import {
  createSignInLink,
  forgetExpired,
  requestCode,
  signIn,
  signInByLink,
  signOut,
} from '../../signaling/identity/sign-in.ts'
import type { AppError } from '../../signaling/errors.ts'
import { hashToken } from '../../signaling/tokens.ts'
import { createServices, createViewer, type TestServices, findViewer, readMe } from '../support/services.ts'

let services: TestServices
let address: string
let addresses = 0

const home = { browser: 'the browser at home', network: '192.0.2.1' }
const elsewhere = { browser: 'a stranger’s', network: '203.0.113.9' }

beforeAll(async () => {
  services = await createServices('2026-11-22T12:00:00Z')
})
afterAll(() => services.close())
beforeEach(() => {
  addresses += 1
  address = `person${addresses}@example.org`
})

/** Asks for a code and reads it in the letter. */
async function codeFor(email: string, locale: 'zh-CN' | 'en' | 'it' | 'es' = 'en'): Promise<string> {
  await requestCode(services, home, { email, locale })
  const code = /\b\d{6}\b/.exec(services.letters.at(-1)?.text ?? '')?.[0]
  if (code === undefined) throw new Error('no code in the letter')
  return code
}

function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0')
}

function signInFrom(browser: string | undefined, code: string, email = address) {
  const said = { timeZone: 'Europe/Rome', languages: ['cmn' as const, 'it' as const], locale: 'it' as const }
  return signIn(services, undefined, browser, { email, code, ...said })
}

function attempt(code: string, email = address) {
  return signInFrom(home.browser, code, email)
}

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
    expect(await findViewer(services, session.token)).toMatchObject({ role: 'compatriot', accountId: me.accountId })
  })

  test('signs in again to the same account, whose zone and languages stay its own', async () => {
    const first = await attempt(await codeFor(address))
    services.clock.forward({ minutes: 2 })
    const command = {
      email: address,
      code: await codeFor(address),
      timeZone: 'Asia/Tokyo',
      languages: [],
      locale: 'en' as const,
    }
    const { me } = await signIn(services, undefined, home.browser, command)
    expect(me).toEqual(first.me)
  })

  test('is in the reader’s language, and nothing but the address, the code and the words', async () => {
    await codeFor(address, 'zh-CN')
    expect(services.letters.at(-1)).toMatchObject({ to: address, subject: '侨医登录验证码', locale: 'zh-CN' })
  })

  test('is not in the database as it is', async () => {
    const code = await codeFor(address)
    const row = await services.db
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
    services.clock.forward({ minutes: 10 })
    await expect(attempt(code)).rejects.toMatchObject({ code: 'codeExpired' })
  })

  test('of another address is of no use', async () => {
    const code = await codeFor(address)
    await codeFor(`other-${address}`)
    await expect(attempt(code, `other-${address}`)).rejects.toMatchObject({ code: 'codeWrong' })
  })

  test('that was followed by a newer one is of no use', async () => {
    const older = await codeFor(address)
    services.clock.forward({ minutes: 1 })
    const newer = await codeFor(address)
    if (older !== newer) await expect(attempt(older)).rejects.toMatchObject({ code: 'codeWrong' })
    await attempt(newer)
  })

  test('is not wasted on a time zone that nobody knows', async () => {
    const code = await codeFor(address)
    const command = { email: address, code, timeZone: 'Europe/Atlantis', languages: [], locale: 'en' as const }
    await expect(signIn(services, undefined, home.browser, command)).rejects.toMatchObject({ code: 'unknownTimeZone' })
    await attempt(code)
  })

  test('can be asked for again after a minute, known address or not', async () => {
    const staff = await createViewer(services, 'coordinator')
    const { email } = await readMe(services, staff)
    for (const asked of [address, email]) {
      const answer = await requestCode(services, home, { email: asked, locale: 'en' })
      expect(answer).toEqual({ resendAfter: 60, validMinutes: 10 })
      await expect(requestCode(services, home, { email: asked, locale: 'en' })).rejects.toMatchObject({
        status: 429,
        code: 'codeTooSoon',
        details: { seconds: 60 },
      })
    }
  })

  test('whose letter could not be sent leaves nothing to wait for', async () => {
    const failing = { ...services, mail: { send: () => Promise.reject(new Error('the mail server is away')) } }
    await expect(requestCode(failing, home, { email: address, locale: 'en' })).rejects.toThrow('away')
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
    await requestCode(services, elsewhere, { email: address, locale: 'en' })
    for (let guess = 0; guess < 5; guess += 1) {
      await signInFrom(elsewhere.browser, wrong(code)).catch(() => undefined)
      await signInFrom(undefined, wrong(code)).catch(() => undefined)
    }
    await attempt(code)
  })
})

describe('a stranger who asks for codes at somebody’s address all day', () => {
  /** Asks from this network until nothing more is sent; how many letters that were. */
  async function flood(network: string): Promise<number> {
    const before = services.letters.length
    for (let index = 0; index < 40; index += 1) {
      const asking = { browser: `${network} ${index} ${Math.random()}`, network }
      await requestCode(services, asking, { email: address, locale: 'en' }).catch((error: unknown) => {
        expect(error).toMatchObject({ status: 429, code: 'codeTooMany' })
      })
    }
    return services.letters.length - before
  }

  test('from one network, keeps no new browser of the owner from signing in', async () => {
    expect(await flood(elsewhere.network)).toBe(5)
    services.clock.forward({ hours: 1 })
    expect(await flood(elsewhere.network)).toBe(3)
    await attempt(await codeFor(address))
  })

  test('from many, sends twenty letters at most and never keeps a browser of the owner’s waiting', async () => {
    await attempt(await codeFor(address))
    services.clock.forward({ minutes: 2 })
    let letters = 0
    for (let hour = 0; hour < 6; hour += 1) {
      for (let network = 0; network < 5; network += 1) letters += await flood(`203.0.113.${network}`)
      await attempt(await codeFor(address))
      services.clock.forward({ hours: 1 })
    }
    expect(letters).toBe(20)
    const refused = requestCode(
      services,
      { browser: 'a new phone', network: '198.51.100.7' },
      { email: address, locale: 'en' },
    )
    await expect(refused).rejects.toMatchObject({ code: 'codeTooMany' })
    services.clock.forward({ hours: 24 })
    await requestCode(services, { browser: 'a new phone', network: '198.51.100.7' }, { email: address, locale: 'en' })
  })

  test('learns nothing of another’s browser: one known at one address is a stranger at the next', async () => {
    await attempt(await codeFor(address))
    const next = `next-${address}`
    const asks = (browser: string) =>
      requestCode(services, { browser, network: home.network }, { email: next, locale: 'en' })
    for (const browser of ['1', '2', '3', '4', '5']) await asks(browser)
    await expect(asks(home.browser)).rejects.toMatchObject({ code: 'codeTooMany' })
  })
})

test('ten browsers of an address are remembered, the latest', async () => {
  for (let index = 0; index < 12; index += 1) {
    const browser = `browser ${index}`
    await requestCode(services, { browser, network: `192.0.2.${index}` }, { email: address, locale: 'en' })
    await signInFrom(browser, /\b\d{6}\b/.exec(services.letters.at(-1)?.text ?? '')?.[0] ?? '')
    services.clock.forward({ minutes: 10 })
  }
  const known = await services.db
    .selectFrom('signInBrowser')
    .select('browserHash')
    .where('email', '=', address)
    .execute()
  const hashes = new Set(known.map(({ browserHash }) => browserHash.toString('hex')))
  const latest = Array.from({ length: 10 }, (_, index) => hashToken(`browser ${index + 2}`).toString('hex'))
  expect(hashes).toEqual(new Set(latest))
})

describe('a session', () => {
  test('of a compatriot lasts thirty days, of staff half a day', async () => {
    const { session } = await attempt(await codeFor(address))
    const doctor = await createViewer(services, 'doctor')
    const { email } = await readMe(services, doctor)
    const staff = await attempt(await codeFor(email), email)
    expect(await findViewer(services, staff.session.token)).toMatchObject({ role: 'doctor', expertId: doctor.expertId })
    services.clock.forward({ hours: 12 })
    expect(await findViewer(services, staff.session.token)).toBeUndefined()
    services.clock.forward({ hours: 24 * 30 - 13 })
    expect(await findViewer(services, session.token)).toBeDefined()
    services.clock.forward({ hours: 1 })
    expect(await findViewer(services, session.token)).toBeUndefined()
  })

  test('ends with the sign-out, which is announced', async () => {
    const { session } = await attempt(await codeFor(address))
    const viewer = await findViewer(services, session.token)
    const announced = new Promise<boolean>((resolve) => {
      services.outbox.onTopics((topics) => {
        if (topics !== 'reset' && topics.has(`session:${viewer?.sessionId}`)) resolve(true)
      })
    })
    await signOut(services, viewer)
    expect(await announced).toBe(true)
    expect(await findViewer(services, session.token)).toBeUndefined()
    await signOut(services, undefined)
  })

  test('ends when its browser signs in anew', async () => {
    const { session } = await attempt(await codeFor(address))
    const viewer = await findViewer(services, session.token)
    services.clock.forward({ minutes: 2 })
    const code = await codeFor(address)
    await signIn(services, viewer, home.browser, { email: address, code, timeZone: 'UTC', languages: [], locale: 'en' })
    expect(await findViewer(services, session.token)).toBeUndefined()
  })

  test('is nobody’s with another token', async () => {
    expect(await findViewer(services, 'x'.repeat(43))).toBeUndefined()
  })
})

describe('a sign-in link', () => {
  test('works once, and explains nothing to whom it signed in', async () => {
    const doctor = await createViewer(services, 'doctor')
    const token = await createSignInLink(services, doctor.accountId)
    const signedIn = await signInByLink(services, undefined, token)
    expect(signedIn).toMatchObject({ me: { accountId: doctor.accountId, expertId: doctor.expertId } })
    expect(await signInByLink(services, undefined, token)).toBe('linkUsed')
    expect(await signInByLink(services, doctor, token)).toBe('alreadyIn')
    expect(await signInByLink(services, await createViewer(services, 'doctor'), token)).toBe('linkUsed')
  })

  test('is over after a day, and unknown when it is made up', async () => {
    const token = await createSignInLink(services, (await createViewer(services, 'compatriot')).accountId)
    services.clock.forward({ hours: 24 })
    expect(await signInByLink(services, undefined, token)).toBe('linkUsed')
    expect(await signInByLink(services, undefined, 'made-up')).toBe('linkUsed')
  })
})

test('what is over is forgotten, and nothing else', async () => {
  const { session } = await attempt(await codeFor(address))
  await createSignInLink(services, (await createViewer(services, 'compatriot')).accountId)
  services.clock.forward({ hours: 25 })
  const { session: newer } = await attempt(await codeFor(`newer-${address}`), `newer-${address}`)
  await forgetExpired(services)
  const codes = await services.db.selectFrom('signInCode').select('email').execute()
  expect(codes.map((row) => row.email)).toEqual([`newer-${address}`])
  expect(await services.db.selectFrom('signInLink').select('accountId').execute()).toEqual([])
  expect(await findViewer(services, session.token)).toBeDefined()
  expect(await findViewer(services, newer.token)).toBeDefined()
})

describe('one’s own account', () => {
  test('changes what was given, and keeps the rest', async () => {
    const viewer = await createViewer(services, 'compatriot')
    const me = await changeMe(services, viewer, { name: '陈美玲', country: 'IT', timeZone: 'europe/madrid' })
    expect(me).toMatchObject({
      name: '陈美玲',
      country: 'IT',
      timeZone: 'Europe/Madrid',
      languages: ['cmn'],
      locale: 'en',
    })
    expect(await changeMe(services, viewer, {})).toEqual(me)
  })

  test('refuses a zone that nobody knows', async () => {
    const viewer = await createViewer(services, 'compatriot')
    await expect(changeMe(services, viewer, { timeZone: 'Mars/Base' })).rejects.toMatchObject({
      code: 'unknownTimeZone',
    })
  })

  test('of staff is created with an address of its own', async () => {
    const coordinator = await createViewer(services, 'coordinator')
    const command = {
      email: address,
      role: 'coordinator' as const,
      name: '李',
      timeZone: 'Asia/Shanghai',
      locale: 'zh-CN' as const,
    }
    expect(await createStaff(services, coordinator, command)).toMatchObject({ email: address, role: 'coordinator' })
    const other = await createViewer(services, 'coordinator')
    await expect(createStaff(services, other, command)).rejects.toMatchObject({ status: 409, code: 'emailTaken' })
  })
})

describe('patients', () => {
  const child = { name: '小宝', relationship: 'child' as const, birthDate: '2020-02-29', gender: 'male' as const }

  test('are added once a key', async () => {
    const viewer = await createViewer(services, 'compatriot')
    const command = { ...child, idempotencyKey: crypto.randomUUID() }
    const added = await addPatient(services, viewer, command)
    expect(await addPatient(services, viewer, command)).toEqual(added)
    expect(await readPatients(services, viewer)).toEqual([{ ...child, id: added.id }])
  })

  test('are oneself at most once, until archived', async () => {
    const viewer = await createViewer(services, 'compatriot')
    const self = () => ({ name: '我', relationship: 'self' as const, idempotencyKey: crypto.randomUUID() })
    const { id } = await addPatient(services, viewer, self())
    await expect(addPatient(services, viewer, self())).rejects.toMatchObject({ code: 'patientSelfExists' })
    const other = await addPatient(services, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    await expect(changePatient(services, viewer, other.id, { relationship: 'self' })).rejects.toMatchObject({
      code: 'patientSelfExists',
    })
    await archivePatient(services, viewer, id)
    await addPatient(services, viewer, self())
  })

  test('of others are not there', async () => {
    const viewer = await createViewer(services, 'compatriot')
    const { id } = await addPatient(services, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    const stranger = await createViewer(services, 'compatriot')
    for (const act of [
      () => changePatient(services, stranger, id, { name: 'x' }),
      () => archivePatient(services, stranger, id),
      () => archivePatient(services, stranger, crypto.randomUUID()),
    ]) {
      await expect(act()).rejects.toMatchObject({ status: 404 })
    }
  })

  test('who wait are not archived', async () => {
    const viewer = await createViewer(services, 'compatriot')
    const { id } = await addPatient(services, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    await services.db
      .insertInto('ticket')
      .values({
        patientId: id,
        accountId: viewer.accountId,
        idempotencyKey: crypto.randomUUID(),
        complaint: '发烧',
        languages: ['cmn'],
        country: 'IT',
        urgency: 'routine',
        status: 'called',
        arrivedAt: services.clock.now(),
      })
      .execute()
    await expect(archivePatient(services, viewer, id)).rejects.toMatchObject({ status: 409, code: 'patientIsWaiting' })
  })

  test('are not born tomorrow', async () => {
    const viewer = await createViewer(services, 'compatriot')
    const command = { ...child, birthDate: '2099-01-01', idempotencyKey: crypto.randomUUID() }
    await expect(addPatient(services, viewer, command)).rejects.toMatchObject({ status: 400, code: 'invalidInput' })
  })
})

describe('whoever has a domain, and so as many addresses as they like', () => {
  test('makes accounts no faster than a town behind one address, and keeps nobody else from signing in', async () => {
    const network = '198.51.100.99'
    const known = { browser: 'the one at home', network }
    await requestCode(services, known, { email: address, locale: 'en' })
    await signInFrom(known.browser, /\b\d{6}\b/.exec(services.letters.at(-1)?.text ?? '')?.[0] ?? '')
    const asked = Array.from({ length: 100 }, (_, nth) => ({ nth, browser: `browser ${nth}`, network }))
    const outcomes: string[] = []
    for (const { nth, ...asking } of asked) {
      const command = { email: `${nth}@catch-all.example`, locale: 'en' } as const
      outcomes.push(
        await requestCode(services, asking, command).then(
          () => 'sent',
          (error: AppError) => error.code,
        ),
      )
    }
    // One of the hour was for the one at home.
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(59)
    expect(new Set(outcomes.slice(59))).toEqual(new Set(['codeTooMany']))
    services.clock.forward({ minutes: 2 })
    await requestCode(services, known, { email: address, locale: 'en' })
    await requestCode(
      services,
      { browser: 'new', network: '198.51.100.98' },
      { email: 'x@catch-all.example', locale: 'en' },
    )
  })
})
