import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { kept } from '../../db/kept.ts'
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

/** Of an `encounter`: a call that came to nothing. A visit that was left at once is one, whether or not its doctor had come. */
const cameToNothing = sql<boolean>`(encounter.end_reason in ('declined', 'unanswered') or encounter.left_at_once)`

/**
 * An account's calls that have come to nothing since `since`. Its tickets come first, then what became of each: of how many calls have
 * ended of late PostgreSQL may know nothing yet, and read them all for each account.
 */
function callsInVainOf(accountId: RawBuilder<unknown>, since: Instant): RawBuilder<unknown> {
  return sql`(
    select in_vain.ended_at from ticket cross join lateral (
      select encounter.ended_at from encounter
      where encounter.ticket_id = ticket.id and encounter.ended_at > ${since} and ${cameToNothing}
      offset 0
    ) in_vain where ticket.account_id = ${accountId})`
}

/** When the nth latest of an account's calls that came to nothing has ended; undefined where fewer have since `since`. */
export async function findNthLatestInVain(
  db: Kysely<Database>,
  accountId: string,
  { nth, since }: { readonly nth: number; readonly since: Instant },
): Promise<Instant | undefined> {
  const { rows } = await sql<{ endedAt: Instant }>`
    select ended_at from ${callsInVainOf(sql`${accountId}::uuid`, since)} as call_in_vain
    order by ended_at desc offset ${nth - 1}::int limit 1 ${kept}`.execute(db)
  return rows[0]?.endedAt
}

/** Of these accounts those of whose calls at least so many have come to nothing since `since`. */
export async function listOftenInVain(
  db: Kysely<Database>,
  accountIds: readonly string[],
  { atLeast, since }: { readonly atLeast: number; readonly since: Instant },
): Promise<string[]> {
  const { rows } = await sql<{ accountId: string }>`
    select asked.account_id from unnest(${accountIds}::uuid[]) as asked (account_id)
    where (select count(*) from ${callsInVainOf(sql`asked.account_id`, since)} as call_in_vain) >= ${atLeast}::int
    ${kept}`.execute(db)
  return rows.map(({ accountId }) => accountId)
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
