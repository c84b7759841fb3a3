import { expect, test } from 'vitest'
import type { DutyState } from '../../../../signaling/roster/contract.ts'
import { cancelledOf } from '../../../../web/roster/duty/cancelled.ts'

const cancelledShift = { start: '2026-11-24T14:00:00Z', end: '2026-11-24T23:00:00Z' }
const off: DutyState = { state: 'off', shift: null, canStart: false, pausedBecause: null, cancelledShift }

test('a cancelled shift is told until it would be over', () => {
  expect(cancelledOf(off, '2026-11-24T15:00:00Z')).toEqual(cancelledShift)
  expect(cancelledOf(off, '2026-11-24T23:00:00Z')).toBeUndefined()
  expect(cancelledOf({ ...off, cancelledShift: null }, '2026-11-24T15:00:00Z')).toBeUndefined()
})

test('whoever is on duty, or may go on duty, is told of none', () => {
  expect(cancelledOf({ ...off, canStart: true }, '2026-11-24T15:00:00Z')).toBeUndefined()
  expect(cancelledOf({ ...off, state: 'free' }, '2026-11-24T15:00:00Z')).toBeUndefined()
  expect(cancelledOf(undefined, '2026-11-24T15:00:00Z')).toBeUndefined()
})
