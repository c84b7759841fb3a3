import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'

type Instant = Temporal.Instant

/** The places that are said to be stuck: few, by an index of their own. */
export async function findStuck(db: Kysely<Database>): Promise<{ ticketId: string; stuckAt: Instant }[]> {
  return db
    .selectFrom('waiting')
    .select(['ticketId', 'stuckAt'])
    .where('stuckAt', 'is not', null)
    .$narrowType<{ stuckAt: Instant }>()
    .execute()
}

/** Of those that still wait and that nobody has in hand; which they were. */
export async function setStuck(
  trx: Transaction<Database>,
  ticketIds: readonly string[],
  now: Instant,
): Promise<string[]> {
  const { rows } = await sql<{ ticketId: string }>`
    with free as (
      select ticket_id from waiting where ticket_id = any(${ticketIds}::uuid[]) for no key update skip locked
    )
    update waiting set stuck_at = ${now} from free where waiting.ticket_id = free.ticket_id
    returning waiting.ticket_id`.execute(trx)
  return rows.map(({ ticketId }) => ticketId)
}

/** How many are no longer said to be stuck: those that failed last before a moment. */
export async function clearStuck(trx: Transaction<Database>, before: Instant): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('waiting')
    .set({ stuckAt: null })
    .where('stuckAt', '<', before)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
