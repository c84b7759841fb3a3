import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InstantRange } from '../../db/tables.ts'
import {
  findGaps,
  fitShifts,
  layPattern,
  layShift,
  layUntil,
  overlap,
  shiftToStart,
} from '../../signaling/roster/rules.ts'

const zones = Intl.supportedValuesOf('timeZone')

function lay(date: string, startsAtLocal: string, endsAtLocal: string, timeZone: string): InstantRange {
  const laid = layShift(date, { startsAtLocal, endsAtLocal, timeZone })
  if ('problem' in laid) throw new Error(laid.problem)
  return laid
}

function hours({ start, end }: InstantRange): number {
  return end.since(start).total('hours')
}

describe('one shift', () => {
  test.each([
    ['afternoon in China', '2026-11-22', '14:00', '23:00', 'Asia/Shanghai', '2026-11-22T06:00:00Z', 9],
    ['past midnight', '2026-11-22', '22:00', '06:00', 'Asia/Shanghai', '2026-11-22T14:00:00Z', 8],
    ['until midnight', '2026-11-22', '16:00', '00:00', 'Europe/Rome', '2026-11-22T15:00:00Z', 8],
    ['past midnight into a leap day', '2028-02-28', '20:00', '04:00', 'Europe/Rome', '2028-02-28T19:00:00Z', 8],
    ['past midnight out of a leap day', '2028-02-29', '20:00', '04:00', 'Europe/Rome', '2028-02-29T19:00:00Z', 8],
    ['past midnight into a year', '2026-12-31', '20:00', '04:00', 'Europe/Rome', '2026-12-31T19:00:00Z', 8],
    ['night on which clocks go forward', '2026-03-28', '22:00', '06:00', 'Europe/Rome', '2026-03-28T21:00:00Z', 7],
    ['night on which clocks go back', '2026-10-24', '22:00', '06:00', 'Europe/Rome', '2026-10-24T20:00:00Z', 9],
    ['start that is skipped', '2026-03-29', '02:30', '08:00', 'Europe/Rome', '2026-03-29T01:30:00Z', 4.5],
    ['end that is skipped', '2026-03-28', '22:00', '02:30', 'Europe/Rome', '2026-03-28T21:00:00Z', 4.5],
    ['both skipped', '2026-03-29', '02:10', '02:50', 'Europe/Rome', '2026-03-29T01:10:00Z', 2 / 3],
    ['start that comes twice', '2026-10-25', '02:30', '08:00', 'Europe/Rome', '2026-10-25T00:30:00Z', 6.5],
    ['end that comes twice', '2026-10-24', '22:00', '02:30', 'Europe/Rome', '2026-10-24T20:00:00Z', 4.5],
    ['midnight that is skipped', '2026-04-23', '16:00', '00:00', 'Africa/Cairo', '2026-04-23T14:00:00Z', 8],
    ['clocks go back in the south', '2026-04-04', '22:00', '06:00', 'Australia/Sydney', '2026-04-04T11:00:00Z', 9],
    ['half an hour', '2026-10-04', '00:00', '08:00', 'Australia/Lord_Howe', '2026-10-03T13:30:00Z', 7.5],
    ['two hours', '2026-03-29', '00:00', '08:00', 'Antarctica/Troll', '2026-03-29T00:00:00Z', 6],
    ['an alias', '2026-11-22', '09:00', '17:00', 'Europe/Kiev', '2026-11-22T07:00:00Z', 8],
    ['seconds, as the database writes them', '2026-11-22', '09:00:00', '17:00:00', 'UTC', '2026-11-22T09:00:00Z', 8],
  ])('%s', (_name, date, starts, ends, zone, start, length) => {
    const laid = lay(date, starts, ends, zone)
    expect(laid.start.toString()).toBe(start)
    expect(hours(laid)).toBeCloseTo(length, 6)
  })

  test.each([
    ['a whole day round', '2026-11-22', '09:00', '09:00', 'Europe/Rome', 'shiftTooLong'],
    ['nothing is left of it', '2026-03-29', '02:30', '03:15', 'Europe/Rome', 'localTimeSkipped'],
    ['a day that Samoa skipped', '2011-12-30', '09:00', '17:00', 'Pacific/Apia', 'localTimeSkipped'],
  ])('refused: %s', (_name, date, startsAtLocal, endsAtLocal, timeZone, problem) => {
    expect(layShift(date, { startsAtLocal, endsAtLocal, timeZone })).toEqual({ problem })
  })
})

