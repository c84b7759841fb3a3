import { expect, test } from 'vitest'
import { dateElsewhere, firstOf, isDate, mondayFrom, stretchOf } from '../../../web/roster/week/calendar.ts'

const hours = { startsAtLocal: '22:00', endsAtLocal: '06:00', timeZone: 'Asia/Shanghai' }
const tuesdays = { ...hours, weekdays: [2], from: '2026-03-29', until: undefined }

test('a shift’s hours and a pattern’s first day are those of the date', () => {
  expect(stretchOf({ ...hours, date: '2026-03-29' })).toEqual({
    start: '2026-03-29T14:00:00Z',
    end: '2026-03-29T22:00:00Z',
  })
  const now = '2026-03-29T12:00:00Z'
  expect(firstOf(tuesdays, now)).toBe('2026-03-31')
  expect(firstOf({ ...tuesdays, until: '2026-03-30' }, now)).toBeUndefined()
  expect(mondayFrom('2026-03-29')).toBe('2026-03-23')
})

test('a pattern’s first shift is the first that is not over: today’s, or that of last night which is still on', () => {
  const nights = { ...tuesdays, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '2026-03-01' }
  // In China it is the 26th, a Thursday.
  expect(firstOf(nights, '2026-03-25T21:59:00Z')).toBe('2026-03-25')
  expect(firstOf(nights, '2026-03-25T22:00:00Z')).toBe('2026-03-26')
  const mornings = { ...nights, startsAtLocal: '08:00', endsAtLocal: '12:00' }
  expect(firstOf(mornings, '2026-03-26T03:59:00Z')).toBe('2026-03-26')
  expect(firstOf(mornings, '2026-03-26T04:00:00Z')).toBe('2026-03-27')
  expect(firstOf({ ...mornings, weekdays: [4] }, '2026-03-26T04:00:00Z')).toBe('2026-04-02')
  expect(firstOf({ ...mornings, until: '2026-03-26' }, '2026-03-26T04:00:00Z')).toBeUndefined()
})

test.each(['', '2026-03', '2026-02-30', '20261-03-29', '202610-03-29'])('%j is no date yet', (typed) => {
  expect(isDate(typed)).toBe(false)
  expect(stretchOf({ ...hours, date: typed })).toBeUndefined()
  expect(firstOf({ ...tuesdays, from: typed }, '2026-03-29T12:00:00Z')).toBeUndefined()
  expect(mondayFrom(typed)).toBeUndefined()
})

test('a day of the roster is for an expert elsewhere the date on which most of it falls', () => {
  const tuesday = '2026-12-01'
  expect(dateElsewhere(tuesday, 'Asia/Shanghai', 'America/New_York')).toBe('2026-11-30')
  expect(dateElsewhere(tuesday, 'Asia/Shanghai', 'Europe/Rome')).toBe(tuesday)
  expect(dateElsewhere(tuesday, 'America/New_York', 'Asia/Shanghai')).toBe('2026-12-02')
  expect(dateElsewhere(tuesday, 'Asia/Shanghai', 'Asia/Shanghai')).toBe(tuesday)
})
