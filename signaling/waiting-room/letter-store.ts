import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Cleared } from './cleared-letter.ts'
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

/** What the letter about places that a coordinator ended together says; undefined where they ended otherwise. */
export async function findCleared(db: Kysely<Database>, ticketId: string): Promise<Cleared | undefined> {
  const rows = await db
    .selectFrom('ticket as named')
    .innerJoin('ticket', (join) =>
      join
        .onRef('ticket.accountId', '=', 'named.accountId')
        .onRef('ticket.leftAt', '=', 'named.leftAt')
        .onRef('ticket.leftMessage', '=', 'named.leftMessage'),
    )
    .innerJoin('account', 'account.id', 'ticket.accountId')
    .innerJoin('patient', 'patient.id', 'ticket.patientId')
    .select(['account.email', 'account.locale', 'ticket.number', 'patient.name as patientName'])
    .select('ticket.leftMessage as reason')
    .where('named.id', '=', ticketId)
    .orderBy('ticket.arrivedAt')
    .orderBy('ticket.id')
    .execute()
  const [first] = rows
  if (first === undefined || first.reason === null) return undefined
  const { email, locale, reason } = first
  return { email, locale, reason, places: rows.map(({ number, patientName }) => ({ number, patientName })) }
}
