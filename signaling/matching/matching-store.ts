import { type Kysely, sql, type Transaction } from 'kysely'
import { kept } from '../../db/kept.ts'
import { expertLockKeys } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import { insertingLetters } from '../letters/store.ts'
import type { MatchReason } from '../shapes.ts'
import type { Ticket } from '../waiting-room/contract.ts'
import type { WaitingTicket } from '../waiting-room/rules/eligibility.ts'
import { becameVisit } from '../waiting-room/in-vain-store.ts'
import type { History } from './suitability.ts'

type Instant = Temporal.Instant

/** How often these patients have been seen by these experts, by ticket. */
export async function findHistory(
  db: Kysely<Database>,
  tickets: readonly Pick<WaitingTicket, 'ticketId' | 'patientId'>[],
  expertIds: readonly string[],
): Promise<History> {
  const history = new Map<string, Map<string, number>>()
  if (tickets.length === 0 || expertIds.length === 0) return history
  const { rows } = await sql<{ patientId: string; expertId: string; visits: number }>`
    select patient_id, expert_id, count(*)::int as visits from consultation
    where patient_id = any(${tickets.map(({ patientId }) => patientId)}::uuid[])
      and expert_id = any(${expertIds}::uuid[]) and status = 'finished' and ${becameVisit}
    group by patient_id, expert_id ${kept}`.execute(db)
  const ticketOf = new Map(tickets.map(({ patientId, ticketId }) => [patientId, ticketId]))
  for (const { patientId, expertId, visits } of rows) {
    const ticketId = ticketOf.get(patientId)
    if (ticketId === undefined) continue
    const ofTicket = history.get(ticketId) ?? new Map<string, number>()
    history.set(ticketId, ofTicket.set(expertId, visits))
  }
  return history
}

/** A ticket taken out of the queue for a doctor, with what the call needs. */
export interface Claim {
  readonly ticketId: string
  readonly expertId: string
  readonly accountId: string
  readonly patientId: string
  /** The patient has booked: while they are called or seen, their shift counts one less. */
  readonly isBooked: boolean
}

export interface Claiming {
  readonly ticketId: string
  readonly expertId: string
  /** The ticket as it was when this was decided: moved since, it is no longer ours to give. */
  readonly queueKey: number
  readonly queue: Ticket['queue']
}

/**
 * Takes a ticket out of the queue for a doctor by hand, also before its time: waiting → called. It never waits: what another
 * transaction has in hand (the expert's lock, the duty, the place, the ticket) makes it a lost race.
 * @returns undefined if the race was lost: nothing was changed
 */
export async function claimTicket(
  trx: Transaction<Database>,
  claiming: Claiming,
  now: Instant,
): Promise<Claim | undefined> {
  const { rows } = await sql<Claim>`select * from ${claimsOf([claiming], now, true)}`.execute(trx)
  return rows[0]
}

function claimsOf(pairs: readonly Claiming[], now: Instant, early: boolean) {
  const expertIds = pairs.map(({ expertId }) => expertId)
  return sql`claim_tickets(
    ${pairs.map(({ ticketId }) => ticketId)}, ${pairs.map(({ queue }) => queue)}, ${pairs.map(({ queueKey }) => queueKey)},
    ${expertIds}, ${expertLockKeys(expertIds)}, ${now}, ${early})`
}

export interface CallToOpen extends Claiming {
  readonly reasons: readonly MatchReason[]
  readonly roomName: string
}

interface Calls {
  /** Announced with the owners' own lists of tickets, and with the roster where a patient had booked. */
  readonly topics: ReadonlySet<string>
  readonly now: Instant
  readonly callUntil: Instant
}

export type Called = Claim & { readonly consultationId: string }

/**
 * Claims the tickets, opens the calls and announces them in one statement that is its own transaction: one round trip and one
 * commit for all. What is announced is announced if anybody is called, also where others have lost their race. The caller wakes
 * the outbox.
 * @returns those called; a pair that is missing lost its race, and nothing of it was changed
 * @throws a violation of `call_one_an_expert`, `…_one_a_ticket` or `…_one_a_patient`, lost at the last line: nothing
 * was changed for any of them
 */
export async function claimAndCall(
  db: Kysely<Database>,
  calls: readonly CallToOpen[],
  { topics, now, callUntil }: Calls,
): Promise<Called[]> {
  const { rows } = await sql<Called>`
    with pair as (
      select * from unnest(
        ${calls.map(({ ticketId }) => ticketId)}::uuid[], ${calls.map(({ reasons }) => JSON.stringify(reasons))}::jsonb[],
        ${calls.map(({ roomName }) => roomName)}::text[]
      ) as pair (ticket_id, reasons, room_name)
    ), claim as materialized (
      select * from ${claimsOf(calls, now, false)}
    ), called as materialized (
      select * from open_calls(array(
        select row(ticket_id, patient_id, expert_id, reasons, room_name)::new_call
        from claim join pair using (ticket_id)
      ), null, ${now}, ${callUntil})
    ), written as (
      ${insertingLetters('call', 'called', 'consultation_id', now)}
    ), announced as (
      insert into outbox (topics)
      select ${[...topics]}::text[] || array_agg(distinct 'tickets:' || account_id)
        || case when bool_or(is_booked) then array['roster'] else '{}' end
      from called join claim using (ticket_id)
      having count(*) > 0
    )
    select ticket_id, expert_id, account_id, patient_id, is_booked, consultation_id
    from claim join called using (ticket_id) ${kept}`.execute(db)
  return rows
}

/** More than a sweep ends before it leaves the rest to the next one. */
const expiredAtOnce = 500

export interface AnswersInHand {
  /** Calls that are being answered: their turn has not come yet. */
  readonly ids: readonly string[]
  /** What has been over since before this is over all the same. */
  readonly since: Instant
}

/** Calls that nobody answered in time: some, those first that have been over for longest. */
export async function findExpiredCalls(
  db: Kysely<Database>,
  now: Instant,
  { ids, since }: AnswersInHand,
): Promise<string[]> {
  const rows = await db
    .selectFrom('call')
    .select('id')
    .where('endedAt', 'is', null)
    .where('callUntil', '<', now)
    .where((eb) => eb.or([eb('callUntil', '<', since), eb('id', '<>', sql<string>`all(${ids}::uuid[])`)]))
    .orderBy('callUntil')
    .limit(expiredAtOnce)
    .execute()
  return rows.map(({ id }) => id)
}
