import { sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Canceller } from '../vocabulary.ts'

type Instant = Temporal.Instant

/** Whom an appointment concerns. */
interface Concerned {
  readonly accountId: string
  readonly expertId: string
}

/** Leads an appointment from one state to another; undefined where it was not in the first. */
export function setAttended(
  trx: Transaction<Database>,
  id: string,
  { from, to }: { readonly from: 'booked' | 'arrived'; readonly to: 'arrived' | 'fulfilled' | 'noshow' },
): Promise<Concerned | undefined> {
  return trx
    .updateTable('appointment')
    .set({ status: to })
    .where('id', '=', id)
    .where('status', '=', from)
    .returning(['accountId', 'expertId'])
    .executeTakeFirst()
}

/** Of a patient who had arrived: booked again until the slot is over, then cancelled. Undefined where they had not arrived. */
export function setGivenUp(
  trx: Transaction<Database>,
  id: string,
  { by, now }: { readonly by: Canceller; readonly now: Instant },
): Promise<Concerned | undefined> {
  const over = sql<boolean>`upper(during) <= ${now}`
  return trx
    .updateTable('appointment')
    .set({
      status: sql`case when ${over} then 'cancelled' else 'booked' end`,
      cancelledAt: sql`case when ${over} then ${now}::timestamptz end`,
      cancelledBy: sql`case when ${over} then ${by} end`,
    })
    .where('id', '=', id)
    .where('status', '=', 'arrived')
    .returning(['accountId', 'expertId'])
    .executeTakeFirst()
}

/** Marks what was booked, and ended before `endedBefore` without anybody arriving. */
export function setNoShows(trx: Transaction<Database>, endedBefore: Instant): Promise<Concerned[]> {
  return trx
    .updateTable('appointment')
    .set({ status: 'noshow' })
    .where('status', '=', 'booked')
    .where(({ eb, fn, val }) => eb(fn<Instant>('upper', ['during']), '<', val(endedBefore)))
    .returning(['accountId', 'expertId'])
    .execute()
}
