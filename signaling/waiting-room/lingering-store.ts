import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'

type Instant = Temporal.Instant

/** Places that time alone changes are dealt with in portions, so that no tick is long. */
const portion = 100

/**
 * Booked patients who have waited since before `since`, their slot begun, for an expert who can't take them now: off duty, on a
 * break, after the shift, or with somebody else. In a fixed order.
 */
export async function findLeftAlone(
  db: Kysely<Database>,
  { since, now }: { since: Instant; now: Instant },
): Promise<string[]> {
  const { rows } = await sql<{ ticketId: string }>`
    select w.ticket_id from waiting w
    join ticket t on t.id = w.ticket_id
    join appointment a on a.id = t.appointment_id
    where w.expert_id is not null and w.paused_at is null and greatest(lower(a.during), w.not_before) <= ${since}
      and not exists (
        select from duty d join shift s on s.id = d.shift_id
        where d.expert_id = w.expert_id and d.ended_at is null and d.paused_at is null and upper(s.during) > ${now}
          and not exists (select from encounter c where c.expert_id = d.expert_id and c.ended_at is null))
    order by w.ticket_id limit ${sql.lit(portion)}`.execute(db)
  return rows.map(({ ticketId }) => ticketId)
}

/**
 * Those who can't wait, whom nobody has taken, and for whom no alarm has been raised: emergencies that came before
 * `emergencySince`, urgent ones before `urgentSince`. The longest first.
 */
export async function findPressing(
  db: Kysely<Database>,
  { now, emergencySince, urgentSince }: { now: Instant; emergencySince: Instant; urgentSince: Instant },
): Promise<string[]> {
  const { rows } = await sql<{ ticketId: string }>`
    select ticket_id from waiting
    where urgency <> 'routine' and expert_id is null
      and alarmed_at is null and paused_at is null and not_before <= ${now}
      and arrived_at <= case urgency when 'emergency' then ${emergencySince}::timestamptz else ${urgentSince}::timestamptz end
    order by queue_key limit ${sql.lit(portion)}`.execute(db)
  return rows.map(({ ticketId }) => ticketId)
}

/** Marks the place of a ticket that waits; whether it was the first to do so. */
export async function setAlarmed(trx: Transaction<Database>, ticketId: string, now: Instant): Promise<boolean> {
  const row = await trx
    .updateTable('waiting')
    .set({ alarmedAt: now })
    .where('ticketId', '=', ticketId)
    .where('alarmedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .returning('ticketId')
    .executeTakeFirst()
  return row !== undefined
}

/** Places paused since before then, the longest first. */
export async function findPausedSince(db: Kysely<Database>, since: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('waiting')
    .select('ticketId')
    .where('pausedAt', '<=', since)
    .orderBy('pausedAt')
    .limit(portion)
    .execute()
  return rows.map(({ ticketId }) => ticketId)
}

/** Since when a place has been paused; null where it is not. */
export async function findPausedAt(db: Kysely<Database>, ticketId: string): Promise<Instant | null> {
  const row = await db.selectFrom('waiting').select('pausedAt').where('ticketId', '=', ticketId).executeTakeFirst()
  return row?.pausedAt ?? null
}
