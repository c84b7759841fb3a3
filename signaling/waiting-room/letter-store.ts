import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { LongPause } from './pause-letter.ts'

/** What the letter about a place that was paused too long says; undefined once the patient has had another. */
export function findLongPause(
  db: Kysely<Database>,
  ticketId: string,
): Promise<Omit<LongPause, 'pausedAt'> | undefined> {
  return db
    .selectFrom('ticket')
    .innerJoin('account', 'account.id', 'ticket.accountId')
    .innerJoin('patient', 'patient.id', 'ticket.patientId')
    .select(['account.email', 'account.locale', 'account.timeZone', 'patient.name as patientName'])
    .where('ticket.id', '=', ticketId)
    .where('ticket.leftReason', '=', 'paused')
    .where(
      sql<boolean>`not exists (select from ticket later where later.patient_id = ticket.patient_id
        and later.arrived_at >= ticket.left_at)`,
    )
    .executeTakeFirst()
}
