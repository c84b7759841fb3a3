import { describe, expect, test } from 'vitest'
import { InVain } from '../../signaling/matching/in-vain.ts'

describe('what has been tried in vain', () => {
  const pair = (ticketId: string, expertId: string) => ({ ticket: { ticketId }, doctor: { expertId } })
  const has = (inVain: InVain, ticketId: string, expertId: string) => inVain.has({ ticketId }, { expertId })

  const now = Temporal.Instant.from('2026-03-02T09:00:00Z')

  test('a pair that is refused is left out, and no other', () => {
    const inVain = new InVain()
    inVain.addRefused(pair('t', 'e'))
    expect([has(inVain, 't', 'e'), has(inVain, 't', 'f'), has(inVain, 'u', 'e')]).toEqual([true, false, false])
    expect([inVain.size, inVain.ticketIds]).toEqual([1, ['t']])
  })

  test('a pair that is lost is tried once more; then its doctor rests for the tick', () => {
    const inVain = new InVain()
    inVain.addLost(pair('t', 'e'), now)
    expect([inVain.rests({ expertId: 'e' }), inVain.size]).toEqual([false, 0])
    inVain.addLost(pair('t', 'e'), now)
    expect([inVain.rests({ expertId: 'e' }), inVain.rests({ expertId: 'f' }), inVain.size]).toEqual([true, false, 1])
    expect([has(inVain, 't', 'e'), inVain.ticketIds]).toEqual([false, []])
    inVain.beginTick(now.add({ seconds: 1 }))
    expect([inVain.rests({ expertId: 'e' }), inVain.size]).toEqual([false, 0])
  })

  test('a pair that is lost for five seconds is left out, and again at once when it is tried within a minute', () => {
    const inVain = new InVain()
    const lose = (seconds: number) => {
      const at = now.add({ seconds })
      inVain.beginTick(at)
      for (let times = 0; times < 2; times += 1) inVain.addLost(pair('t', 'e'), at)
      return inVain.ticketIds.includes('t')
    }
    expect([0, 2, 4, 5, 20, 79, 140].map(lose)).toEqual([false, false, false, true, true, true, false])
  })

  test('a pair that is lost again after a while has been in other hands since', () => {
    const inVain = new InVain()
    for (const seconds of [0, 30, 50]) {
      const at = now.add({ seconds })
      inVain.beginTick(at)
      for (let times = 0; times < 2; times += 1) inVain.addLost(pair('t', 'e'), at)
      expect([inVain.rests({ expertId: 'e' }), inVain.ticketIds]).toEqual([true, []])
    }
  })

  test('a ticket for which a third doctor would rest is left out instead, and the doctors are free', () => {
    const inVain = new InVain()
    inVain.beginTick(now)
    for (const expertId of ['e', 'f', 'g']) {
      for (let times = 0; times < 2; times += 1) inVain.addLost(pair('t', expertId), now)
    }
    expect(['e', 'f', 'g'].map((expertId) => inVain.rests({ expertId }))).toEqual([false, false, false])
    expect([has(inVain, 't', 'h'), has(inVain, 'u', 'e'), inVain.ticketIds]).toEqual([true, false, ['t']])
  })

  test('the next ticks try it last, for ten seconds', () => {
    const inVain = new InVain()
    inVain.addRefused(pair('t', 'e'))
    inVain.beginTick(now)
    expect([has(inVain, 't', 'e'), inVain.size, inVain.ticketIds]).toEqual([true, 0, []])
    expect([inVain.tryEarlier(), has(inVain, 't', 'e'), inVain.tryEarlier()]).toEqual([true, false, false])
    inVain.beginTick(now.add({ seconds: 9 }))
    expect(has(inVain, 't', 'e')).toBe(true)
    inVain.beginTick(now.add({ seconds: 10 }))
    expect([has(inVain, 't', 'e'), inVain.tryEarlier()]).toEqual([false, false])
  })

  test('a ticket that three doctors could not be given is left out with all', () => {
    const inVain = new InVain()
    for (const expertId of ['e', 'f', 'g']) inVain.addRefused(pair('t', expertId))
    expect([has(inVain, 't', 'h'), has(inVain, 'u', 'e')]).toEqual([true, false])
  })
})
