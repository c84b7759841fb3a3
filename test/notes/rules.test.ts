import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NoteText } from '../../signaling/notes/contract.ts'
import { decideSave, decideSign, isAttending, isEmptyNote } from '../../signaling/notes/rules.ts'

const empty: NoteText = {
  complaint: '',
  subjective: '',
  objective: '',
  assessment: '',
  plan: '',
  advice: '',
  followUp: '',
}
const written: NoteText = { ...empty, assessment: '上呼吸道感染', advice: '多喝水，休息' }

test.each([
  [empty, true],
  [{ ...empty, complaint: '发烧', plan: '复诊' }, true],
  [{ ...empty, advice: '  \n' }, true],
  [{ ...empty, advice: '多喝水' }, false],
  [{ ...empty, assessment: '感冒' }, false],
])('%o is empty: %s', (text, expected) => {
  expect(isEmptyNote(text)).toBe(expected)
})

describe('saving', () => {
  test.each([
    ['over what is there', { version: 3, signed: false }, 3, written, 'save'],
    ['over an older one', { version: 4, signed: false }, 3, written, 'noteChangedElsewhere'],
    ['sent twice', { version: 4, signed: false }, 3, empty, 'unchanged'],
    ['over one that never was', { version: 4, signed: false }, 9, written, 'noteChangedElsewhere'],
    ['once it is signed', { version: 3, signed: true }, 3, written, 'noteSigned'],
    ['the signed text again', { version: 4, signed: true }, 3, empty, 'noteSigned'],
  ] as const)('%s', (_, stored, version, text, decision) => {
    expect(decideSave({ ...stored, text: empty }, { version, text })).toBe(decision)
  })

  test('never over a version its writer has not seen', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.boolean(), (stored, seen, signed) => {
        const decision = decideSave({ version: stored, text: empty, signed }, { version: seen, text: written })
        expect(decision === 'save').toBe(stored === seen && !signed)
      }),
    )
  })
})

describe('signing', () => {
  const startedAt = Temporal.Instant.from('2026-03-02T09:00:00Z')

  test.each([
    ['what is there', { version: 3, signed: false, text: written, startedAt }, 3, 'sign'],
    ['what was changed meanwhile', { version: 4, signed: false, text: written, startedAt }, 3, 'noteChangedElsewhere'],
    ['nothing', { version: 3, signed: false, text: empty, startedAt }, 3, 'noteEmpty'],
    [
      'before the patient came',
      { version: 3, signed: false, text: written, startedAt: null },
      3,
      'consultationNotStarted',
    ],
    ['twice', { version: 3, signed: true, text: written, startedAt }, 3, 'unchanged'],
    ['another text than was signed', { version: 4, signed: true, text: written, startedAt }, 3, 'noteSigned'],
  ] as const)('%s', (_, stored, version, decision) => {
    expect(decideSign(stored, version)).toBe(decision)
  })
})

describe('whose earlier visits may be read', () => {
  const endedAt = Temporal.Instant.from('2026-03-02T09:00:00Z')
  const startedAt = endedAt.subtract({ minutes: 12 })

  test.each([
    ['while the patient is called', null, null, false, 0, true],
    ['while the visit is open', startedAt, null, false, 100, true],
    ['while it is open and signed', startedAt, null, true, 100, true],
    ['while the note is written', startedAt, endedAt, false, 23, true],
    ['once it is signed', startedAt, endedAt, true, 0, false],
    ['a day later', startedAt, endedAt, false, 24, false],
    ['after a call that nobody answered', null, endedAt, false, 0, false],
  ])('%s', (_, started, ended, noteSigned, hours, expected) => {
    expect(isAttending({ startedAt: started, endedAt: ended, noteSigned }, endedAt.add({ hours }))).toBe(expected)
  })
})
