import { type Kysely, type Selectable, sql, type Transaction, type Updateable } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { inHandTicketStatuses } from '../vocabulary.ts'
import { becameVisit } from '../waiting-room/in-vain-store.ts'
import { lockCall } from './call-store.ts'
import type { EndReason } from './rules.ts'

/** A call, or the visit that it has become. */
export type EncounterRow = Selectable<Database['encounter']>
export type ConsultationRow = Selectable<Database['consultation']>

export function findEncounter(db: Kysely<Database>, id: string): Promise<EncounterRow | undefined> {
  return db.selectFrom('encounter').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findConsultation(db: Kysely<Database>, id: string): Promise<ConsultationRow | undefined> {
  return db.selectFrom('consultation').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * Whoever changes its status, room or participants holds the row of a call or a visit. The call is looked for first: answered
 * meanwhile, it is there as a visit for the second statement.
 */
export async function lockEncounter(trx: Transaction<Database>, id: string): Promise<EncounterRow | undefined> {
  if ((await lockCall(trx, id)) === undefined) {
    await trx.selectFrom('consultation').select('id').where('id', '=', id).forUpdate().execute()
  }
  return await findEncounter(trx, id)
}

/** How a visit ended. */
export interface Ending {
  readonly status: 'finished' | 'brokenOff'
  readonly endReason: EndReason
  readonly endedBy: string | null
  readonly endedAt: Temporal.Instant
  /** Left out where nobody has left. */
  readonly leftAtOnce?: boolean
}

/** Ends a visit; from then on nobody looks who is in its room. */
export async function endVisit(
  trx: Transaction<Database>,
  id: string,
  { status, endReason, endedBy, endedAt, leftAtOnce = false }: Ending,
): Promise<void> {
  await trx
    .updateTable('consultation')
    .set({ status, endReason, endedBy, endedAt, leftAtOnce })
    .where('id', '=', id)
    .execute()
  await trx.deleteFrom('presence').where('consultationId', '=', id).execute()
}

export interface Audience {
  readonly expertId: string
  readonly isOver: boolean
  /** The doctor's account, where it was to be signed out once this visit is over, and it is. */
  readonly leaverId: string | undefined
  readonly invitedExpertIds: string[]
  readonly guestIds: string[]
}

/** Of an expert joined with their account: retired, or not to sign in any more. */
export const hasLeftPanel = sql<boolean>`(expert.retired_at is not null or account.disabled_at is not null)`

/** Whether an expert has retired or is disabled: with the visit under way their access ends. */
export async function hasLeft(db: Kysely<Database>, expertId: string): Promise<boolean> {
  const row = await db
    .selectFrom('expert')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .select(hasLeftPanel.as('left'))
    .where('expert.id', '=', expertId)
    .executeTakeFirst()
  return row?.left === true
}

/** Whose screens show a consultation beside those that watch it by its id. */
export async function findAudience(db: Kysely<Database>, consultationId: string): Promise<Audience> {
  const { expertId, accountId, endedAt, left } = await db
    .selectFrom('encounter')
    .innerJoin('expert', 'expert.id', 'encounter.expertId')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .select(['encounter.expertId', 'expert.accountId', 'encounter.endedAt', hasLeftPanel.as('left')])
    .where('encounter.id', '=', consultationId)
    .executeTakeFirstOrThrow()
  const others = await db
    .selectFrom('participant')
    .leftJoin('expert', 'expert.accountId', 'participant.accountId')
    .select(['participant.id', 'participant.kind', 'expert.id as expertId'])
    .where('consultationId', '=', consultationId)
    .where('kind', 'in', ['expert', 'interpreter', 'relative'])
    .execute()
  return {
    expertId,
    isOver: endedAt !== null,
    leaverId: endedAt !== null && left ? accountId : undefined,
    invitedExpertIds: others.flatMap(({ kind, expertId: id }) => (kind === 'expert' && id !== null ? [id] : [])),
    guestIds: others.flatMap(({ kind, id }) => (kind === 'expert' ? [] : [id])),
  }
}

/** The calls and visits of an account's patients that are under way; their ids. */
export async function findOpenVisitsOfAccount(db: Kysely<Database>, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('encounter')
    .innerJoin('ticket', 'ticket.id', 'encounter.ticketId')
    .select('encounter.id')
    .where('ticket.accountId', '=', accountId)
    .where('ticket.status', 'in', inHandTicketStatuses)
    .where('encounter.endedAt', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

export async function setRoom(
  trx: Transaction<Database>,
  id: string,
  change: Pick<Updateable<Database['consultation']>, 'roomName' | 'roomEpoch'>,
): Promise<void> {
  const { roomName, roomEpoch } = change
  await trx.updateTable('consultation').set({ roomName, roomEpoch }).where('id', '=', id).execute()
}

/** Whether the doctor is to sign a visit that has ended. */
export async function isToSign(db: Kysely<Database>, consultationId: string): Promise<boolean> {
  const visit = await db
    .selectFrom('consultation')
    .leftJoin('note', 'note.consultationId', 'consultation.id')
    .select('consultation.id')
    .where('consultation.id', '=', consultationId)
    .where('note.signedAt', 'is', null)
    .where(becameVisit)
    .executeTakeFirst()
  return visit !== undefined
}
