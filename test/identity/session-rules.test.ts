import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUseNoted, sessionEnd, sessionLife } from '../../signaling/identity/session-rules.ts'

const morning = Temporal.Instant.from('2026-03-02T08:00:00Z')
const after = (hours: number) => morning.add({ minutes: Math.round(hours * 60) })
const hoursUntil = (end: Temporal.Instant) => end.since(morning).total('hours')

describe('a session of staff', () => {
  test.each([
    ['at the sign-in', 0, false, 12],
    ['used after eight hours', 8, false, 20],
    ['used after fourteen', 14, false, 24],
    ['used in the last minute of its day', 23.9, false, 24],
    ['used in a visit', 8, true, 20],
    ['used in a visit at the end of its day', 23.9, true, 24.9],
    ['used in a visit beyond its day', 24.5, true, 25.5],
  ] as const)('%s lasts so long', (_name, hours, inVisit, end) => {
    const use = { role: 'doctor', createdAt: morning, inVisit } as const
    expect(hoursUntil(sessionEnd(use, after(hours)))).toBeCloseTo(end)
  })

  test('never lasts for more than a day but for a visit, nor longer than half a day from its last use', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_439 }), (minutes) => {
        const now = morning.add({ minutes })
        const end = sessionEnd({ role: 'coordinator', createdAt: morning, inVisit: false }, now)
        expect(hoursUntil(end)).toBeLessThanOrEqual(24)
        expect(end.since(now).total('hours')).toBeLessThanOrEqual(12)
      }),
    )
  })

  test.each([
    [4.9, false],
    [5, true],
    [600, true],
  ])('used %d minutes after it was noted last: %s', (minutes, noted) => {
    const use = { role: 'doctor', createdAt: morning, usedAt: morning, expiresAt: after(12), inVisit: false } as const
    expect(isUseNoted(use, morning.add({ seconds: minutes * 60 }))).toBe(noted)
  })

  test.each([
    ['in a visit that begins in the last minutes of its day', after(24), true, true],
    ['in a visit that leaves an hour for its note', after(25), true, false],
    ['without a visit in the last minutes of its day', after(24), false, false],
  ] as const)('noted a moment ago and used %s', (_name, expiresAt, inVisit, noted) => {
    const use = { role: 'doctor', createdAt: morning, usedAt: after(23.95), expiresAt, inVisit } as const
    expect(isUseNoted(use, after(23.97))).toBe(noted)
  })
})

test('a compatriot’s lasts for thirty days, used or not, and a visit keeps it open', () => {
  const expiresAt = after(720)
  const use = { role: 'compatriot', createdAt: morning, usedAt: morning, expiresAt, inVisit: false } as const
  expect(hoursUntil(sessionEnd(use, after(300)))).toBe(sessionLife.compatriot.most)
  expect(isUseNoted(use, after(300))).toBe(false)
  expect(isUseNoted({ ...use, inVisit: true }, after(720))).toBe(true)
  expect(hoursUntil(sessionEnd({ ...use, inVisit: true }, after(720)))).toBe(721)
})
