import { expect, test } from 'vitest'
import { firstOf, isDate, mondayFrom, stretchOf } from '../../../web/roster/week/calendar.ts'

const hours = { startsAtLocal: '22:00', endsAtLocal: '06:00', timeZone: 'Asia/Shanghai' }

test('a shift’s hours and a pattern’s first day are those of the date', () => {
  expect(stretchOf({ ...hours, date: '2026-03-29' })).toEqual({
    start: '2026-03-29T14:00:00Z',
    end: '2026-03-29T22:00:00Z',
  })
  expect(firstOf([2], '2026-03-29', undefined)).toBe('2026-03-31')
  expect(firstOf([2], '2026-03-29', '2026-03-30')).toBeUndefined()
  expect(mondayFrom('2026-03-29')).toBe('2026-03-23')
})

test.each(['', '2026-03', '2026-02-30', '20261-03-29', '202610-03-29'])('%j is no date yet', (typed) => {
  expect(isDate(typed)).toBe(false)
  expect(stretchOf({ ...hours, date: typed })).toBeUndefined()
  expect(firstOf([2], typed, undefined)).toBeUndefined()
  expect(mondayFrom(typed)).toBeUndefined()
})
