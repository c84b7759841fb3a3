import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  codeAttempts,
  decideCode as decide,
  ofABrowser,
  ofANetwork,
  ofANetworkToAll,
  ofStrangers,
  type SentCode,
} from '../../signaling/identity/code-rules.ts'

const now = Temporal.Instant.from('2026-11-22T12:00:00Z')

/** Codes sent so many seconds ago. */
function sent(to: 'me' | 'myNetwork' | 'elsewhere' | 'known', ...seconds: number[]): SentCode[] {
  return seconds.map((ago) => ({
    sentAt: now.subtract({ seconds: ago }),
    toThisBrowser: to === 'me',
    toThisNetwork: to === 'me' || to === 'myNetwork',
    toStranger: to !== 'known',
  }))
}

const decideCode = (toAddress: readonly SentCode[], known: boolean, at: Temporal.Instant, toNetworkAt = none) =>
  decide({ toAddress, toNetworkAt }, known, at)

const none: readonly Temporal.Instant[] = []

const every = (step: number, count: number) => Array.from({ length: count }, (_, index) => (index + 1) * step)

describe('another code for one’s own browser', () => {
  test.each<[string, number[], number]>([
    ['the first', [], 0],
    ['at once', [0], 60],
    ['after 59 seconds', [59], 1],
    ['after a minute', [60], 0],
    ['the newest counts, in any order', [1800, 20, 900], 40],
    ['the sixth within an hour', [3000, 2400, 1800, 1200, 600], 0],
    ['the seventh', [3000, 2400, 1800, 1200, 600, 300], 600],
    ['the seventh, a second after the sixth', [3000, 2400, 1800, 1200, 600, 1], 600],
    ['the seventh, when the first is an hour ago', [3600, 2400, 1800, 1200, 600, 300], 0],
    ['the 21st within a day', every(4_000, 20), 24 * 3600 - 80_000],
  ])('%s', (_name, seconds, wait) => {
    expect(decideCode(sent('me', ...seconds), true, now)).toEqual({ seconds: wait, because: 'codeTooSoon' })
  })

  test('is sent whatever strangers do, once somebody has signed in here', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 86_399 }), { maxLength: 300 }), (seconds) => {
        const asked = [...sent('myNetwork', ...seconds), ...sent('elsewhere', ...seconds)]
        expect(decideCode(asked, true, now).seconds).toBe(0)
        expect(decideCode([...asked, ...sent('me', 60)], true, now).seconds).toBe(0)
      }),
    )
  })
})

describe('another code for a browser that has not signed in at the address', () => {
  test.each<[string, SentCode[], number]>([
    ['is sent beside four of its network', sent('myNetwork', 1, 2, 3, 4), 0],
    ['waits for the fifth of its network to be an hour old', sent('myNetwork', 1, 2, 3, 4, 600), 3000],
    ['is sent beside eleven from elsewhere', sent('elsewhere', ...every(60, 11)), 0],
    ['waits for the twelfth from elsewhere', sent('elsewhere', ...every(60, 12)), 3600 - 720],
    ['waits for the twentieth of the day', sent('elsewhere', ...every(4_000, 20)), 24 * 3600 - 80_000],
    ['is not held up by the owner’s own', sent('known', ...every(60, 40)), 0],
  ])('%s', (_name, asked, seconds) => {
    const decision = decideCode(asked, false, now)
    expect(decision.seconds).toBe(seconds)
    if (seconds > 0) expect(decision.because).toBe('codeTooMany')
  })

  test('waits for those that its network was sent for other addresses, and a browser that has signed in does not', () => {
    const times = every(30, ofANetworkToAll.anHour).map((seconds) => now.subtract({ seconds }))
    expect(decideCode([], false, now, times.slice(1)).seconds).toBe(0)
    expect(decideCode([], false, now, times)).toEqual({ seconds: 1800, because: 'codeTooMany' })
    expect(decideCode([], true, now, times).seconds).toBe(0)
    const day = every(280, ofANetworkToAll.aDay).map((seconds) => now.subtract({ seconds }))
    expect(decideCode([], false, now, day)).toEqual({ seconds: 24 * 3600 - 84_000, because: 'codeTooMany' })
  })

  test('having waited as long as it says, one may', () => {
    const times = fc.array(fc.integer({ min: 0, max: 86_399 }), { maxLength: 25 })
    fc.assert(
      fc.property(times, times, times, fc.boolean(), (own, near, far, known) => {
        const asked = [...sent('me', ...own), ...sent('myNetwork', ...near), ...sent('elsewhere', ...far)]
        const then = now.add({ seconds: decideCode(asked, known, now).seconds })
        expect(decideCode(asked, known, then).seconds).toBe(0)
      }),
    )
  })

  test('one network alone leaves another its letters, and all strangers’ guesses of a day are a hundred', () => {
    expect(ofANetwork.anHour * 2).toBeLessThan(ofStrangers.anHour)
    expect(ofANetwork.aDay * 2).toBeLessThan(ofStrangers.aDay)
    expect(ofStrangers.aDay * codeAttempts).toBe(100)
    expect(ofABrowser.aDay * codeAttempts).toBe(100)
  })
})
