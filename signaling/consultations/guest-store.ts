import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { ParticipantRow } from './seat-store.ts'

/** The seat whose link this seat's guest came by: itself for the first who knocked. */
const linkOf = sql<string>`coalesce(participant.invitation_id, participant.id)`

/** The seat of a browser that has knocked with this link. */
export function findSeatOfBrowser(
  db: Kysely<Database>,
  { invitationId, browserHash }: { readonly invitationId: string; readonly browserHash: Buffer },
): Promise<ParticipantRow | undefined> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where(linkOf, '=', invitationId)
    .where('browserHash', '=', browserHash)
    .executeTakeFirst()
}

/** The seat of a browser in this visit, with whichever link it has knocked; of several the latest. */
export function findSeatInVisit(
  db: Kysely<Database>,
  { consultationId, browserHash }: { readonly consultationId: string; readonly browserHash: Buffer },
): Promise<ParticipantRow | undefined> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where('consultationId', '=', consultationId)
    .where('browserHash', '=', browserHash)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** Every seat that has been knocked for with this link. */
export function listKnocks(db: Kysely<Database>, invitationId: string): Promise<ParticipantRow[]> {
  return db
    .selectFrom('participant')
    .selectAll()
    .where(linkOf, '=', invitationId)
    .where('browserHash', 'is not', null)
    .execute()
}

/** The names of those who take part in a visit, or want to. */
export async function listNames(db: Kysely<Database>, consultationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('participant')
    .select('name')
    .where('consultationId', '=', consultationId)
    .where('status', 'not in', ['refused', 'removed'])
    .execute()
  return rows.map(({ name }) => name)
}

/** Nobody else can knock with the link of this seat; who has a seat already keeps it. */
export async function setLinkClosed(
  trx: Transaction<Database>,
  invitationId: string,
  now: Temporal.Instant,
): Promise<void> {
  await trx
    .updateTable('participant')
    .set({ linkClosedAt: now })
    .where('id', '=', invitationId)
    .where('kind', 'in', ['interpreter', 'relative'])
    .where('linkClosedAt', 'is', null)
    .execute()
}

/** Turns away everybody whom this link has not let in; the ids of their seats. */
export async function refuseThoseWhoAsk(trx: Transaction<Database>, invitationId: string): Promise<string[]> {
  const rows = await trx
    .updateTable('participant')
    .set({ status: 'refused' })
    .where(linkOf, '=', invitationId)
    .where('status', 'in', ['invited', 'asking'])
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Of these seats of guests, those that are still held: neither turned away nor removed. */
export async function findHeldGuestSeats(db: Kysely<Database>, seatIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('participant')
    .select('id')
    .where(sql<boolean>`id = any(${seatIds}::uuid[])`)
    .where('status', 'not in', ['refused', 'removed'])
    .execute()
  return new Set(rows.map(({ id }) => id))
}
