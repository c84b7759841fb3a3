import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findTimeZone, isBirthDate, normalizeEmail, secondsUntilNextCode } from '../../signaling/identity/rules.ts'

const now = Temporal.Instant.from('2026-11-22T12:00:00Z')
const ago = (seconds: number) => now.subtract({ seconds })

describe('another code', () => {
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
  ])('%s', (_name, seconds, wait) => {
    expect(secondsUntilNextCode(seconds.map(ago), now)).toBe(wait)
  })

  test('having waited as long as it says, one may', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3599 }), { maxLength: 12 }), (seconds) => {
        const sent = seconds.map(ago)
        const then = now.add({ seconds: secondsUntilNextCode(sent, now) })
        expect(secondsUntilNextCode(sent, then)).toBe(0)
      }),
    )
  })
})

describe('time zones', () => {
  test.each([
    ['Europe/Rome', 'Europe/Rome'],
    ['europe/rome', 'Europe/Rome'],
    ['Europe/Kiev', 'Europe/Kiev'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['Asia/Chongqing', 'Asia/Chongqing'],
    ['UTC', 'UTC'],
    ['Etc/GMT+8', 'Etc/GMT+8'],
    ['Europe/Atlantis', undefined],
    ['+01:00', undefined],
    ['+0100', undefined],
    ['', undefined],
    ['Europe/Rome[u-ca=chinese]', undefined],
  ])('%s', (name, expected) => {
    expect(findTimeZone(name)).toBe(expected)
  })

  test('each that a browser can name', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) expect(findTimeZone(zone)).toBe(zone)
  })
})

test.each([
  [' Somebody@Example.ORG ', 'somebody@example.org'],
  ['a@b.c', 'a@b.c'],
])('the address %s', (given, expected) => {
  expect(normalizeEmail(given)).toBe(expected)
})

test.each([
  ['2026-11-22', true],
  ['1931-02-28', true],
  ['2026-11-23', true],
  ['2026-11-24', false],
])('born on %s, said at noon UTC, where in Kiribati it is the 23rd', (date, expected) => {
  expect(isBirthDate(date, now)).toBe(expected)
})
