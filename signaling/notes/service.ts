import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import { announceConsultation } from '../consultations/announcing.ts'
import { doctorWrites } from '../consultations/presence.ts'
import type { Dependencies } from '../dependencies.ts'
import { conflict, notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { firstNoteVersion } from '../vocabulary.ts'
import { noteAccess } from './access.ts'
import type { Advice, NewAddendum, Note, NotePreview, PreviousVisit, SaveNote, Signer } from './contract.ts'
import { signatureNews } from './reactions.ts'
import { decideSave, decideSign, isAttending, isTreated } from './rules.ts'
import {
  type AddendumRow,
  beginNote,
  findNote,
  findVisit,
  getAdviceFacts,
  getSigner,
  insertAddendum,
  listAddenda,
  listPrevious,
  lockNote,
  type NoteRow,
  saveText,
  setSigned,
  type Visit,
} from './store.ts'

/**
 * Owns: `note` and `note_addendum`.
 * Reads: `encounter`, `consultation`, `ticket`, `patient`, `account`, `expert`.
 * Raises: `signatureNews`; announces `note:CONSULTATION_ID`, `advice:CONSULTATION_ID`, and with a signature `consultation:ID`,
 * `currentConsultation:EXPERT_ID`.
 * Reacts to: `visitNews`.
 */

/** The treating doctor's note of a visit, from the call on; until it is saved first it is what the patient said. */
export async function readNote(
  { db, clock }: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<Note> {
  const visit = await findVisit(db, consultationId)
  if (visit === undefined) throw notFound()
  authorize(noteAccess.read, viewer, relationsTo(visit, viewer, clock.now()))
  const note = await findNote(db, consultationId)
  return note === undefined ? await unwrittenNote(db, visit) : await describeNote(db, note)
}

/**
 * Writes a text over the version it was written over, and over no newer one.
 * @throws noteSigned, consultationNotStarted, noteChangedElsewhere with the newer `version` (409)
 */
export async function saveNote(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
  { version, text }: SaveNote,
): Promise<Note> {
  const now = dependencies.clock.now()
  const saved = await transact(dependencies, async (trx, announce) => {
    const visit = await findVisit(trx, consultationId)
    if (visit === undefined) throw notFound()
    authorize(noteAccess.save, viewer, relationsTo(visit, viewer, now))
    // What is typed before stays in the doctor's browser, and comes with the answer.
    if (visit.startedAt === null) throw conflict('consultationNotStarted')
    const note =
      (await lockNote(trx, consultationId)) ?? (await beginNote(trx, visit, { authorId: viewer.accountId, now }))
    const decision = decideSave(
      { version: note.version, text: textOf(note), signed: note.signedAt !== null },
      { version, text },
    )
    if (decision === 'unchanged') return note
    if (decision !== 'save') throw conflict(decision, { version: note.version })
    announce(`note:${consultationId}`)
    if (note.version === firstNoteVersion && visit.endedAt !== null) await announceBelated(trx, announce, visit)
    await doctorWrites(trx, consultationId, now)
    return await saveText(trx, note, text, now)
  })
  return await describeNote(dependencies.db, saved)
}

/**
 * Signs the text of `version` with the doctor's names, title, institution and licence as they are: from then on the database refuses every change of it.
 * @throws noteChangedElsewhere, noteEmpty, noteSigned, consultationNotStarted (409)
 */
export async function signNote(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
  version: number,
): Promise<Note> {
  const now = dependencies.clock.now()
  const signed = await transact(dependencies, async (trx, announce) => {
    const visit = await findVisit(trx, consultationId)
    if (visit === undefined) throw notFound()
    authorize(noteAccess.sign, viewer, relationsTo(visit, viewer, now))
    const note = await lockNote(trx, consultationId)
    if (note === undefined) throw conflict(visit.startedAt === null ? 'consultationNotStarted' : 'noteEmpty')
    const stored = {
      version: note.version,
      text: textOf(note),
      signed: note.signedAt !== null,
      startedAt: visit.startedAt,
    }
    const decision = decideSign(stored, version)
    if (decision === 'unchanged') return note
    if (decision !== 'sign') throw conflict(decision, { version: note.version })
    announceSigned(announce, visit)
    return await setSigned(trx, note.id, {
      signedBy: viewer.accountId,
      signer: await getSigner(trx, consultationId),
      signedAt: now,
    })
  })
  return await describeNote(dependencies.db, signed)
}

/**
 * Something is written about a visit that is over: left at once, it becomes one that is to be signed, and its patient is told to wait for
 * the advice.
 */
async function announceBelated(trx: Transaction<Database>, announce: Announce, { id, ticketId }: Visit): Promise<void> {
  await announceConsultation(trx, announce, id)
  announce(`ticket:${ticketId}`)
}

function announceSigned(announce: Announce, { id, expertId }: Visit): void {
  announce(`note:${id}`, `advice:${id}`, `consultation:${id}`, `currentConsultation:${expertId}`)
  announce(...signatureNews.topicsOf({ consultationId: id }))
}

/**
 * Adds to a signed note, signed and timed itself; any number of times, also years later. The same key answers the same one.
 * @throws noteNotSigned (409)
 */
export async function addAddendum(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
  { idempotencyKey, body }: NewAddendum,
): Promise<Note> {
  const now = dependencies.clock.now()
  const note = await transact(dependencies, async (trx, announce) => {
    const visit = await findVisit(trx, consultationId)
    if (visit === undefined) throw notFound()
    const status = visit.noteSigned ? 'signed' : 'unsigned'
    authorize(noteAccess.amend, viewer, relationsTo(visit, viewer, now), status)
    const found = await findNote(trx, consultationId)
    if (found === undefined) throw conflict('noteNotSigned')
    const { name: signerName } = await getSigner(trx, consultationId)
    const signature = { signedBy: viewer.accountId, signerName, signedAt: now }
    if (await insertAddendum(trx, { noteId: found.id, idempotencyKey, body, ...signature })) {
      announce(`note:${consultationId}`, `advice:${consultationId}`)
    }
    return found
  })
  return await describeNote(dependencies.db, note)
}

/**
 * What the patient takes home.
 * @throws noteNotSigned (409): not yet
 */
export async function readAdvice(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<Advice> {
  const advice = await watchAdvice(dependencies, viewer, consultationId)
  if (advice === null) throw conflict('noteNotSigned')
  return advice
}

/** The same, and null as long as it is not signed. */
export async function watchAdvice(
  { db, clock }: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<Advice | null> {
  const visit = await findVisit(db, consultationId)
  if (visit === undefined) throw notFound()
  authorize(noteAccess.watchAdvice, viewer, relationsTo(visit, viewer, clock.now()))
  const row = await findNote(db, consultationId)
  if (row === undefined || row.signedAt === null) return null
  return { ...(await adviceOf(db, row)), signedAt: row.signedAt.toString() }
}

/** The patient's page as signing the stored version would make it, for the doctor who is about to. */
export async function previewAdvice(
  { db, clock }: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<NotePreview> {
  const visit = await findVisit(db, consultationId)
  if (visit === undefined) throw notFound()
  authorize(noteAccess.read, viewer, relationsTo(visit, viewer, clock.now()))
  const row = await findNote(db, consultationId)
  if (row === undefined) throw conflict('noteEmpty')
  return { version: row.version, advice: await adviceOf(db, row) }
}

async function adviceOf(db: Dependencies['db'], row: NoteRow): Promise<NotePreview['advice']> {
  const { consultationId, text, signedAt, signer, addenda } = await describeNote(db, row)
  const facts = await getAdviceFacts(db, consultationId)
  const { patientName, patientBirthDate, expertTimeZone, patientTimeZone, heldAt } = facts
  return {
    consultationId,
    // Once it is signed, as the patient was at the signing, whatever the account calls them since.
    patientName: row.patientName ?? patientName,
    patientBirthDate: row.signedAt === null ? patientBirthDate : row.patientBirthDate,
    complaint: text.complaint,
    assessment: text.assessment,
    plan: text.plan,
    advice: text.advice,
    followUp: text.followUp,
    signer,
    signedAt,
    heldAt: heldAt.toString(),
    expertTimeZone,
    patientTimeZone,
    addenda,
  }
}

/** Signed notes of the patient's other visits, for the doctor who is treating them at this moment and for nobody else. */
export async function readPreviousVisits(
  { db, clock }: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<PreviousVisit[]> {
  const visit = await findVisit(db, consultationId)
  if (visit === undefined) throw notFound()
  authorize(noteAccess.readPrevious, viewer, relationsTo(visit, viewer, clock.now()))
  const rows = await listPrevious(db, visit)
  const addenda = await listAddenda(
    db,
    rows.map(({ id }) => id),
  )
  return rows.flatMap((row) => {
    const signer = signerOf(row)
    if (signer === undefined) return []
    return {
      consultationId: row.consultationId,
      heldAt: row.heldAt.toString(),
      expertName: row.expertName,
      specialty: row.specialty,
      note: noteOf(
        row,
        signer,
        addenda.filter(({ noteId }) => noteId === row.id),
      ),
    }
  })
}

function relationsTo(visit: Visit, viewer: AccountViewer, now: Temporal.Instant): readonly string[] {
  if (viewer.accountId === visit.accountId) return ['owner']
  if (viewer.expertId !== visit.expertId || !isTreated(visit)) return []
  return isAttending(visit, now) ? ['treating', 'attending'] : ['treating']
}

async function describeNote(db: Dependencies['db'], row: NoteRow): Promise<Note> {
  return noteOf(row, signerOf(row) ?? (await getSigner(db, row.consultationId)), await listAddenda(db, [row.id]))
}

/** What a doctor reads who has saved nothing yet; over it the first text is saved. */
async function unwrittenNote(db: Dependencies['db'], { id, complaint, toldAt }: Visit): Promise<Note> {
  return {
    consultationId: id,
    version: firstNoteVersion,
    text: { complaint, subjective: '', objective: '', assessment: '', plan: '', advice: '', followUp: '' },
    savedAt: toldAt.toString(),
    signedAt: null,
    signer: await getSigner(db, id),
    addenda: [],
  }
}

/** As it was at the signing; undefined while the note is not signed. */
function signerOf(row: NoteRow): Signer | undefined {
  const { signerName: name, signerTitle: title, signerInstitution: institution } = row
  const { signerInstitutionLatin: institutionLatin, signerLicenseNumber: licenseNumber } = row
  const complete = name !== null && title !== null && institution !== null
  if (!complete || institutionLatin === null || licenseNumber === null) return undefined
  return { name, title, institution, institutionLatin, licenseNumber }
}

function noteOf(row: NoteRow, signer: Signer, addenda: readonly AddendumRow[]): Note {
  return {
    consultationId: row.consultationId,
    version: row.version,
    text: textOf(row),
    savedAt: row.savedAt.toString(),
    signedAt: row.signedAt?.toString() ?? null,
    signer,
    addenda: addenda.map(({ id, body, signerName, signedAt }) => ({
      id,
      body,
      signerName,
      signedAt: signedAt.toString(),
    })),
  }
}

function textOf(row: NoteRow): Note['text'] {
  const { complaint, subjective, objective, assessment, plan, advice, followUp } = row
  return { complaint, subjective, objective, assessment, plan, advice, followUp }
}
