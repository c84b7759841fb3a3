import { expect, test } from 'vitest'
import type { Slot } from '../../../signaling/appointments/contract.ts'
import { isAhead } from '../../../web/appointments/ahead.ts'
import { byDay, byExpert, partOfDay } from '../../../web/appointments/slots.ts'

function slot(start: string, expertId = 'a'): Slot {
  const end = Temporal.Instant.from(start).add({ minutes: 20 }).toString()
  const names = { nameHan: '陈', nameLatin: 'Chen', title: '', institutionLatin: '', institution: '', languages: [] }
  return { shiftId: 's', during: { start, end }, expert: { id: expertId, ...names, timeZone: 'Asia/Shanghai' } }
}

test('slots are grouped by the reader’s day, also where it is another than the expert’s', () => {
  const slots = [slot('2026-03-05T22:30:00Z'), slot('2026-03-05T23:30:00Z')]
  expect(byDay(slots, 'Europe/Rome').map(({ date, slots: { length } }) => [date, length])).toEqual([
    ['2026-03-05', 1],
    ['2026-03-06', 1],
  ])
  expect(byDay(slots, 'Asia/Shanghai').map(({ date }) => date)).toEqual(['2026-03-06'])
})

test('the hour that Rome has twice stays on its day', () => {
  const slots = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((start) => slot(start))
  expect(byDay(slots, 'Europe/Rome').map(({ date, slots: { length } }) => [date, length])).toEqual([['2026-10-25', 2]])
})

test.each([
  ['2026-03-05T04:59:00Z', 'night'],
  ['2026-03-05T05:00:00Z', 'morning'],
  ['2026-03-05T11:00:00Z', 'afternoon'],
  ['2026-03-05T17:00:00Z', 'evening'],
])('in Rome %s is %s', (at, part) => {
  expect(partOfDay(at, 'Europe/Rome')).toBe(part)
})

test('an expert’s slots stand together, in order', () => {
  const slots = [
    slot('2026-03-05T08:00:00Z', 'a'),
    slot('2026-03-05T08:10:00Z', 'b'),
    slot('2026-03-05T08:20:00Z', 'a'),
  ]
  expect(byExpert(slots).map((group) => group.map(({ during }) => during.start.slice(11, 16)))).toEqual([
    ['08:00', '08:20'],
    ['08:10'],
  ])
})

test.each([
  ['booked', '2026-03-05T08:10:00Z', true],
  ['arrived', '2026-03-05T08:10:00Z', true],
  ['booked', '2026-03-05T08:20:00Z', false],
  ['cancelled', '2026-03-05T07:00:00Z', false],
  ['noshow', '2026-03-05T07:00:00Z', false],
] as const)('one that is %s, at %s: still ahead is %s', (status, now, ahead) => {
  const { during, expert } = slot('2026-03-05T08:00:00Z')
  const facts = { id: 'x', patientId: 'p', patientName: '林', specialty: 'tcm', reason: '', cancelledBy: null } as const
  expect(isAhead({ ...facts, arriveFrom: now, during, expert, status }, now)).toBe(ahead)
})
