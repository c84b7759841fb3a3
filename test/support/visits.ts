import { randomUUID } from 'node:crypto'
import type { AccountViewer } from '../../signaling/access.ts'
import { announceConsultation } from '../../signaling/consultations/announcing.ts'
import { answerCall, lockCall } from '../../signaling/consultations/call-store.ts'
import { callPatient } from '../../signaling/consultations/calling.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { transact } from '../../signaling/live/transact.ts'
import type { Note, NoteText } from '../../signaling/notes/contract.ts'
import { readNote, saveNote, signNote } from '../../signaling/notes/service.ts'
import type { NewTicket, Ticket } from '../../signaling/waiting-room/contract.ts'
import { seatInConsultation } from '../../signaling/waiting-room/place-changes.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { lockOpenEncounter } from '../../signaling/waiting-room/ticket-store.ts'
import { addCompatriot, addDoctorOnDuty, addPatient, type Doctor } from './people.ts'

export function newTicket(patientId: string, over: Partial<NewTicket> = {}): NewTicket {
  return {
    idempotencyKey: randomUUID(),
    patientId,
    complaint: '发烧两天，咳嗽',
    redFlags: [],
    specialty: 'generalPractice',
    languages: ['cmn'],
    interpreterWanted: false,
    country: 'IT',
    toBeSupplied: [],
    ...over,
  }
}

/** Somebody who waits. */
export interface Waiting {
  readonly owner: AccountViewer
  readonly patientId: string
  readonly ticket: Ticket
}

/** A place in the waiting room: of a new account with a new patient, unless given. */
export async function addTicket(
  hospital: Dependencies,
  over: Partial<NewTicket> = {},
  through: Dependencies = hospital,
): Promise<Waiting> {
  const owner = await addCompatriot(hospital)
  const patientId = over.patientId ?? (await addPatient(hospital, owner))
  const ticket = await enterWaitingRoom(through, owner, newTicket(patientId, over))
  return { owner, patientId, ticket }
}

export interface Visit {
  readonly id: string
  readonly ticketId: string
  readonly patientId: string
  readonly owner: AccountViewer
  readonly doctor: Doctor
}

export interface Between {
  readonly owner?: AccountViewer
  readonly patientId?: string
  readonly doctor?: Doctor
}

/**
 * A patient who is being called by a doctor, both new unless given. A new doctor speaks no language: nobody else is
 * matched with them.
 */
export async function addCall(hospital: Dependencies, between: Between = {}): Promise<Visit> {
  const owner = between.owner ?? (await addCompatriot(hospital))
  const doctor = between.doctor ?? (await addDoctorOnDuty(hospital, { languages: [] }))
  const patientId = between.patientId ?? (await addPatient(hospital, owner))
  const now = hospital.clock.now()
  const { id: ticketId } = await hospital.db
    .insertInto('ticket')
    .values({
      patientId,
      accountId: owner.accountId,
      idempotencyKey: randomUUID(),
      complaint: '发烧两天，咳嗽',
      specialty: 'generalPractice',
      languages: ['cmn'],
      country: 'IT',
      urgency: 'routine',
      status: 'called',
      arrivedAt: now.subtract({ minutes: 12 }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const id = await transact(hospital, (trx, announce) =>
    callPatient(trx, announce, {
      ticketId,
      patientId,
      expertId: doctor.expertId,
      reasons: [{ code: 'specialty', specialty: 'generalPractice' }],
      matchedBy: null,
      now,
      callUntil: now.add({ seconds: 90 }),
    }),
  )
  return { id, ticketId, patientId, owner, doctor }
}

/** The patient of a ticket answers its call, without the video. */
export async function answerCallOf(hospital: Dependencies, ticketId: string): Promise<void> {
  const now = hospital.clock.now()
  await transact(hospital, async (trx, announce) => {
    const call = await lockOpenEncounter(trx, ticketId)
    if (call === undefined || (await lockCall(trx, call.id)) === undefined) throw new Error('nobody calls this ticket')
    await answerCall(trx, call.id, now)
    await seatInConsultation(trx, announce, ticketId)
    await announceConsultation(trx, announce, call.id)
  })
}

/** A visit under way: its patient has answered, without the video; its doctor has not come yet. */
export async function addVisit(hospital: Dependencies, between: Between = {}): Promise<Visit> {
  const visit = await addCall(hospital, between)
  await answerCallOf(hospital, visit.ticketId)
  return visit
}

/** The note of a visit that was answered, signed by its doctor. */
export async function addSignedNote(
  hospital: Dependencies,
  { id, doctor }: Visit,
  text: Partial<NoteText> = { assessment: '上呼吸道感染', advice: '多喝水，休息三天' },
): Promise<Note> {
  const unsigned = await readNote(hospital, doctor, id)
  const { version } = await saveNote(hospital, doctor, id, {
    version: unsigned.version,
    text: { ...unsigned.text, ...text },
  })
  return await signNote(hospital, doctor, id, version)
}
