import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type EndedVisit, heardAgainHours } from './empty-chair.ts'

/** The visits of an expert that their patients answered and that ended since then, the newest first. */
export async function findEndedVisits(
  db: Kysely<Database>,
  expertId: string,
  since: Temporal.Instant,
): Promise<EndedVisit[]> {
  const { rows } = await sql<EndedVisit>`
    select visit.account_id, visit.left_at_once,
      not exists (
        select from consultation join ticket on ticket.id = consultation.ticket_id
        where ticket.account_id = visit.account_id and consultation.left_at_once and consultation.ended_at < visit.ended_at
          and consultation.ended_at > visit.ended_at - make_interval(hours => ${sql.lit(heardAgainHours)})
      ) as is_first
    from (
      select ticket.account_id, consultation.left_at_once, consultation.ended_at, consultation.matched_at, consultation.id
      from consultation join ticket on ticket.id = consultation.ticket_id
      where consultation.expert_id = ${expertId}::uuid and consultation.started_at is not null
        and consultation.ended_at > ${since}
    ) visit
    order by visit.ended_at desc, visit.matched_at desc, visit.id desc`.execute(db)
  return rows
}
