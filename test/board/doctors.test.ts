import { expect, test } from 'vitest'
import { describeDoctors } from '../../signaling/board/board.ts'

const shift = {
  expertId: '01890000-0000-7000-8000-000000000001',
  nameHan: '陈建国',
  nameLatin: 'Chen Jianguo',
  specialties: ['generalPractice' as const],
  languages: [{ language: 'cmn' as const, proficiency: 'native' as const }],
  timeZone: 'Asia/Shanghai',
  shiftEndsAt: Temporal.Instant.from('2026-03-02T12:00:00Z'),
}
const onDuty = {
  ...shift,
  accountId: '01890000-0000-7000-8000-000000000002',
  idleSince: Temporal.Instant.from('2026-03-02T09:00:00Z'),
  free: true,
  paused: false,
  away: false,
  visits: 2,
  withTicket: null,
}

test('a doctor who goes off duty between the two looks stands on the board once', () => {
  const other = { ...shift, expertId: '01890000-0000-7000-8000-000000000003' }
  expect(describeDoctors([onDuty], [shift, other], new Map()).map(({ expertId, state }) => [expertId, state])).toEqual([
    [shift.expertId, 'free'],
    [other.expertId, 'onShiftNotOnDuty'],
  ])
})
