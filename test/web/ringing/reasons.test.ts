import { describe, expect, test } from 'vitest'
import { barOf, ringingOf, rings } from '../../../web/ringing/reasons.ts'
import type { RingReason } from '../../../web/ringing/reasons.ts'

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

  test('what has a button to put it away is in the bar until then', () => {
    const reasons = [reason('a', 'alarm', { dismiss: 'seen' }), reason('b', 'alarm', { dismiss: 'seen' })]
    expect(ids(barOf(reasons, none, none))).toEqual(['a', 'b'])
    expect(ids(barOf(reasons, new Set(['a']), none))).toEqual(['b'])
    expect(barOf(reasons, new Set(['a', 'b']), none)).toEqual([])
  })

  test('an alarm gives way to a visit, and comes twice a minute', () => {
    expect(ids(ringingOf([reason('a', 'alarm'), reason('i', 'invitation')], none))).toEqual(['i', 'a'])
    expect(rings.alarm.every).toBe(30_000)
  })
})
