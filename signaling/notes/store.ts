import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Specialty } from '../shapes.ts'
import { firstNoteVersion } from '../vocabulary.ts'
import type { NoteText, Signer } from './contract.ts'

export type NoteRow = Selectable<Database['note']>
export type AddendumRow = Selectable<Database['noteAddendum']>

/** What a note's rules ask of its visit. */
export interface Visit {
  readonly id: string
  readonly ticketId: string
  readonly patientId: string
  readonly accountId: string
  readonly expertId: string
  readonly complaint: string
  /** When the patient said so. */
  readonly toldAt: Temporal.Instant
  readonly startedAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
  readonly noteSigned: boolean
  /** Its doctor has retired or is disabled: with the visit their access ends. */
  readonly doctorLeft: boolean
}

export async function findVisit(db: Kysely<Database>, consultationId: string): Promise<Visit | undefined> {
  const row = await db
    .selectFrom('encounter')
    .innerJoin('ticket', 'ticket.id', 'encounter.ticketId')
    .innerJoin('patient', 'patient.id', 'encounter.patientId')
    .innerJoin('expert', 'expert.id', 'encounter.expertId')
    .innerJoin('account as doctor', 'doctor.id', 'expert.accountId')
    .leftJoin('note', 'note.consultationId', 'encounter.id')
    .select([
      'encounter.id',
      'encounter.ticketId',
      'encounter.patientId',
      'patient.accountId',
      'encounter.expertId',
      'ticket.complaint',
      'ticket.arrivedAt as toldAt',
      'encounter.startedAt',
      'encounter.endedAt',
      'note.signedAt',
      sql<boolean>`expert.retired_at is not null or doctor.disabled_at is not null`.as('doctorLeft'),
    ])
    .where('encounter.id', '=', consultationId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { signedAt, ...visit } = row
  return { ...visit, noteSigned: signedAt !== null }
}

export function findNote(db: Kysely<Database>, consultationId: string): Promise<NoteRow | undefined> {
  return db.selectFrom('note').selectAll().where('consultationId', '=', consultationId).executeTakeFirst()
}

export function lockNote(trx: Transaction<Database>, consultationId: string): Promise<NoteRow | undefined> {
  return trx.selectFrom('note').selectAll().where('consultationId', '=', consultationId).forUpdate().executeTakeFirst()
}

/** Begins a visit's note with the complaint, for who is about to write; where another was faster it is theirs. Locks it. */
export async function beginNote(
  trx: Transaction<Database>,
  { id, patientId, complaint }: Visit,
  { authorId, now }: { readonly authorId: string; readonly now: Temporal.Instant },
): Promise<NoteRow> {
  await trx
    .insertInto('note')
    .values({ consultationId: id, patientId, authorId, complaint, version: firstNoteVersion, savedAt: now })
    .onConflict((conflict) => conflict.constraint('note_consultation_key').doNothing())
    .execute()
  const note = await lockNote(trx, id)
  if (note === undefined) throw new Error('a note that was begun is gone')
  return note
}

export function saveText(
  trx: Transaction<Database>,
  { id, version }: Pick<NoteRow, 'id' | 'version'>,
  text: NoteText,
  now: Temporal.Instant,
): Promise<NoteRow> {
  return trx
    .updateTable('note')
    .set({
      complaint: text.complaint,
      subjective: text.subjective,
      objective: text.objective,
      assessment: text.assessment,
      plan: text.plan,
      advice: text.advice,
      followUp: text.followUp,
      version: version + 1,
      savedAt: now,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

interface Signature {
  readonly signedBy: string
  readonly signer: Signer
  readonly signedAt: Temporal.Instant
}

export function setSigned(
  trx: Transaction<Database>,
  id: string,
  { signedBy, signer, signedAt }: Signature,
): Promise<NoteRow> {
  return trx
    .updateTable('note')
    .set({
      signedBy,
      signedAt,
      signerName: signer.name,
      signerTitle: signer.title,
      signerInstitution: signer.institution,
      signerInstitutionLatin: signer.institutionLatin,
      signerLicenseNumber: signer.licenseNumber,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The doctor of a visit, as they would sign now. */
export async function getSigner(db: Kysely<Database>, consultationId: string): Promise<Signer> {
  const { nameHan, nameLatin, title, institution, institutionLatin, licenseNumber } = await db
    .selectFrom('encounter')
    .innerJoin('expert', 'expert.id', 'encounter.expertId')
    .select([
      'expert.nameHan',
      'expert.nameLatin',
      'expert.title',
      'expert.institution',
      'expert.institutionLatin',
      'expert.licenseNumber',
    ])
    .where('encounter.id', '=', consultationId)
    .executeTakeFirstOrThrow()
  return { name: `${nameHan} ${nameLatin}`, title, institution, institutionLatin, licenseNumber }
}

/** Leaves the addendum as it is where one of this key is there. Returns whether it was inserted. */
export async function insertAddendum(
  trx: Transaction<Database>,
  { noteId, idempotencyKey, body, signedBy, signerName, signedAt }: Omit<AddendumRow, 'id'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('noteAddendum')
    .values({ noteId, idempotencyKey, body, signedBy, signerName, signedAt })
    .onConflict((conflict) => conflict.constraint('note_addendum_idempotency').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** In the order in which they were signed. */
export function listAddenda(db: Kysely<Database>, noteIds: readonly string[]): Promise<AddendumRow[]> {
  if (noteIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('noteAddendum')
    .selectAll()
    .where('noteId', 'in', noteIds)
    .orderBy('signedAt')
    .orderBy('id')
    .execute()
}

export interface AdviceFacts {
  readonly patientName: string
  readonly patientBirthDate: string | null
  readonly expertTimeZone: string
  readonly patientTimeZone: string
  readonly heldAt: Temporal.Instant
}

export function getAdviceFacts(db: Kysely<Database>, consultationId: string): Promise<AdviceFacts> {
  return db
    .selectFrom('consultation')
    .innerJoin('patient', 'patient.id', 'consultation.patientId')
    .innerJoin('account', 'account.id', 'patient.accountId')
    .innerJoin('expert', 'expert.id', 'consultation.expertId')
    .select(({ fn }) => [
      'patient.name as patientName',
      'patient.birthDate as patientBirthDate',
      'expert.timeZone as expertTimeZone',
      'account.timeZone as patientTimeZone',
      fn.coalesce('consultation.startedAt', 'consultation.matchedAt').as('heldAt'),
    ])
    .where('consultation.id', '=', consultationId)
    .executeTakeFirstOrThrow()
}

export type PreviousRow = NoteRow & {
  readonly heldAt: Temporal.Instant
  readonly expertName: string
  readonly specialty: Specialty | null
}

/** Signed notes of the same patient's other visits, the latest first, 100 at most. */
export function listPrevious(db: Kysely<Database>, { id, patientId }: Visit): Promise<PreviousRow[]> {
  return db
    .selectFrom('note')
    .innerJoin('consultation', 'consultation.id', 'note.consultationId')
    .innerJoin('ticket', 'ticket.id', 'consultation.ticketId')
    .innerJoin('expert', 'expert.id', 'consultation.expertId')
    .selectAll('note')
    .select(({ fn, ref }) => [
      fn.coalesce('consultation.startedAt', 'consultation.matchedAt').as('heldAt'),
      sql<string>`${ref('expert.nameHan')} || ' ' || ${ref('expert.nameLatin')}`.as('expertName'),
      'ticket.specialty',
    ])
    .where('note.patientId', '=', patientId)
    .where('note.consultationId', '<>', id)
    .where('note.signedAt', 'is not', null)
    .orderBy('heldAt', 'desc')
    .limit(100)
    .execute()
}
