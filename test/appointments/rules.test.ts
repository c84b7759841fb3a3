import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InstantRange } from '../../db/tables.ts'
import { writeAppointmentLetter, writeClock } from '../../signaling/appointments/letters.ts'
import { cutSlots, freeStarts, isTooSoon } from '../../signaling/appointments/rules.ts'
import { layShift } from '../../signaling/roster/rules.ts'
import { locales, specialties } from '../../signaling/vocabulary.ts'

const midnight = Temporal.Instant.from('2026-11-22T00:00:00Z')

function range(startMinute: number, endMinute: number): InstantRange {
  return { start: midnight.add({ minutes: startMinute }), end: midnight.add({ minutes: endMinute }) }
}

function starts(slots: readonly InstantRange[]): number[] {
  return slots.map((slot) => slot.start.since(midnight).total('minutes'))
}

describe('the slots of a shift', () => {
  test.each<[string, InstantRange, number | null, number[]]>([
    ['that fit exactly', range(0, 60), 20, [0, 20, 40]],
    ['and a rest that is none', range(0, 59), 20, [0, 20]],
    ['longer than the shift', range(0, 19), 20, []],
    ['for walk-ins only', range(0, 60), null, []],
  ])('%s', (_name, during, slotMinutes, expected) => {
    expect(starts(cutSlots(during, slotMinutes))).toEqual(expected)
  })

  test.each([
    ['go forward', '2026-03-28', 7],
    ['go back', '2026-10-24', 9],
  ])('of a night on which the clocks %s are one an hour that there is', (_name, date, hours) => {
    const night = layShift(date, { startsAtLocal: '22:00', endsAtLocal: '06:00', timeZone: 'Europe/Rome' })
    if ('problem' in night) throw new Error(night.problem)
    const slots = cutSlots(night, 60)
    expect(slots).toHaveLength(hours)
    expect(new Set(slots.map((slot) => slot.start.toString())).size).toBe(hours)
  })

  test('are whole, touch, begin with the shift and lie in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 5, max: 120 }), (minutes, slotMinutes) => {
        const slots = cutSlots(range(0, minutes), slotMinutes)
        expect(starts(slots)).toEqual(slots.map((_, index) => index * slotMinutes))
        for (const slot of slots) expect(slot.end.since(slot.start).total('minutes')).toBe(slotMinutes)
        const rest = minutes - slots.length * slotMinutes
        expect(rest >= 0 && rest < slotMinutes).toBe(true)
      }),
    )
  })
})

describe('free slots', () => {
  const minute = 60_000
  const shift = { startsAt: 600 * minute, endsAt: 720 * minute, slotMinutes: 30 }
  test.each<[string, number[], [number, number], number[]]>([
    ['all of them', [], [0, 1440], [600, 630, 660, 690]],
    ['without the taken', [630, 660], [0, 1440], [600, 660, 690]],
    ['without what overlaps a longer one', [645, 700], [0, 1440], [600]],
    ['between two that are taken', [590, 601, 625, 630, 690, 720], [0, 1440], [630, 660]],
    ['within the stretch', [], [630, 690], [630, 660]],
    ['that begin not a minute before it', [], [631, 1440], [660, 690]],
    ['and none behind the shift', [], [700, 1440], []],
  ])('%s', (_name, takenMinutes, [from, until], expected) => {
    const taken = takenMinutes.map((at) => at * minute)
    const found = freeStarts({ ...shift, taken }, from * minute, until * minute)
    expect(found.map((start) => start / minute)).toEqual(expected)
  })

  test('are as soon as they may be', () => {
    expect([
      isTooSoon(midnight.add({ minutes: 29 }), midnight),
      isTooSoon(midnight.add({ minutes: 30 }), midnight),
    ]).toEqual([true, false])
  })
})

describe('a letter', () => {
  const start = Temporal.Instant.from('2026-11-24T13:00:00Z')

  test.each([
    ['zh-CN', '2026年11月24日星期二 14:00（罗马）'],
    ['en', 'Tuesday, November 24, 2026 at 14:00 (Rome)'],
    ['it', 'martedì 24 novembre 2026 alle ore 14:00 (Roma)'],
    ['es', 'martes, 24 de noviembre de 2026, 14:00 (Roma)'],
  ] as const)('says a time in %s with its city', (locale, expected) => {
    expect(writeClock(start, 'Europe/Rome', locale)).toBe(expected)
  })

  test('says it in both people’s clocks, in every language, for every specialty', () => {
    for (const locale of locales) {
      for (const specialty of specialties) {
        for (const kind of ['booked', 'cancelled', 'cancelledByHospital'] as const) {
          const { subject, text } = writeAppointmentLetter(kind, {
            to: 'a@example.org',
            locale,
            patientName: '陈美玲',
            patientTimeZone: 'Europe/Rome',
            expertName: '林晓燕',
            institution: '温州市侨爱医院',
            expertTimeZone: 'Asia/Shanghai',
            specialty,
            start,
            keepsPlace: false,
            link: 'https://qiaoyi.example/appointments',
          })
          expect(subject).not.toBe('')
          expect(text).toContain(writeClock(start, 'Europe/Rome', locale))
          expect(text).toContain(writeClock(start, 'Asia/Shanghai', locale))
          expect(text).not.toContain('undefined')
        }
      }
    }
  })
})
