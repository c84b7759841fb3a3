import { describe, expect, test } from 'vitest'
import type { BoardTicket } from '../../../signaling/board/contract.ts'
import { alarmReasons } from '../../../web/board/alarms.ts'

describe('why a coordinator is rung', () => {
  const now = '2026-03-02T09:10:00Z'
  const ticket = {
    id: '018f0000-0000-7000-8000-000000000000',
    number: 7,
    patientName: '林秀英',
    complaint: '喘不上气',
    queue: 'respiratory',
    status: 'waiting',
    alarmedAt: '2026-03-02T09:05:05Z',
    blocked: 'nobodyOnDuty',
    arrivedAt: '2026-03-02T09:05:00Z',
  } as BoardTicket
  const say = {
    t: (key: string, values = {}) => [key, ...Object.values(values)].join(' '),
    queueName: (queue: string) => queue,
    duration: (minutes: number) => `${String(minutes)} min`,
  } as unknown as Parameters<typeof alarmReasons>[2]
  const of = (...over: ReadonlyArray<Partial<BoardTicket>>) =>
    alarmReasons(
      over.map((change) => ({ ...ticket, ...change })),
      now,
      say,
    )

  test.each<[string, Partial<BoardTicket>, number]>([
    ['whom nobody free may take', {}, 1],
    ['whom nobody has triaged', { queue: 'triage', blocked: 'needsTriage' }, 1],
    ['who could not be called', { blocked: 'stuck' }, 1],
    ['for whom no alarm was raised', { alarmedAt: null }, 0],
    ['who asked to be left alone for now', { blocked: 'paused', pausedAt: now }, 0],
    ['who is being called', { status: 'called', queue: null, blocked: null }, 0],
    ['who is in a visit', { status: 'inConsultation', queue: null, blocked: null }, 0],
  ])('somebody %s', (_who, over, count) => {
    expect(of(over)).toHaveLength(count)
  })

  test('says the number, the specialty and how long, and nothing of who it is or what they have', () => {
    const [reason] = of({})
    expect(reason).toMatchObject({ title: 'alarm.one 7 respiratory', aside: 'alarm.waits 5 min', to: '/' })
    expect(JSON.stringify(reason)).not.toMatch(/林秀英|喘不上气/)
  })

  test('the latest alarm comes first; raised anew, it is another', () => {
    const [first, second] = of({ number: 1 }, { number: 2, alarmedAt: '2026-03-02T09:06:00Z' })
    expect([first?.title, second?.title]).toEqual(['alarm.one 2 respiratory', 'alarm.one 1 respiratory'])
    expect(first?.id).not.toBe(second?.id)
  })
})
