import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { firstNoteVersion } from '../vocabulary.ts'
import { callMinutesBefore } from './rules/place.ts'

type Instant = Temporal.Instant

/**
 * Whether its patient left a visit at once, and nothing is written of it: it counts as none, and nobody is asked to sign it. Of a note
 * the first version holds the complaint alone.
 */
export function wasLeftAtOnce(of: 'encounter' | 'consultation'): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(`${of}.leftAtOnce`)} and not exists (
    select from note where note.consultation_id = ${sql.ref(`${of}.id`)} and note.version > ${sql.lit(firstNoteVersion)}))`
}

/** Of a `consultation`: it counts as a visit. */
export const becameVisit = sql<boolean>`not ${wasLeftAtOnce('consultation')}`

/**
 * When the nth latest of an account's calls that came to nothing has ended; undefined where fewer have since `since`. A visit that
 * was left at once is one of them, whether or not its doctor had come.
 */
export async function findNthLatestInVain(
  db: Kysely<Database>,
  accountId: string,
  { nth, since }: { readonly nth: number; readonly since: Instant },
): Promise<Instant | undefined> {
  const row = await db
    .selectFrom('encounter')
    .innerJoin('ticket', 'ticket.id', 'encounter.ticketId')
    .select('encounter.endedAt')
    .where('ticket.accountId', '=', accountId)
    .where(({ eb, or }) =>
      or([eb('encounter.endReason', 'in', ['declined', 'unanswered']), eb('encounter.leftAtOnce', '=', true)]),
    )
    .where('encounter.endedAt', '>', since)
    .orderBy('encounter.endedAt', 'desc')
    .offset(nth - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.endedAt ?? undefined
}

/**
 * None of the account's places is called before `until`, save those that wait for the expert they booked; a paused one isn't called at all.
 * An emergency that has come for a booked expert is put off to its hour at the latest, as `calledForBookingFrom` says of a new one.
 * Returns how many this puts off.
 */
export async function putOffPlacesOf(trx: Transaction<Database>, accountId: string, until: Instant): Promise<number> {
  const bookedFrom = sql`lower(booked.during) - make_interval(mins => ${sql.lit(callMinutesBefore)})`
  const from = sql`least(${until}::timestamptz, ${bookedFrom})`
  const { rows } = await sql`
    update waiting set not_before = ${from} from ticket
    left join appointment as booked on booked.id = ticket.appointment_id and booked.status <> 'cancelled'
      and booked.specialty = ticket.specialty and ticket.urgency = 'emergency'
      and ticket.released_at is null and ticket.first_since is null
    where ticket.id = waiting.ticket_id and ticket.account_id = ${accountId}::uuid
      and waiting.paused_at is null and waiting.expert_id is null and waiting.not_before < ${from}
    returning waiting.ticket_id`.execute(trx)
  return rows.length
}
