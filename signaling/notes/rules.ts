import type { NoteText } from './contract.ts'

/** An empty note says nothing to those who come after, nor to the patient: one of these two must be written. */
export function isEmptyNote({ assessment, advice }: Pick<NoteText, 'assessment' | 'advice'>): boolean {
  return assessment.trim() === '' && advice.trim() === ''
}

export function isSameText(one: NoteText, other: NoteText): boolean {
  return (
    one.complaint === other.complaint &&
    one.subjective === other.subjective &&
    one.objective === other.objective &&
    one.assessment === other.assessment &&
    one.plan === other.plan &&
    one.advice === other.advice &&
    one.followUp === other.followUp
  )
}

interface Stored {
  readonly version: number
  readonly text: NoteText
  readonly signed: boolean
}

/**
 * What becomes of a text written over `version`. A text that is stored already is one sent twice, because its answer was lost;
 * nothing else is ever written over a version its writer has not seen.
 */
export function decideSave(
  stored: Stored,
  { version, text }: { readonly version: number; readonly text: NoteText },
): 'save' | 'unchanged' | 'noteSigned' | 'noteChangedElsewhere' {
  if (stored.signed) return 'noteSigned'
  if (stored.version === version + 1 && isSameText(stored.text, text)) return 'unchanged'
  return stored.version === version ? 'save' : 'noteChangedElsewhere'
}

/** What becomes of a wish to sign the text of `version`. Nobody signs what they have not read, nor before the patient came. */
export function decideSign(
  stored: Stored & { readonly startedAt: Temporal.Instant | null },
  version: number,
): 'sign' | 'unchanged' | 'noteSigned' | 'noteChangedElsewhere' | 'noteEmpty' | 'consultationNotStarted' {
  if (stored.signed) return stored.version === version ? 'unchanged' : 'noteSigned'
  if (stored.version !== version) return 'noteChangedElsewhere'
  if (stored.startedAt === null) return 'consultationNotStarted'
  return isEmptyNote(stored.text) ? 'noteEmpty' : 'sign'
}

interface Treatment {
  readonly startedAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
  readonly doctorLeft: boolean
}

/** Whether the doctor of a visit has anything to do with it: not once a call was not answered, nor after leaving the panel. */
export function isTreated({ startedAt, endedAt, doctorLeft }: Treatment): boolean {
  return endedAt === null || (startedAt !== null && !doctorLeft)
}

/** How long after a visit its doctor may still look at earlier ones, to finish the note. */
const writesOnFor = { hours: 24 }

interface Course {
  readonly startedAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
  readonly noteSigned: boolean
}

/** Whether the doctor of a visit is treating its patient at this moment; a call that nobody answered has made nobody treat. */
export function isAttending({ startedAt, endedAt, noteSigned }: Course, now: Temporal.Instant): boolean {
  if (endedAt === null) return true
  return startedAt !== null && !noteSigned && Temporal.Instant.compare(now, endedAt.add(writesOnFor)) < 0
}
