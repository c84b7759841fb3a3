import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Locale } from '../shapes.ts'

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
          and not exists (select from consultation c where c.expert_id = d.expert_id and c.ended_at is null))
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

export interface PausedPlace {
  readonly pausedAt: Instant
  readonly email: string
  readonly locale: Locale
  readonly timeZone: string
  readonly patientName: string
}

/** A paused place, with what a letter about it needs. */
export async function findPaused(db: Kysely<Database>, ticketId: string): Promise<PausedPlace | undefined> {
  const row = await db
    .selectFrom('waiting')
    .innerJoin('ticket', 'ticket.id', 'waiting.ticketId')
    .innerJoin('account', 'account.id', 'ticket.accountId')
    .innerJoin('patient', 'patient.id', 'ticket.patientId')
    .select(['waiting.pausedAt', 'account.email', 'account.locale', 'account.timeZone', 'patient.name as patientName'])
    .where('waiting.ticketId', '=', ticketId)
    .executeTakeFirst()
  if (row?.pausedAt == null) return undefined
  return { ...row, pausedAt: row.pausedAt, locale: row.locale as Locale }
}
