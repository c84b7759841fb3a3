import type { NoteText } from '../../signaling/notes/contract.ts'

export const noteFields = ['complaint', 'subjective', 'objective', 'assessment', 'plan', 'advice', 'followUp'] as const
export type NoteField = (typeof noteFields)[number]

export const emptyText: NoteText = {
  complaint: '',
  subjective: '',
  objective: '',
  assessment: '',
  plan: '',
  advice: '',
  followUp: '',
}

export function isSameText(one: NoteText, other: NoteText): boolean {
  return noteFields.every((field) => one[field] === other[field])
}

/** Both texts in one, field by field; what is the same stands once. */
export function joinTexts(mine: NoteText, theirs: NoteText): NoteText {
  const join = (field: NoteField): string => {
    const [one, other] = [theirs[field], mine[field]]
    if (one === other || other.trim() === '') return one
    return one.trim() === '' || other.includes(one) ? other : `${one}\n\n${other}`
  }
  return Object.fromEntries(noteFields.map((field) => [field, join(field)])) as NoteText
}
