import { sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { hasLeftPanel } from './store.ts'

/** A call that nobody has answered, once it is over. */
export interface UnansweredCall {
  readonly consultationId: string
  readonly ticketId: string
  readonly expertId: string
  /** The doctor's account, where it was to be signed out once this call is over. */
  readonly leaverId: string | null
}

/**
 * Ends those of these calls that are open, and gives up their rooms. One that somebody has in hand is passed over: its patient is
 * answering, or another process ends it.
 */
export async function endUnanswered(
  trx: Transaction<Database>,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<UnansweredCall[]> {
  const { rows } = await sql<UnansweredCall>`
    with unanswered as materialized (
      select id from call where id = any(${ids}::uuid[]) and ended_at is null order by id for update skip locked
    ), ended as (
      update call set end_reason = 'unanswered', ended_at = ${now}::timestamptz
      from unanswered where call.id = unanswered.id
      returning call.id, call.ticket_id, call.expert_id, call.room_name
    ), abandoned as (
      insert into abandoned_room (room_name, consultation_id, abandoned_at, close_at)
      select room_name, id, ${now}::timestamptz, ${now}::timestamptz from ended
    )
    select ended.id as consultation_id, ended.ticket_id, ended.expert_id,
      case when ${hasLeftPanel} then account.id end as leaver_id
    from ended
    join expert on expert.id = ended.expert_id
    join account on account.id = expert.account_id`.execute(trx)
  return rows
}
