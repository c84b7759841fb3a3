import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Locale } from '../shapes.ts'
import { inHandTicketStatuses } from '../vocabulary.ts'
import { restHoursAfterClearing } from './rules/place.ts'
import { type LockedTicket, ticketColumns } from './ticket-store.ts'

/** Whose ticket it is, ended or not, and in which language they read. */
export function findAccountOfTicket(
  db: Kysely<Database>,
  ticketId: string,
): Promise<{ readonly accountId: string; readonly locale: Locale } | undefined> {
  return db
    .selectFrom('ticket')
    .innerJoin('account', 'account.id', 'ticket.accountId')
    .select(['ticket.accountId', 'account.locale'])
    .where('ticket.id', '=', ticketId)
    .executeTakeFirst()
}

/** The places of an account that wait, by whom they are for. */
export function listWaitingOf(
  db: Kysely<Database>,
  accountId: string,
): Promise<{ readonly number: number; readonly patientName: string }[]> {
  return db
    .selectFrom('ticket')
    .innerJoin('patient', 'patient.id', 'ticket.patientId')
    .select(['ticket.number', 'patient.name as patientName'])
    .where('ticket.accountId', '=', accountId)
    .where('ticket.status', '=', 'waiting')
    .orderBy('ticket.arrivedAt')
    .orderBy('ticket.id')
    .execute()
}

/** Those places, locked in a fixed order: one that is called meanwhile is not among them. */
export function lockWaitingOf(trx: Transaction<Database>, accountId: string): Promise<LockedTicket[]> {
  return trx
    .selectFrom('ticket')
    .select(ticketColumns)
    .where('accountId', '=', accountId)
    .where('status', '=', 'waiting')
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** When a coordinator had ended all places of an account for the last time before it took one; undefined where never. */
export async function findClearedBefore(
  db: Kysely<Database>,
  { accountId, arrivedAt }: Pick<LockedTicket, 'accountId' | 'arrivedAt'>,
): Promise<Temporal.Instant | undefined> {
  const row = await db
    .selectFrom('ticket')
    .select('leftAt')
    .where('accountId', '=', accountId)
    .where('leftMessage', 'is not', null)
    .where('leftAt', '<=', arrivedAt)
    .orderBy('leftAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.leftAt ?? undefined
}

/**
 * Whether a waiting place is not called yet because a coordinator had ended the places of its account, and not because calls came to
 * nothing. An emergency that has come for a booked hour is called before the others of its account.
 * @param names of the tables `ticket` and `waiting` in the query
 */
export function restsAfterClearing(
  { ticket, waiting }: { readonly ticket: string; readonly waiting: string },
  now: Temporal.Instant,
): RawBuilder<boolean> {
  const notBefore = sql.ref(`${waiting}.notBefore`)
  const restUntil = sql`cleared.left_at + make_interval(hours => ${sql.lit(restHoursAfterClearing)})`
  const its = (column: string) => sql.ref(`${ticket}.${column}`)
  const isBookedEmergency = sql`${its('urgency')} = 'emergency' and ${its('appointmentId')} is not null`
  const isNew = sql`${its('arrivedAt')} >= cleared.left_at and ${its('callsMissed')} = 0`
  return sql<boolean>`(case when ${notBefore} > ${now} then exists (
      select from ticket as cleared
      where cleared.account_id = ${its('accountId')} and cleared.left_message is not null
        and (${restUntil} = ${notBefore} or ${isBookedEmergency} and ${isNew} and ${restUntil} > ${notBefore})
    ) else false end)`
}

/** How many of an account's patients are being called or seen. */
export async function countInHand(db: Kysely<Database>, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('ticket')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('accountId', '=', accountId)
    .where('status', 'in', inHandTicketStatuses)
    .executeTakeFirstOrThrow()
  return count
}
