import { describe, expect, test } from 'vitest'
import { findTimeZone, isBirthDate, normalizeEmail } from '../../signaling/identity/rules.ts'

const now = Temporal.Instant.from('2026-11-22T12:00:00Z')

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
  ['1900-01-01', true],
  ['1899-12-31', false],
  ['0085-03-01', false],
  ['0000-01-01', false],
])('born on %s, said at noon UTC, where in Kiribati it is the 23rd', (date, expected) => {
  expect(isBirthDate(date, now)).toBe(expected)
})
