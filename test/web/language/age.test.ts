import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ageIn } from '../../../web/language/age.ts'
import { allZones } from '../../../web/cities/zones.ts'

const zones = fc.constantFrom(...allZones())
const start = Date.parse('2020-01-01T00:00:00Z')
const moments = fc.integer({ min: 0, max: 365 * 24 * 60 * 10 }).map((minutes) => new Date(start + minutes * 60_000))

test('a birthday begins at the patient’s own midnight', () => {
  expect(ageIn('2019-04-30', '2026-04-29T15:59:59Z', 'Asia/Shanghai')).toBe(6)
  expect(ageIn('2019-04-30', '2026-04-29T16:00:00Z', 'Asia/Shanghai')).toBe(7)
  expect(ageIn('2019-04-30', '2026-04-30T04:59:59Z', 'America/Lima')).toBe(6)
  expect(ageIn('2019-04-30', '2026-04-30T05:00:00Z', 'America/Lima')).toBe(7)
})

test('an age is what the calendar says, in every zone and on every day, a leap day’s child included', () => {
  const birthDates = fc
    .integer({ min: 0, max: 365 * 100 })
    .map((days) => Temporal.PlainDate.from('1920-02-29').add({ days }))
  const leapDays = fc.constantFrom('2016-02-29', '2000-02-29').map((date) => Temporal.PlainDate.from(date))
  fc.assert(
    fc.property(fc.oneof(birthDates, leapDays), moments, zones, (birthDate, moment, timeZone) => {
      const now = moment.toISOString()
      const today = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).toPlainDate()
      const { years } = birthDate.until(today, { largestUnit: 'years' })
      expect(ageIn(birthDate.toString(), now, timeZone)).toBe(Math.max(0, years))
    }),
    { numRuns: 2_000 },
  )
})
