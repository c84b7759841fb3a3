import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { firstNoteVersion } from '../vocabulary.ts'

type Instant = Temporal.Instant

/**
 * Of a `consultation`: its patient did not leave it at once, or something is written. Any other became no visit: it counts as none, and
 * nobody is asked to sign it. Of a note the first version holds the complaint alone.
 */
export const becameVisit = sql<boolean>`(not consultation.left_at_once or exists (
  select from note where note.consultation_id = consultation.id and note.version > ${sql.lit(firstNoteVersion)}))`

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
    .selectFrom('encounter as consultation')
    .innerJoin('ticket', 'ticket.id', 'consultation.ticketId')
    .select('consultation.endedAt')
    .where('ticket.accountId', '=', accountId)
    .where(({ eb, or }) =>
      or([eb('consultation.endReason', 'in', ['declined', 'unanswered']), eb('consultation.leftAtOnce', '=', true)]),
    )
    .where('consultation.endedAt', '>', since)
    .orderBy('consultation.endedAt', 'desc')
    .offset(nth - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.endedAt ?? undefined
}

/**
 * None of the account's places is called before `until`, save those that wait for the expert they booked; a paused one isn't called at all.
 * Returns how many this puts off.
 */
export async function putOffPlacesOf(trx: Transaction<Database>, accountId: string, until: Instant): Promise<number> {
  const { rows } = await sql`
    update waiting set not_before = ${until} from ticket
    where ticket.id = waiting.ticket_id and ticket.account_id = ${accountId}::uuid
      and waiting.paused_at is null and waiting.expert_id is null and waiting.not_before < ${until}
    returning waiting.ticket_id`.execute(trx)
  return rows.length
}
