import { type Insertable, type Kysely, type Selectable, sql, type Transaction, type Updateable } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { hasLeftPanel } from './store.ts'

export type ParticipantRow = Selectable<Database['participant']>

export type NewSeat = Pick<
  Insertable<Database['participant']>,
  | 'consultationId'
  | 'idempotencyKey'
  | 'kind'
  | 'accountId'
  | 'name'
  | 'status'
  | 'invitedBy'
  | 'createdAt'
  | 'invitationId'
  | 'browserHash'
>

export function insertParticipant(trx: Transaction<Database>, row: NewSeat): Promise<ParticipantRow> {
  const { consultationId, idempotencyKey, kind, accountId, name, status, invitedBy, createdAt } = row
  const { invitationId, browserHash } = row
  return trx
    .insertInto('participant')
    .values({
      consultationId,
      idempotencyKey,
      kind,
      accountId,
      name,
      status,
      invitedBy,
      createdAt,
      invitationId,
      browserHash,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function findParticipant(db: Kysely<Database>, id: string): Promise<ParticipantRow | undefined> {
  return db.selectFrom('participant').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The seat of whoever holds a visit; undefined of a call, which has none yet. */
export function findDoctorSeat(db: Kysely<Database>, consultationId: string): Promise<ParticipantRow | undefined> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where('consultationId', '=', consultationId)
    .where('kind', '=', 'doctor')
    .executeTakeFirst()
}

/** The seat of an account in a consultation; one account has one seat at most. */
export function findSeatOfAccount(
  db: Kysely<Database>,
  consultationId: string,
  accountId: string,
): Promise<ParticipantRow | undefined> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where('consultationId', '=', consultationId)
    .where('accountId', '=', accountId)
    .executeTakeFirst()
}

/** Visits of colleagues under way in which an expert's account has a seat, in a fixed order. */
export async function findOpenVisitsOfGuest(db: Kysely<Database>, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('participant')
    .innerJoin('consultation', 'consultation.id', 'participant.consultationId')
    .select('consultation.id')
    .where('participant.accountId', '=', accountId)
    .where('participant.kind', '=', 'expert')
    .where('participant.status', 'not in', ['refused', 'removed'])
    .where('consultation.endedAt', 'is', null)
    .orderBy('consultation.id')
    .execute()
  return rows.map(({ id }) => id)
}

export function findSeatByKey(
  db: Kysely<Database>,
  consultationId: string,
  idempotencyKey: string,
): Promise<ParticipantRow | undefined> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where('consultationId', '=', consultationId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst()
}

/** Seats taken or kept. Who only knocks with a link that somebody else has used takes none before being let in. */
export async function countSeats(db: Kysely<Database>, consultationId: string): Promise<number> {
  const { taken } = await db
    .selectFrom('participant')
    .select(({ fn }) => fn.countAll<number>().as('taken'))
    .where('consultationId', '=', consultationId)
    .where('status', 'not in', ['refused', 'removed'])
    .where(({ eb, or }) => or([eb('invitationId', 'is', null), eb('status', '=', 'admitted')]))
    .executeTakeFirstOrThrow()
  return taken
}

export type SeatUpdate = Pick<
  Updateable<Database['participant']>,
  'name' | 'status' | 'invitedBy' | 'idempotencyKey' | 'admittedAt' | 'admittedBy' | 'removedAt' | 'browserHash'
>

export function changeSeat(
  trx: Transaction<Database>,
  participantId: string,
  change: SeatUpdate,
): Promise<ParticipantRow> {
  const { name, status, invitedBy, idempotencyKey, admittedAt, admittedBy, removedAt, browserHash } = change
  return trx
    .updateTable('participant')
    .set({ name, status, invitedBy, idempotencyKey, admittedAt, admittedBy, removedAt, browserHash })
    .where('id', '=', participantId)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export interface PanelAccount {
  readonly accountId: string
  readonly name: string
}

/** An expert who can be invited; undefined for one who has left the panel or never was on it. */
export function findPanelAccount(db: Kysely<Database>, expertId: string): Promise<PanelAccount | undefined> {
  return db
    .selectFrom('expert')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .select(['expert.accountId', sql<string>`name_han || ' ' || name_latin`.as('name')])
    .where('expert.id', '=', expertId)
    .where(({ not }) => not(hasLeftPanel))
    .executeTakeFirst()
}
