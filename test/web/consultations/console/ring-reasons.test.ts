import { describe, expect, test } from 'vitest'
import type { Consultation, Invitation } from '../../../../signaling/consultations/contract.ts'
import { ringReasons } from '../../../../web/consultations/console/ring-reasons.ts'
import type { Named } from '../../../../web/names/expert-words.ts'

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
  const name = ({ nameLatin }: Named) => nameLatin
  const say = { t: (key: string) => key, names: (key: string) => key, name } as unknown as Parameters<
    typeof ringReasons
  >[1]
  const of = (over: Partial<Consultation>, alert: Parameters<typeof ringReasons>[0]['alert'] = null) =>
    ringReasons({ visit: { ...visit, ...over }, invitations: [], alert, now }, say).map(({ kind, quiet = false }) =>
      quiet ? `${kind}, quietly` : kind,
    )

  test('a call rings until a minute after the answer; then the way back stays', () => {
    expect(of({})).toEqual(['call'])
    expect(of({ startedAt: '2026-03-02T09:09:30Z' })).toEqual(['call'])
    expect(of({ startedAt: '2026-03-02T09:08:30Z' })).toEqual(['call, quietly'])
  })

  test('from the answer on the visit is said to be under way, also while it rings yet', () => {
    const titleOf = (startedAt: string | null) =>
      ringReasons({ visit: { ...visit, startedAt }, invitations: [], alert: null, now }, say)[0]?.title
    expect(titleOf(null)).toBe('arrival.title')
    expect(titleOf('2026-03-02T09:09:30Z')).toBe('ring.underWay')
    expect(titleOf('2026-03-02T09:08:30Z')).toBe('ring.underWay')
  })

  test('the answer is another event than the call: who has seen the one may have to hear the other', () => {
    const idOf = (startedAt: string | null) =>
      ringReasons({ visit: { ...visit, startedAt }, invitations: [], alert: null, now }, say)[0]?.id
    expect(idOf(null)).toBe(`call:${id}`)
    expect(idOf('2026-03-02T09:09:30Z')).toBe(`answer:${id}`)
    expect(idOf('2026-03-02T09:08:30Z')).toBe(`answer:${id}`)
  })

  test('a patient who is alone in the room rings, not a doctor who is', () => {
    const startedAt = '2026-03-02T09:00:00Z'
    const absence = { since: startedAt, giveBackAt: null, pageOpen: false }
    expect(of({ startedAt, absence: { ...absence, kind: 'doctor' } })).toEqual(['call, quietly', 'absence'])
    expect(of({ startedAt, absence: { ...absence, kind: 'patient' } })).toEqual(['call, quietly'])
  })

  test('a colleague who asks for an opinion is named in the script of the reader', () => {
    const expert = { nameHan: '林雪梅', nameLatin: 'Lin Xuemei' }
    const invitation = { id, expert, participant: { id, status: 'invited' } } as unknown as Invitation
    const words = { ...say, t: (_key: string, values?: { name: string }) => values?.name ?? '' }
    const known = { visit: undefined, invitations: [invitation], alert: null, now }
    expect(ringReasons(known, words as unknown as typeof say).map(({ title }) => title)).toEqual(['Lin Xuemei'])
  })

  test('a colleague who knocks is named in the script of the reader, a guest as they gave their name', () => {
    const words = { ...say, t: (_key: string, values?: { name: string }) => values?.name ?? '' }
    const readable = ({ nameHan, nameLatin }: Named): string => nameLatin || nameHan
    const asks = { status: 'asking', kind: 'expert', name: '林雪梅', nameLatin: 'Lin Xuemei' }
    const participants = [asks, { ...asks, kind: 'relative', name: '外婆', nameLatin: null }]
    const known = { visit: { ...visit, participants } as unknown as Consultation, invitations: [], alert: null, now }
    const said = ringReasons(known, { ...words, name: readable } as unknown as typeof say).map(({ title }) => title)
    expect(said).toEqual(['林秀英', 'Lin Xuemei', '外婆'])
  })

  test('somebody who cannot wait for the end of a break rings', () => {
    expect(of({}, { ticketId: id, number: 7, specialty: 'respiratory', urgency: 'emergency', since: now })).toEqual([
      'call',
      'alert',
    ])
  })
})