const minuteOfDay = fc.integer({ min: 0, max: 24 * 60 - 1 })
const aZone = fc.constantFrom(...zones)
const aDay = fc.integer({ min: 0, max: 365 * 8 }).map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }))

function time(minute: number): string {
  return Temporal.PlainTime.from('00:00').add({ minutes: minute }).toString({ smallestUnit: 'minute' })
}

/** The days around each change of a zone's clocks within the years that shifts are laid for. */
function daysOfChange(zone: string): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = []
  let at = Temporal.ZonedDateTime.from(`2025-01-01T00:00[${zone}]`)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.year > 2028) return days
    days.push(next.toPlainDate().subtract({ days: 1 }), next.toPlainDate())
    at = next
  }
}

describe('any shift in any zone', () => {
  test('keeps its local hours, unless they are skipped', () => {
    fc.assert(
      fc.property(aZone, aDay, minuteOfDay, minuteOfDay, (timeZone, day, starts, ends) => {
        fc.pre(starts !== ends)
        const hoursGiven = { startsAtLocal: time(starts), endsAtLocal: time(ends), timeZone }
        const laid = layShift(day.toString(), hoursGiven)
        if ('problem' in laid) return
        const start = laid.start.toZonedDateTimeISO(timeZone)
        const end = laid.end.toZonedDateTimeISO(timeZone)
        expect(start.toPlainDate().equals(day)).toBe(true)
        for (const [local, wanted, on] of [
          [start, time(starts), day],
          [end, time(ends), ends > starts ? day : day.add({ days: 1 })],
        ] as const) {
          const plain = on.toPlainDateTime(Temporal.PlainTime.from(wanted))
          const exists = plain.toZonedDateTime(timeZone).toPlainDateTime().equals(plain)
          if (exists) expect(local.toPlainDateTime().equals(plain)).toBe(true)
          else expect(Temporal.PlainDateTime.compare(local.toPlainDateTime(), plain)).toBe(1)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test('shifts that touch on the clock touch in time, also on every day on which some clock changes', () => {
    for (const timeZone of zones) {
      for (const day of daysOfChange(timeZone)) {
        const evening = lay(day.toString(), '20:00', '04:00', timeZone)
        const night = lay(day.add({ days: 1 }).toString(), '04:00', '12:00', timeZone)
        const noon = lay(day.add({ days: 1 }).toString(), '12:00', '20:00', timeZone)
        expect(evening.end.equals(night.start), `${timeZone} ${day.toString()}`).toBe(true)
        expect(night.end.equals(noon.start)).toBe(true)
        // Four zones of the Americas and Antarctica move by another amount than an hour, or had done so.
        expect(Math.abs(hours(evening) + hours(night) + hours(noon) - 24)).toBeLessThanOrEqual(2)
      }
    }
  })

  test('lasts as long as its clock says, give or take the change of the clock', () => {
    fc.assert(
      fc.property(aZone, aDay, minuteOfDay, minuteOfDay, (timeZone, day, starts, ends) => {
        fc.pre(starts !== ends)
        const laid = layShift(day.toString(), { startsAtLocal: time(starts), endsAtLocal: time(ends), timeZone })
        if ('problem' in laid) return
        const onTheClock = ((ends - starts + 24 * 60) % (24 * 60)) / 60
        expect(hours(laid)).toBeGreaterThan(0)
        expect(hours(laid)).toBeLessThanOrEqual(26)
        expect(Math.abs(hours(laid) - onTheClock)).toBeLessThanOrEqual(2)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('a weekly pattern', () => {
  const mondays = {
    weekdays: [1],
    startsAtLocal: '09:00',
    endsAtLocal: '17:00',
    timeZone: 'Europe/Rome',
    validFrom: '2026-01-01',
    validUntil: null,
  }

  test('is nine to five in Rome on both sides of the change', () => {
    const laid = layPattern(mondays, '2026-03-16', '2026-04-06')
    expect(laid.map(({ start }) => start.toString())).toEqual([
      '2026-03-16T08:00:00Z',
      '2026-03-23T08:00:00Z',
      '2026-03-30T07:00:00Z',
      '2026-04-06T07:00:00Z',
    ])
  })

  test('of China moves by an hour for Rome', () => {
    const china = { ...mondays, startsAtLocal: '14:00', endsAtLocal: '23:00', timeZone: 'Asia/Shanghai' }
    const inRome = layPattern(china, '2026-03-23', '2026-03-30').map(
      ({ start }) => start.toZonedDateTimeISO('Europe/Rome').hour,
    )
    expect(inRome).toEqual([7, 8])
  })

  test.each([
    ['from its first day', { validFrom: '2026-03-20' }, 3],
    ['until its last day, which counts', { validUntil: '2026-03-23' }, 2],
    ['the whole stretch, both ends counting', {}, 4],
    ['nothing before it begins', { validFrom: '2027-01-01' }, 0],
  ])('lays %s', (_name, change, count) => {
    expect(layPattern({ ...mondays, ...change }, '2026-03-16', '2026-04-06')).toHaveLength(count)
  })

  test('on every weekday of any week lays one shift a day and none overlaps the next', () => {
    fc.assert(
      fc.property(aZone, aDay, minuteOfDay, minuteOfDay, (timeZone, day, starts, ends) => {
        fc.pre(starts !== ends)
        const pattern = {
          weekdays: [1, 2, 3, 4, 5, 6, 7],
          startsAtLocal: time(starts),
          endsAtLocal: time(ends),
          timeZone,
          validFrom: '2020-01-01',
          validUntil: null,
        }
        const laid = layPattern(pattern, day.toString(), day.add({ days: 6 }).toString())
        expect(laid.length).toBeGreaterThanOrEqual(6)
        for (const [index, shift] of laid.entries()) {
          const next = laid[index + 1]
          if (next) expect(Temporal.Instant.compare(shift.end, next.start)).toBeLessThanOrEqual(0)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('laid in two parts is the same as laid in one', () => {
    fc.assert(
      fc.property(aZone, aDay, fc.integer({ min: 0, max: 40 }), (timeZone, day, cut) => {
        const pattern = {
          ...mondays,
          weekdays: [2, 5, 7],
          timeZone,
          startsAtLocal: '22:00',
          endsAtLocal: '06:00',
          validFrom: '2020-01-01',
        }
        const middle = day.add({ days: cut })
        const until = day.add({ days: 41 }).toString()
        const once = layPattern(pattern, day.toString(), until)
        const twice = [
          ...layPattern(pattern, day.toString(), middle.toString()),
          ...layPattern(pattern, middle.add({ days: 1 }).toString(), until),
        ]
        expect(twice.map(textOf)).toEqual(once.map(textOf))
      }),
      { numRuns: 100 },
    )
  })

  test('is laid eight weeks ahead of the day in its own zone', () => {
    const now = Temporal.Instant.from('2026-11-22T23:30:00Z')
    expect([layUntil(now, 'UTC'), layUntil(now, 'Asia/Shanghai')]).toEqual(['2027-01-17', '2027-01-18'])
  })
})

function range(start: number, end: number): InstantRange {
  const midnight = Temporal.Instant.from('2026-11-22T00:00:00Z')
  return { start: midnight.add({ hours: start }), end: midnight.add({ hours: end }) }
}

describe('gaps in cover', () => {
  test.each<[string, InstantRange[], InstantRange[]]>([
    ['nobody at all', [], [range(0, 24)]],
    ['all day', [range(0, 24)], []],
    ['before and after', [range(8, 16)], [range(0, 8), range(16, 24)]],
    ['shifts that touch', [range(8, 16), range(16, 24)], [range(0, 8)]],
    ['shifts that overlap', [range(0, 16), range(8, 24)], []],
    ['a short one within a long one', [range(0, 20), range(2, 4)], [range(20, 24)]],
    ['out of order', [range(16, 24), range(0, 8)], [range(8, 16)]],
    ['reaching over both ends', [range(-4, 30)], []],
    ['all before or after', [range(-8, -4), range(25, 30)], [range(0, 24)]],
    ['past midnight from the day before', [range(-2, 6)], [range(6, 24)]],
  ])('%s', (_name, shifts, expected) => {
    expect(findGaps(shifts, range(0, 24)).map(textOf)).toEqual(expected.map(textOf))
  })

  test('an hour is in a gap exactly when no shift has it', () => {
    const shift = fc.tuple(fc.integer({ min: -10, max: 34 }), fc.integer({ min: 1, max: 12 }))
    fc.assert(
      fc.property(fc.array(shift, { maxLength: 12 }), (given) => {
        const shifts = given.map(([start, length]) => range(start, start + length))
        const gaps = findGaps(shifts, range(0, 24))
        for (let hour = 0; hour < 24; hour += 1) {
          const has = (during: InstantRange) =>
            Temporal.Instant.compare(during.start, range(hour, hour).start) <= 0 &&
            Temporal.Instant.compare(range(hour, hour).start, during.end) < 0
          expect(gaps.some(has)).toBe(!shifts.some(has))
        }
      }),
    )
  })
})

function textOf({ start, end }: InstantRange): string {
  return `${start.toString()} – ${end.toString()}`
}

describe('the shift for which duty can start', () => {
  const shifts = [
    { id: 'night', during: range(0, 8) },
    { id: 'day', during: range(8, 16) },
    { id: 'evening', during: range(18, 22) },
  ]
  test.each([
    [0, 'night'],
    [7.99, 'night'],
    [8, 'day'],
    [16, undefined],
    [17.8, undefined],
    [17.84, 'evening'],
    [21.99, 'evening'],
    [22, undefined],
  ])('at hour %d: %s', (hour, id) => {
    const now = range(0, 0).start.add({ seconds: Math.round(hour * 3600) })
    expect(shiftToStart(shifts, now)?.id).toBe(id)
  })
})

describe('fitting a pattern in', () => {
  test('lays, in every zone, what overlaps nothing and is not in the way of itself, and accounts for each day', () => {
    const anHourRange = fc.tuple(fc.integer({ min: 0, max: 70 * 24 }), fc.integer({ min: 1, max: 26 }), fc.boolean())
    fc.assert(
      fc.property(aZone, aDay, minuteOfDay, minuteOfDay, fc.array(anHourRange, { maxLength: 6 }), (...drawn) => {
        const [timeZone, day, starts, ends, others] = drawn
        fc.pre(starts !== ends)
        const pattern = {
          weekdays: [1, 2, 3, 4, 5, 6, 7],
          startsAtLocal: time(starts),
          endsAtLocal: time(ends),
          timeZone,
          validFrom: day.toString(),
          validUntil: null,
        }
        const wanted = layPattern(pattern, day.toString(), day.add({ days: 60 }).toString())
        const midnight = day.toZonedDateTime('UTC').toInstant()
        const existing = others.map(([from, length, own]) => {
          const start = midnight.add({ hours: from })
          return { during: { start, end: start.add({ hours: length }) }, own }
        })
        const { free, unlaid } = fitShifts(wanted, existing)
        const inOrder = [...free, ...unlaid.map(({ during }) => during)].toSorted((one, other) =>
          Temporal.Instant.compare(one.start, other.start),
        )
        expect(inOrder).toEqual(wanted)
        for (const [index, shift] of free.entries()) {
          expect(existing.some(({ during }) => overlap(during, shift))).toBe(false)
          expect(free.slice(index + 1).some((other) => overlap(other, shift))).toBe(false)
        }
        for (const { during, reason } of unlaid) {
          const foreign = existing.filter(({ own }) => !own)
          expect(foreign.some((other) => overlap(other.during, during))).toBe(reason === 'otherShift')
        }
      }),
    )
  })

  test('leaves out the later of two days of its own that overlap', () => {
    const wanted = [
      lay('2026-03-28', '03:00', '02:30', 'Europe/Rome'),
      lay('2026-03-29', '03:00', '02:30', 'Europe/Rome'),
    ]
    expect(fitShifts(wanted, [])).toEqual({ free: [wanted[0]], unlaid: [{ during: wanted[1], reason: 'ownPattern' }] })
  })
})
