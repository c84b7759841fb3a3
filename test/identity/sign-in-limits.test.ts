import { describe, expect, test } from 'vitest'
import type { AppError } from '../../signaling/errors.ts'
import { requestCode } from '../../signaling/identity/sign-in.ts'
import { hashToken } from '../../signaling/tokens.ts'
import { address, attempt, codeFor, elsewhere, home, openForSigningIn, hospital, signInFrom } from './sign-in.ts'

openForSigningIn()

describe('a stranger who asks for codes at somebody’s address all day', () => {
  /** Asks from this network until nothing more is sent; how many letters that were. */
  async function flood(network: string): Promise<number> {
    const before = hospital.letters.length
    for (let index = 0; index < 40; index += 1) {
      const asking = { browser: `${network} ${index} ${Math.random()}`, network }
      await requestCode(hospital, asking, { email: address, locale: 'en' }).catch((error: unknown) => {
        expect(error).toMatchObject({ status: 429, code: 'codeTooMany' })
      })
    }
    return hospital.letters.length - before
  }

  test('from one network, keeps no new browser of the owner from signing in', async () => {
    expect(await flood(elsewhere.network)).toBe(5)
    hospital.clock.forward({ hours: 1 })
    expect(await flood(elsewhere.network)).toBe(3)
    await attempt(await codeFor(address))
  })

  test('from many, sends twenty letters at most and never keeps a browser of the owner’s waiting', async () => {
    await attempt(await codeFor(address))
    hospital.clock.forward({ minutes: 2 })
    let letters = 0
    for (let hour = 0; hour < 6; hour += 1) {
      for (let network = 0; network < 5; network += 1) letters += await flood(`203.0.113.${network}`)
      await attempt(await codeFor(address))
      hospital.clock.forward({ hours: 1 })
    }
    expect(letters).toBe(20)
    const refused = requestCode(
      hospital,
      { browser: 'a new phone', network: '198.51.100.7' },
      { email: address, locale: 'en' },
    )
    await expect(refused).rejects.toMatchObject({ code: 'codeTooMany' })
    hospital.clock.forward({ hours: 24 })
    await requestCode(hospital, { browser: 'a new phone', network: '198.51.100.7' }, { email: address, locale: 'en' })
  })

  test('learns nothing of another’s browser: one known at one address is a stranger at the next', async () => {
    await attempt(await codeFor(address))
    const next = `next-${address}`
    const asks = (browser: string) =>
      requestCode(hospital, { browser, network: home.network }, { email: next, locale: 'en' })
    for (const browser of ['1', '2', '3', '4', '5']) await asks(browser)
    await expect(asks(home.browser)).rejects.toMatchObject({ code: 'codeTooMany' })
  })
})

test('ten browsers of an address are remembered, the latest', async () => {
  for (let index = 0; index < 12; index += 1) {
    const browser = `browser ${index}`
    await requestCode(hospital, { browser, network: `192.0.2.${index}` }, { email: address, locale: 'en' })
    await signInFrom(browser, /\b\d{6}\b/.exec(hospital.letters.at(-1)?.text ?? '')?.[0] ?? '')
    hospital.clock.forward({ minutes: 10 })
  }
  const known = await hospital.db
    .selectFrom('signInBrowser')
    .select('browserHash')
    .where('email', '=', address)
    .execute()
  const hashes = new Set(known.map(({ browserHash }) => browserHash.toString('hex')))
  const latest = Array.from({ length: 10 }, (_, index) => hashToken(`browser ${index + 2}`).toString('hex'))
  expect(hashes).toEqual(new Set(latest))
})

describe('whoever has a domain, and so as many addresses as they like', () => {
  test('makes accounts no faster than a town behind one address, and keeps nobody else from signing in', async () => {
    const network = '198.51.100.99'
    const known = { browser: 'the one at home', network }
    await requestCode(hospital, known, { email: address, locale: 'en' })
    await signInFrom(known.browser, /\b\d{6}\b/.exec(hospital.letters.at(-1)?.text ?? '')?.[0] ?? '')
    const asked = Array.from({ length: 100 }, (_, nth) => ({ nth, browser: `browser ${nth}`, network }))
    const outcomes: string[] = []
    for (const { nth, ...asking } of asked) {
      const command = { email: `${nth}@catch-all.example`, locale: 'en' } as const
      outcomes.push(
        await requestCode(hospital, asking, command).then(
          () => 'sent',
          (error: AppError) => error.code,
        ),
      )
    }
    // One of the hour was for the one at home.
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(59)
    expect(new Set(outcomes.slice(59))).toEqual(new Set(['codeTooMany']))
    hospital.clock.forward({ minutes: 2 })
    await requestCode(hospital, known, { email: address, locale: 'en' })
    await requestCode(
      hospital,
      { browser: 'new', network: '198.51.100.98' },
      { email: 'x@catch-all.example', locale: 'en' },
    )
  })
})
