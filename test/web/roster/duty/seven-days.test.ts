import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Shift } from '../../../../signaling/roster/contract.ts'
import { allZones } from '../../../../web/cities/zones.ts'
import { dateOf } from '../../../../web/language/clock.ts'
import { inWeek, sevenDays } from '../../../../web/roster/duty/seven-days.ts'
import { addWeeks } from '../../../../web/roster/week/calendar.ts'

const zones = fc.constantFrom(...allZones())
const dates = fc
  .integer({ min: 0, max: 365 * 8 })
  .map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }).toString())

function moved(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString()
}

test('seven days are asked for whole: from the first moment of the first to the last of the seventh, in every zone', () => {
  fc.assert(
    fc.property(zones, dates, (timeZone, date) => {
      const { from, until, lastDay } = sevenDays(date, timeZone)
      const last = Temporal.PlainDate.from(date).add({ days: 6 }).toString()
      expect(dateOf(from, timeZone)).toBe(date)
      expect(dateOf(moved(from, -1), timeZone) < date).toBe(true)
      expect(dateOf(lastDay, timeZone)).toBe(last)
      expect(dateOf(moved(until, -1), timeZone)).toBe(last)
      expect(sevenDays(addWeeks(date, 1), timeZone).from).toBe(until)
    }),
    { numRuns: 2_000 },
  )
})

test('in the week in which clocks go forward it is an hour shorter, and back an hour longer', () => {
  const hours = (date: string): number => {
    const { from, until } = sevenDays(date, 'Europe/Rome')
    return (Date.parse(until) - Date.parse(from)) / 3_600_000
  }
  expect([hours('2026-03-24'), hours('2026-10-20'), hours('2026-11-24')]).toEqual([167, 169, 168])
})

test('on Tuesday morning a shift of Monday evening stands in this week, and in no other', () => {
  const { from, until } = sevenDays('2026-11-24', 'Asia/Shanghai')
  const monday = { during: { start: '2026-11-30T12:30:00Z', end: '2026-11-30T20:30:00Z' } } as Shift
  expect(from <= monday.during.start && monday.during.start < until).toBe(true)
  expect(inWeek([monday], from, '2026-11-24T00:00:00Z')).toEqual([monday])
  expect(inWeek([monday], until, '2026-11-24T00:00:00Z')).toEqual([])
})

test('the night that has begun before the seven days is there while it lasts', () => {
  const { from } = sevenDays('2026-11-24', 'Asia/Shanghai')
  const night = { during: { start: '2026-11-23T12:00:00Z', end: '2026-11-23T23:00:00Z' } } as Shift
  expect(inWeek([night], from, '2026-11-23T18:00:00Z')).toEqual([night])
  expect(inWeek([night], from, '2026-11-24T00:00:00Z')).toEqual([])
})
