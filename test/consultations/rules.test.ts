import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decideEnd,
  decideEntry,
  decideInvitation,
  decideSeat,
  nextClosing,
  publishes,
  type Seat,
} from '../../signaling/consultations/rules.ts'

describe('who may enter', () => {
  test.each([
    ['called', null, 'patient', 'invited', 'enter'],
    ['called', null, 'doctor', 'invited', 'enter'],
    ['inProgress', null, 'patient', 'admitted', 'enter'],
    ['inProgress', null, 'expert', 'admitted', 'enter'],
    ['inProgress', null, 'relative', 'admitted', 'enter'],
    ['inProgress', null, 'expert', 'invited', 'notAdmitted'],
    ['inProgress', null, 'interpreter', 'asking', 'notAdmitted'],
    ['inProgress', null, 'relative', 'removed', 'notAdmitted'],
    ['inProgress', null, 'relative', 'refused', 'notAdmitted'],
    ['finished', 'completed', 'patient', 'admitted', 'consultationOver'],
    ['finished', 'completed', 'doctor', 'admitted', 'consultationOver'],
    ['brokenOff', 'technical', 'patient', 'admitted', 'consultationOver'],
    ['calledInVain', 'technical', 'patient', 'invited', 'consultationOver'],
    ['calledInVain', 'unanswered', 'patient', 'invited', 'callOver'],
    ['calledInVain', 'declined', 'doctor', 'admitted', 'callOver'],
  ] as const)('%s (%s), %s %s: %s', (status, endReason, kind, seat, decision) => {
    expect(decideEntry({ status, endReason }, { kind, status: seat })).toBe(decision)
  })
})

describe('what becomes of the place at the end', () => {
  test.each([
    ['inProgress', 'doctor', 'completed', false, { status: 'finished', place: 'finish', toTriage: false }],
    ['inProgress', 'doctor', 'patientLeft', false, { status: 'finished', place: 'finish', toTriage: false }],
    ['inProgress', 'doctor', 'technical', true, { status: 'brokenOff', place: 'return', toTriage: false }],
    ['inProgress', 'doctor', 'wrongSpecialty', true, { status: 'brokenOff', place: 'return', toTriage: true }],
    ['inProgress', 'doctor', 'wrongSpecialty', false, { status: 'finished', place: 'finish', toTriage: false }],
    ['called', 'doctor', 'completed', false, { status: undefined, place: 'return', toTriage: false }],
    ['called', 'doctor', 'other', true, { status: undefined, place: 'return', toTriage: false }],
    ['called', 'coordinator', 'technical', true, { status: undefined, place: 'return', toTriage: false }],
    ['called', 'coordinator', 'technical', false, { status: undefined, place: 'leave', toTriage: false }],
    ['inProgress', 'coordinator', 'technical', false, { status: 'finished', place: 'finish', toTriage: false }],
  ] as const)('%s, by a %s, %s, put back %s', (status, role, reason, requeue, decision) => {
    expect(decideEnd(status, { reason, requeue }, role)).toEqual(decision)
  })
})

describe('a seat', () => {
  test.each([
    ['invited', 'ask', { status: 'asking' }],
    ['asking', 'ask', 'unchanged'],
    ['admitted', 'ask', 'unchanged'],
    ['refused', 'ask', 'notFound'],
    ['removed', 'ask', 'notFound'],
    ['invited', 'admit', 'notAsking'],
    ['asking', 'admit', { status: 'admitted' }],
    ['admitted', 'admit', 'unchanged'],
    ['removed', 'admit', 'notAsking'],
    ['asking', 'refuse', { status: 'refused' }],
    ['invited', 'refuse', { status: 'refused' }],
    ['admitted', 'refuse', 'notAsking'],
    ['invited', 'remove', { status: 'removed' }],
    ['admitted', 'remove', { status: 'removed' }],
    ['removed', 'remove', 'unchanged'],
  ] as const)('that is %s, %s', (status, change, decision) => {
    expect(decideSeat({ kind: 'relative', status }, change)).toEqual(decision)
  })

  test.each(['patient', 'doctor'] as const)('of the %s is nobody’s to change', (kind) => {
    for (const change of ['ask', 'admit', 'refuse', 'remove'] as const) {
      expect(decideSeat({ kind, status: 'admitted' }, change)).toBe('notFound')
    }
  })

  test('is admitted only after asking, and never again once it was turned away', () => {
    const changes = fc.array(fc.constantFrom('ask', 'admit', 'refuse', 'remove'), { maxLength: 30 })
    fc.assert(
      fc.property(changes, (sequence) => {
        let seat: Seat = { kind: 'interpreter', status: 'invited' }
        let asked = false
        let turnedAway = false
        for (const change of sequence) {
          const decision = decideSeat(seat, change)
          if (typeof decision === 'string') continue
          if (decision.status === 'admitted') {
            expect(asked).toBe(true)
            expect(turnedAway).toBe(false)
          }
          asked ||= decision.status === 'asking'
          turnedAway ||= decision.status === 'refused' || decision.status === 'removed'
          seat = { ...seat, ...decision }
        }
      }),
    )
  })

  test.each([
    [undefined, 'invite'],
    ['invited', 'alreadyInvited'],
    ['asking', 'alreadyInvited'],
    ['admitted', 'alreadyInvited'],
    ['refused', 'inviteAgain'],
    ['removed', 'inviteAgain'],
  ] as const)('of an expert that is %s: %s', (status, decision) => {
    expect(decideInvitation(status && { kind: 'expert', status })).toBe(decision)
  })
})

describe('an abandoned room', () => {
  const abandonedAt = Temporal.Instant.from('2026-03-02T09:00:00Z')

  test.each([
    [0, '2026-03-02T09:02:00Z'],
    [119, '2026-03-02T09:02:00Z'],
    [120, '2026-03-02T09:12:00Z'],
    [500, '2026-03-02T09:12:00Z'],
    [720, undefined],
    [9999, undefined],
  ])('closed %i s later is closed again at %s', (seconds, again) => {
    expect(nextClosing({ abandonedAt }, abandonedAt.add({ seconds }))?.toString()).toBe(again)
  })
})

test.each([
  ['doctor', true],
  ['expert', true],
  ['patient', false],
  ['interpreter', false],
  ['relative', false],
] as const)('the %s shows a screen: %s', (kind, screen) => {
  expect(publishes(kind).includes('screen')).toBe(screen)
})
