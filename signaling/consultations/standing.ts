import type { Kysely, Transaction } from 'kysely'
import { lockExpert, lockPatient } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import type { Viewer } from '../access.ts'
import { notFound } from '../errors.ts'
import {
  type ConsultationRow,
  findConsultation,
  findParticipant,
  findSeatOfAccount,
  hasLeft,
  lockConsultation,
  type ParticipantRow,
} from './store.ts'

/** A viewer's place in a consultation: their seat, if they have one, and the relations of the access table. */
export interface Standing {
  readonly seat: ParticipantRow | undefined
  readonly relations: readonly string[]
}

export async function findStanding(
  db: Kysely<Database>,
  viewer: Viewer,
  consultation: Pick<ConsultationRow, 'id' | 'expertId' | 'startedAt' | 'endedAt'>,
): Promise<Standing> {
  if (viewer.role === 'guest') {
    if (viewer.consultationId !== consultation.id) return { seat: undefined, relations: [] }
    const seat = viewer.seatId === undefined ? undefined : await findParticipant(db, viewer.seatId)
    return { seat, relations: ['self'] }
  }
  const seat = await findSeatOfAccount(db, consultation.id, viewer.accountId)
  if (seat?.kind === 'patient') return { seat, relations: ['owner'] }
  if (viewer.expertId === undefined) return { seat: undefined, relations: [] }
  if (viewer.expertId === consultation.expertId) {
    const relation = await relationOfDoctor(db, consultation)
    return relation === undefined ? { seat: undefined, relations: [] } : { seat, relations: [relation] }
  }
  if (seat === undefined || (await hasLeft(db, viewer.expertId))) return { seat: undefined, relations: [] }
  if (seat.status === 'admitted') return { seat, relations: ['admitted'] }
  if (seat.status === 'invited' || seat.status === 'asking') return { seat, relations: ['invited'] }
  return { seat, relations: [] }
}

/** A call that is over and was never answered has made nobody anybody's doctor; who has left the panel is one no more. */
export async function relationOfDoctor(
  db: Kysely<Database>,
  { expertId, startedAt, endedAt }: Pick<ConsultationRow, 'expertId' | 'startedAt' | 'endedAt'>,
): Promise<'treating' | 'called' | undefined> {
  if (endedAt === null) return 'treating'
  if (startedAt === null) return 'called'
  return (await hasLeft(db, expertId)) ? undefined : 'treating'
}

/** For what changes a visit's course: the expert, the patient and the row, held in the order that keeps from deadlock. */
export async function lockVisit(trx: Transaction<Database>, consultationId: string): Promise<ConsultationRow> {
  const found = await findConsultation(trx, consultationId)
  if (found === undefined) throw notFound()
  await lockExpert(trx, found.expertId)
  await lockPatient(trx, found.patientId)
  const locked = await lockConsultation(trx, consultationId)
  if (locked === undefined) throw notFound()
  return locked
}
