import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'

export type ConsultationRow = Selectable<Database['consultation']>
export type ParticipantRow = Selectable<Database['participant']>

export async function insertConsultation(
  trx: Transaction<Database>,
  row: Insertable<Database['consultation']>,
): Promise<string> {
  const { id } = await trx.insertInto('consultation').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}

export function insertParticipant(
  trx: Transaction<Database>,
  row: Insertable<Database['participant']>,
): Promise<ParticipantRow> {
  return trx.insertInto('participant').values(row).returningAll().executeTakeFirstOrThrow()
}

export function findConsultation(db: Kysely<Database>, id: string): Promise<ConsultationRow | undefined> {
  return db.selectFrom('consultation').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Whoever changes a consultation's status, room or participants holds its row. */
export function lockConsultation(trx: Transaction<Database>, id: string): Promise<ConsultationRow | undefined> {
  return trx.selectFrom('consultation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function endConsultationRow(
  trx: Transaction<Database>,
  id: string,
  end: { status: 'finished' | 'notHeld'; endReason: string; endedBy: string | null; endedAt: Temporal.Instant },
): Promise<void> {
  await trx.updateTable('consultation').set(end).where('id', '=', id).execute()
}

export interface Audience {
  readonly expertId: string
  readonly invitedExpertIds: string[]
  readonly guestIds: string[]
}

/** Whose screens show a consultation beside those that watch it by its id. */
export async function findAudience(db: Kysely<Database>, consultationId: string): Promise<Audience> {
  const { expertId } = await db
    .selectFrom('consultation')
    .select('expertId')
    .where('id', '=', consultationId)
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
    invitedExpertIds: others.flatMap(({ kind, expertId: id }) => (kind === 'expert' && id !== null ? [id] : [])),
    guestIds: others.flatMap(({ kind, id }) => (kind === 'expert' ? [] : [id])),
  }
}

export function findParticipant(db: Kysely<Database>, id: string): Promise<ParticipantRow | undefined> {
  return db.selectFrom('participant').selectAll().where('id', '=', id).executeTakeFirst()
}
