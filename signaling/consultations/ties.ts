import type { Kysely, Transaction } from 'kysely'
import { lockExpert, lockPatient } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import type { Viewer } from '../access.ts'
import { notFound } from '../errors.ts'
import { listCallSeats } from './call-store.ts'
import { findParticipant, findSeatOfAccount, type ParticipantRow } from './seat-store.ts'
import { type EncounterRow, findEncounter, hasLeft, lockEncounter } from './store.ts'

/** A seat that somebody has, or will have once the call is answered. */
export type HeldSeat = Pick<ParticipantRow, 'id' | 'kind' | 'accountId' | 'name' | 'status'>

/** What ties a viewer to a consultation: their seat, if they have one, and the relations of the access table. */
export interface Ties {
  readonly seat: HeldSeat | undefined
  readonly relations: readonly string[]
}

export async function findTies(
  db: Kysely<Database>,
  viewer: Viewer,
  encounter: Pick<EncounterRow, 'id' | 'status' | 'expertId' | 'startedAt' | 'endedAt'>,
): Promise<Ties> {
  if (viewer.role === 'guest') {
    if (viewer.consultationId !== encounter.id) return { seat: undefined, relations: [] }
    const seat = viewer.seatId === undefined ? undefined : await findParticipant(db, viewer.seatId)
    return { seat, relations: ['self'] }
  }
  const seat = await findSeat(db, viewer.accountId, encounter)
  if (seat?.kind === 'patient') return { seat, relations: ['owner'] }
  if (viewer.expertId === undefined) return { seat: undefined, relations: [] }
  if (viewer.expertId === encounter.expertId) {
    const relation = await relationOfDoctor(db, encounter)
    return relation === undefined ? { seat: undefined, relations: [] } : { seat, relations: [relation] }
  }
  if (seat === undefined || (await hasLeft(db, viewer.expertId))) return { seat: undefined, relations: [] }
  if (seat.status === 'admitted') return { seat, relations: ['admitted'] }
  if (seat.status === 'invited' || seat.status === 'asking') return { seat, relations: ['invited'] }
  return { seat, relations: [] }
}

async function findSeat(
  db: Kysely<Database>,
  accountId: string,
  encounter: Pick<EncounterRow, 'id' | 'status'>,
): Promise<HeldSeat | undefined> {
  const seats = await listCallSeats(db, encounter)
  return seats.length === 0
    ? await findSeatOfAccount(db, encounter.id, accountId)
    : seats.find((seat) => seat.accountId === accountId)
}

/** A call that is over and was never answered has made nobody anybody's doctor; who has left the panel is one no more. */
export async function relationOfDoctor(
  db: Kysely<Database>,
  { expertId, startedAt, endedAt }: Pick<EncounterRow, 'expertId' | 'startedAt' | 'endedAt'>,
): Promise<'treating' | 'called' | undefined> {
  if (endedAt === null) return 'treating'
  if (startedAt === null) return 'called'
  return (await hasLeft(db, expertId)) ? undefined : 'treating'
}

/** For what changes the course of a call or a visit: the expert, the patient and the row, held in the order that keeps from deadlock. */
export async function lockWithPeople(trx: Transaction<Database>, consultationId: string): Promise<EncounterRow> {
  const found = await findEncounter(trx, consultationId)
  if (found === undefined) throw notFound()
  await lockExpert(trx, found.expertId)
  await lockPatient(trx, found.patientId)
  const locked = await lockEncounter(trx, consultationId)
  if (locked === undefined) throw notFound()
  return locked
}
