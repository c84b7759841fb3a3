import { type Static, Type } from 'typebox'
import { declareRoutes } from '../declaring.ts'
import { closed, DateText, IdempotencyKey, InstantText, nullable, oneOf, Specialty, Uuid } from '../shapes.ts'
import { genders } from '../vocabulary.ts'
import { longestName, longestNoteText } from '../text-limits.ts'

const Text = Type.String({ maxLength: longestNoteText })

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

/** Who signs, as one was at the signing; of a note that is not signed yet, as one is. */
export const Signer = Type.Object({
  /** Both names, as `陈建国 Chen Jianguo`. */
  name: Type.String(),
  title: Type.String(),
  institution: Type.String(),
  institutionLatin: Type.String(),
  licenseNumber: Type.String(),
})
export type Signer = Static<typeof Signer>

export const Note = Type.Object({
  consultationId: Uuid,
  version: Type.Integer(),
  text: NoteText,
  /** Of a note in which nobody has written: when the patient said what stands there. */
  savedAt: InstantText,
  signedAt: nullable(InstantText),
  signer: Signer,
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
  body: Type.String({ minLength: 1, maxLength: longestNoteText }),
})
export type NewAddendum = Static<typeof NewAddendum>

export const Advice = Type.Object({
  consultationId: Uuid,
  patientName: Type.String(),
  patientBirthDate: nullable(DateText),
  complaint: Type.String(),
  assessment: Type.String(),
  plan: Type.String(),
  advice: Type.String(),
  followUp: Type.String(),
  signer: Signer,
  signedAt: InstantText,
  heldAt: InstantText,
  expertTimeZone: Type.String(),
  /** Left out by a process of the version before, which answers beside this one while an upgrade rolls. */
  patientTimeZone: Type.Optional(Type.String()),
  addenda: Type.Array(Addendum),
})
export type Advice = Static<typeof Advice>

export const PreviousVisit = Type.Object({
  consultationId: Uuid,
  heldAt: InstantText,
  expertName: Type.String(),
  specialty: nullable(Specialty),
  note: Note,
})
export type PreviousVisit = Static<typeof PreviousVisit>

export const NotePreview = Type.Object({
  version: Type.Integer(),
  advice: Type.Interface([Type.Omit(Advice, ['signedAt'])], { signedAt: nullable(InstantText) }),
})
export type NotePreview = Static<typeof NotePreview>

export const MyPatientsQuery = closed({
  /** Part of a patient's name. */
  name: Type.Optional(Type.String({ minLength: 1, maxLength: longestName })),
  /** The next page: `next` of the page before. */
  before: Type.Optional(InstantText),
  beforeId: Type.Optional(Uuid),
})
export type MyPatientsQuery = Static<typeof MyPatientsQuery>

export const MyPatients = Type.Object({
  patients: Type.Array(
    Type.Object({
      id: Uuid,
      name: Type.String(),
      birthDate: nullable(DateText),
      gender: oneOf(genders),
      timeZone: Type.String(),
      /** Those that one has held oneself, the latest first; 20 at most. */
      visits: Type.Array(
        Type.Object({
          consultationId: Uuid,
          heldAt: InstantText,
          specialty: nullable(Specialty),
          complaint: Type.String(),
          noteSigned: Type.Boolean(),
        }),
      ),
    }),
  ),
  /** Where the next page begins; null on the last. */
  next: nullable(Type.Object({ before: InstantText, beforeId: Uuid })),
})
export type MyPatients = Static<typeof MyPatients>

export const notesApi = declareRoutes({
  /** What the patient said, until it is saved first: reading writes nothing. */
  'GET /api/consultations/:id/note': { summary: 'The note of a visit I hold', answer: { 200: Note } },
  /** Where it was saved elsewhere since, the refusal tells the newer one's version. */
  'PUT /api/consultations/:id/note': {
    summary: 'Save the note',
    body: SaveNote,
    answer: { 200: Note },
    refuses: { 409: ['noteChangedElsewhere', 'consultationNotStarted'] },
  },
  'GET /api/consultations/:id/note/preview': {
    summary: 'What the patient will read once I sign',
    answer: { 200: NotePreview },
    refuses: { 409: ['noteEmpty'] },
  },
  'POST /api/consultations/:id/note/sign': {
    summary: 'Sign the note for good',
    body: SignNote,
    answer: { 200: Note },
    refuses: { 409: ['noteChangedElsewhere', 'noteEmpty', 'consultationNotStarted'] },
  },
  'POST /api/consultations/:id/note/addenda': {
    summary: 'Add to a signed note',
    body: NewAddendum,
    answer: { 201: Note },
  },
  'GET /api/consultations/:id/advice': { summary: 'What the doctor advises', answer: { 200: Advice } },
  'GET /api/my-patients': {
    summary: 'The patients whose visits I have held',
    query: MyPatientsQuery,
    answer: { 200: MyPatients },
  },
  'GET /api/consultations/:id/previous': {
    summary: 'Earlier visits of the patient I am treating',
    answer: { 200: Type.Array(PreviousVisit) },
  },
})

/** What can be watched here, and what its snapshot carries. */
export interface NoteTopics {
  [ofConsultation: `note:${string}`]: Note
  /** Null until it is signed. */
  [ofConsultation: `advice:${string}`]: Advice | null
}

export type NoteErrorCode = 'noteSigned' | 'noteNotSigned' | 'noteChangedElsewhere' | 'noteEmpty'
