import { describe, expect, test } from 'vitest'
import {
  dateOf,
  day,
  duration,
  fromNow,
  hourOf,
  hours,
  isToCome,
  knownZone,
  moment,
  sameClock,
  timeOfDay,
} from '../../../web/language/clock.ts'
import { languages } from '../../../web/language/language.ts'

const thursday = '2026-03-26T14:00:00Z'
const now = '2026-03-20T00:00:00Z'

test.each([
  ['zh-CN', '罗马', '3月26日周四 15:00（罗马）'],
  ['en', 'Rome', 'Thursday, March 26 15:00 (Rome)'],
  ['it', 'Roma', 'giovedì 26 marzo 15:00 (Roma)'],
  ['es', 'Roma', 'jueves, 26 de marzo 15:00 (Roma)'],
] as const)('a moment in %s has its weekday and its city', (language, city, said) => {
  expect(moment(thursday, 'Europe/Rome', city, language, now)).toBe(said)
})

test('a day of another year says which', () => {
  expect(day(thursday, 'Europe/Rome', 'it', '2025-12-31T12:00:00Z')).toBe('giovedì 26 marzo 2026')
})

test.each([
  ['zh-CN', '罗马', '2026年3月26日周四 15:00（罗马）'],
  ['en', 'Rome', 'Thursday, March 26, 2026 15:00 (Rome)'],
  ['it', 'Roma', 'giovedì 26 marzo 2026 15:00 (Roma)'],
  ['es', 'Roma', 'jueves, 26 de marzo de 2026 15:00 (Roma)'],
] as const)('a moment that is kept for years says its year in %s, this year as well', (language, city, said) => {
  expect(moment(thursday, 'Europe/Rome', city, language, null)).toBe(said)
})

describe('the clock', () => {
  test.each(languages)('has 24 hours, and midnight is 00, in %s', (language) => {
    expect(timeOfDay('2026-03-26T23:00:00Z', 'Europe/Rome', language)).toBe('00:00')
    expect(timeOfDay('2026-03-26T14:30:00Z', 'Asia/Shanghai', language)).toBe('22:30')
  })

  test('moves for Rome and not for Beijing when Europe changes its clocks', () => {
    expect(timeOfDay('2026-03-28T06:00:00Z', 'Europe/Rome', 'it')).toBe('07:00')
    expect(timeOfDay('2026-03-30T06:00:00Z', 'Europe/Rome', 'it')).toBe('08:00')
    expect(timeOfDay('2026-03-30T06:00:00Z', 'Asia/Shanghai', 'it')).toBe('14:00')
  })

  test('the hour that comes twice is shown as it is', () => {
    expect(hours('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Rome', 'it')).toBe('02:30–02:30')
  })
})

test('a stretch past midnight says so', () => {
  expect(hours('2026-03-26T14:00:00Z', '2026-03-26T18:00:00Z', 'Asia/Shanghai', 'zh-CN')).toBe('22:00–02:00 +1')
  expect(hours('2026-03-26T14:00:00Z', '2026-03-26T18:00:00Z', 'Europe/Rome', 'zh-CN')).toBe('15:00–19:00')
})

test('dates and hours are those of the zone', () => {
  expect(dateOf('2026-03-26T17:00:00Z', 'Asia/Shanghai')).toBe('2026-03-27')
  expect(dateOf('2026-03-26T02:00:00Z', 'America/New_York')).toBe('2026-03-25')
  expect(hourOf('2026-03-26T16:00:00Z', 'Asia/Shanghai')).toBe(0)
})

test.each([
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
])('the alias %s tells the same time as %s', (alias, zone) => {
  expect(sameClock(thursday, alias, zone)).toBe(true)
})

test('a zone nobody knows is shown as UTC instead of breaking the screen', () => {
  expect(knownZone('Mars/Olympus_Mons')).toBe('UTC')
  expect(timeOfDay(thursday, 'Mars/Olympus_Mons', 'en')).toBe('14:00')
})

test.each([
  ['2026-03-20T00:12:00Z', '12分钟后'],
  ['2026-03-19T23:59:40Z', '此刻'],
  ['2026-03-19T21:00:00Z', '3小时前'],
  ['2026-03-21T00:00:00Z', '明天'],
])('%s is %s', (at, said) => {
  expect(fromNow(at, 'zh-CN', now)).toBe(said)
})

test('stretches are said in hours and minutes, and no line ends between a number and its unit', () => {
  expect(duration(12, 'it')).toBe('12\u00a0min')
  expect(duration(90, 'en')).toBe('1\u00a0hr 30\u00a0min')
  expect(duration(12, 'zh-CN')).toBe('12\u2060分\u2060钟')
  expect(duration(120, 'zh-CN')).toBe('2\u2060小\u2060时')
  expect(duration(-3, 'es')).toBe('0\u00a0min')
})

test('a moment is to come until it is there, and one that is not told is not', () => {
  expect(isToCome(thursday, now)).toBe(true)
  // However the same moment is written.
  expect(isToCome('2026-03-26T14:00:00.5Z', thursday)).toBe(true)
  expect(isToCome(thursday, '2026-03-26T14:00:00.000Z')).toBe(false)
  expect(isToCome(null, now)).toBe(false)
  expect(isToCome(undefined, now)).toBe(false)
})
