import { type Static, Type } from 'typebox'
import { closed, IdempotencyKey, InstantText, nullable, Uuid } from '../shapes.ts'

/**
 * GET  /api/consultations/:id/note            Note (the treating doctor: created from the ticket at the first reading; 404 for others)
 * PUT  /api/consultations/:id/note            SaveNote → Note; 409 noteChangedElsewhere with the newer one's version
 * POST /api/consultations/:id/note/sign       SignNote → Note
 * POST /api/consultations/:id/note/addenda    NewAddendum → 201 Note
 * GET  /api/consultations/:id/advice          Advice (the patient's account, once signed)
 * GET  /api/consultations/:id/previous        PreviousVisit[] (the treating doctor, while treating: other visits of this patient)
 * Live: `note:CONSULTATION_ID` (the treating doctor): Note.   `advice:CONSULTATION_ID` (the patient's account): Advice | null
 */
const Text = Type.String({ maxLength: 20_000 })

export const NoteText = closed({
  complaint: Text,
  subjective: Text,
  objective: Text,
  assessment: Text,
  plan: Text,
  /** To the patient, in plain words. */
  advice: Text,
  followUp: Text,
})
export type NoteText = Static<typeof NoteText>

export const Addendum = Type.Object({ id: Uuid, body: Type.String(), signerName: Type.String(), signedAt: InstantText })
export type Addendum = Static<typeof Addendum>

export const Note = Type.Object({
  id: Uuid,
  consultationId: Uuid,
  version: Type.Integer(),
  text: NoteText,
  savedAt: InstantText,
  signedAt: nullable(InstantText),
  signerName: nullable(Type.String()),
  addenda: Type.Array(Addendum),
})
export type Note = Static<typeof Note>

export const SaveNote = closed({
  /** The version that this text was written over. */
  version: Type.Integer(),
  text: NoteText,
})
export type SaveNote = Static<typeof SaveNote>

export const SignNote = closed({ version: Type.Integer() })
export const NewAddendum = closed({
  idempotencyKey: IdempotencyKey,
  body: Type.String({ minLength: 1, maxLength: 20_000 }),
})
export type NewAddendum = Static<typeof NewAddendum>

export const Advice = Type.Object({
  consultationId: Uuid,
  patientName: Type.String(),
  complaint: Type.String(),
  assessment: Type.String(),
  plan: Type.String(),
  advice: Type.String(),
  followUp: Type.String(),
  signerName: Type.String(),
  signerInstitution: Type.String(),
  signedAt: InstantText,
  heldAt: InstantText,
  expertTimeZone: Type.String(),
  addenda: Type.Array(Addendum),
})
export type Advice = Static<typeof Advice>

export const PreviousVisit = Type.Object({
  consultationId: Uuid,
  heldAt: InstantText,
  expertName: Type.String(),
  specialty: nullable(Type.String()),
  note: Note,
})
export type PreviousVisit = Static<typeof PreviousVisit>

export type NoteErrorCode =
  | 'noteSigned'
  | 'noteNotSigned'
  | 'noteChangedElsewhere'
  | 'noteEmpty'
  | 'consultationNotStarted'
