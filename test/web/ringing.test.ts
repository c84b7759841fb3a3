import { describe, expect, test } from 'vitest'
import type { Consultation } from '../../signaling/consultations/contract.ts'
import { ringReasons } from '../../web/consultations/console/ring-reasons.ts'
import { barOf, ringingOf } from '../../web/ringing/reasons.ts'
import type { RingReason } from '../../web/ringing/reasons.ts'

function reason(id: string, kind: RingReason['kind'], over: Partial<RingReason> = {}): RingReason {
  return { id, kind, title: id, action: 'go', to: '/', ...over }
}

const none: ReadonlySet<string> = new Set()
const ids = (reasons: readonly RingReason[]): string[] => reasons.map(({ id }) => id)

describe('what rings', () => {
  test('the most pressing comes first, whatever came first', () => {
    const reasons = [reason('i', 'invitation'), reason('k', 'knock'), reason('c', 'call'), reason('a', 'absence')]
    expect(ids(ringingOf(reasons, none))).toEqual(['a', 'c', 'k', 'i'])
  })

  test('what was seen rings no more, and what is quiet never does', () => {
    const reasons = [reason('c', 'call'), reason('k', 'knock'), reason('q', 'call', { quiet: true })]
    expect(ids(ringingOf(reasons, new Set(['c'])))).toEqual(['k'])
  })

  test('the bar has what is not on the screen, what rings first', () => {
    const reasons = [reason('c', 'call'), reason('k', 'knock'), reason('q', 'call', { quiet: true })]
    expect(ids(barOf(reasons, new Set(['c']), none))).toEqual(['k', 'c', 'q'])
    expect(ids(barOf(reasons, new Set(['c']), new Set(['c', 'k'])))).toEqual(['q'])
  })
})

describe('why a doctor is rung', () => {
  const now = '2026-03-02T09:10:00Z'
  const id = '018f0000-0000-7000-8000-000000000000'
  const visit = {
    id,
    patient: { name: '林秀英' },
    complaint: '发烧',
    startedAt: null,
    participants: [],
    absence: null,
  } as unknown as Consultation
  const say = { t: (key: string) => key, names: (key: string) => key } as unknown as Parameters<typeof ringReasons>[1]
  const of = (over: Partial<Consultation>, alert: Parameters<typeof ringReasons>[0]['alert'] = null) =>
    ringReasons({ visit: { ...visit, ...over }, invitations: [], alert, now }, say).map(({ kind, quiet = false }) =>
      quiet ? `${kind}, quietly` : kind,
    )

  test('a call rings until a minute after the answer; then the way back stays', () => {
    expect(of({})).toEqual(['call'])
    expect(of({ startedAt: '2026-03-02T09:09:30Z' })).toEqual(['call'])
    expect(of({ startedAt: '2026-03-02T09:08:30Z' })).toEqual(['call, quietly'])
  })

  test('a patient who is alone in the room rings, not a doctor who is', () => {
    const startedAt = '2026-03-02T09:00:00Z'
    const absence = { since: startedAt, giveBackAt: null, pageOpen: false }
    expect(of({ startedAt, absence: { ...absence, kind: 'doctor' } })).toEqual(['call, quietly', 'absence'])
    expect(of({ startedAt, absence: { ...absence, kind: 'patient' } })).toEqual(['call, quietly'])
  })

  test('somebody who cannot wait for the end of a break rings', () => {
    expect(of({}, { ticketId: id, number: 7, specialty: 'respiratory', urgency: 'emergency', since: now })).toEqual([
      'call',
      'alert',
    ])
  })
})
