import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { expertLockKey } from '../../db/locks.ts'
import { insertingLetters } from '../letters/store.ts'
import type { SpokenLanguage, QueueName } from '../shapes.ts'
import type { MatchReason, Ticket, Urgency } from './contract.ts'
import type { WaitingTicket } from './eligibility.ts'
import type { History } from './suitability.ts'
import { grownUpBornBy, widenUrgentAfterMinutes } from './widening.ts'

type Instant = Temporal.Instant

/** What one or more free doctors, alike in this, could take: a queue, and the languages they speak. */
export interface Demand {
  readonly queue: QueueName
  readonly languages: readonly SpokenLanguage[]
  /** At most so many tickets are worth reading: a few more than there are doctors. */
  readonly limit: number
}

/** What they could take for another specialty that can't wait for its own doctors. */
export interface StandInDemand extends Demand {
  readonly urgency: Exclude<Urgency, 'routine'>
  /** Whom they see by age; undefined: everybody. */
  readonly grownUp: boolean | undefined
}

/** What doctors could take, as of a moment. */
export interface Demands {
  readonly own: readonly Demand[]
  readonly standIn: readonly StandInDemand[]
  readonly expertIds: readonly string[]
}

const columns = sql`w.ticket_id, w.patient_id, w.queue, w.languages, w.interpreter_wanted, w.urgency, w.triaged,
  w.queue_key, w.arrived_at, w.not_before, w.expert_id, w.first_since,
  (select birth_date from patient p where p.id = w.patient_id)`

/**
 * The first tickets of each demand in the order of the queue, and those booked with one of the doctors. Narrows by what an index or
 * an array can say; the rules have the last word.
 */
export async function findCandidates(
  db: Kysely<Database>,
  { own, standIn, expertIds }: Demands,
  now: Instant,
): Promise<WaitingTicket[]> {
  const { rows } = await sql<WaitingTicket>`
    with candidate as materialized (
      select first.ticket_id
      from unnest(
        ${own.map(({ queue }) => queue)}::text[],
        ${own.map(({ languages }) => languages.join(' '))}::text[],
        ${own.map(({ limit }) => limit)}::int[]
      ) as demand (queue, languages, up_to)
      cross join lateral (
        select ticket_id from waiting
        where waiting.queue = demand.queue and waiting.expert_id is null and waiting.not_before <= ${now}
          and waiting.paused_at is null
          and (waiting.interpreter_wanted or waiting.languages && string_to_array(demand.languages, ' '))
        order by waiting.queue_key, waiting.ticket_id
        limit demand.up_to
      ) first
      union
      select first.ticket_id
      from unnest(
        ${standIn.map(({ queue }) => queue)}::text[],
        ${standIn.map(({ urgency }) => urgency)}::text[],
        ${standIn.map(({ languages }) => languages.join(' '))}::text[],
        ${standIn.map(({ grownUp }) => grownUp ?? null)}::boolean[],
        ${standIn.map(({ limit }) => limit)}::int[]
      ) as demand (queue, urgency, languages, grown_up, up_to)
      cross join lateral (
        select ticket_id from waiting
        where waiting.queue = demand.queue and waiting.urgency = demand.urgency
          and waiting.urgency <> 'routine' and waiting.expert_id is null
          and waiting.not_before <= ${now} and waiting.paused_at is null
          and (waiting.urgency = 'emergency' or waiting.arrived_at <= ${now.subtract({ minutes: widenUrgentAfterMinutes })})
          and (demand.grown_up is null or demand.grown_up = (
            select coalesce(birth_date <= ${grownUpBornBy(now)}::date, true) from patient where patient.id = waiting.patient_id))
          and (waiting.interpreter_wanted or waiting.languages && string_to_array(demand.languages, ' '))
        order by waiting.queue_key, waiting.ticket_id
        limit demand.up_to
      ) first
      union
      select ticket_id from waiting
      where expert_id = any(${expertIds}::uuid[]) and not_before <= ${now} and paused_at is null
    )
    select ${columns} from candidate join waiting w using (ticket_id)`.execute(db)
  return rows
}

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
      and expert_id = any(${expertIds}::uuid[]) and status = 'finished'
    group by patient_id, expert_id`.execute(db)
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
  readonly number: number
  readonly accountId: string
  readonly patientId: string
  readonly patientName: string
  readonly doctorAccountId: string
  readonly nameHan: string
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
  return sql`claim_tickets(
    ${pairs.map(({ ticketId }) => ticketId)}, ${pairs.map(({ queue }) => queue)}, ${pairs.map(({ queueKey }) => queueKey)},
    ${pairs.map(({ expertId }) => expertId)}, array[${sql.join(pairs.map(({ expertId }) => expertLockKey(expertId)))}],
    ${now}, ${early})`
}

export interface Calling extends Claiming {
  readonly reasons: readonly MatchReason[]
  readonly roomName: string
  /** Announced with the owner's own list of tickets. */
  readonly topics: readonly string[]
}

export type Called = Claim & { readonly consultationId: string }

/**
 * Claims the tickets, opens the calls and announces them in one statement that is its own transaction: one round trip and one
 * commit for all. The caller wakes the outbox.
 * @returns those called; a pair that is missing lost its race, and nothing of it was changed
 * @throws a violation of `consultation_one_an_expert`, `…_one_a_ticket` or `…_one_a_patient`, lost at the last line: nothing
 * was changed for any of them
 */
export async function claimAndCall(
  db: Kysely<Database>,
  calls: readonly Calling[],
  now: Instant,
  callUntil: Instant,
): Promise<Called[]> {
  const { rows } = await sql<Called>`
    with pair as (
      select * from unnest(
        ${calls.map(({ ticketId }) => ticketId)}::uuid[], ${calls.map(({ reasons }) => JSON.stringify(reasons))}::jsonb[],
        ${calls.map(({ roomName }) => roomName)}::text[], ${calls.map(({ topics }) => topics.join(' '))}::text[]
      ) as pair (ticket_id, reasons, room_name, topics)
    ), claim as materialized (
      select * from ${claimsOf(calls, now, false)}
    ), called as materialized (
      select * from call_patients(array(
        select row(ticket_id, patient_id, account_id, patient_name, expert_id, doctor_account_id, name_han, reasons, room_name)::patient_call
        from claim join pair using (ticket_id)
      ), null, ${now}, ${callUntil})
    ), written as (
      ${insertingLetters('call', 'called', 'consultation_id', now)}
    ), announced as (
      insert into outbox (topics)
      select array_agg(distinct topic)
      from called join claim using (ticket_id) join pair using (ticket_id)
      cross join string_to_table(topics || ' tickets:' || account_id, ' ') as topic
      having count(*) > 0
    )
    select * from claim join called using (ticket_id)`.execute(db)
  return rows
}

/** Calls that nobody answered in time. */
export async function findExpiredCalls(
  db: Kysely<Database>,
  now: Instant,
): Promise<{ consultationId: string; ticketId: string; expertId: string }[]> {
  return db
    .selectFrom('consultation')
    .select(['id as consultationId', 'ticketId', 'expertId'])
    .where('endedAt', 'is', null)
    .where('status', '=', 'called')
    .where('callUntil', '<', now)
    .orderBy('callUntil')
    .execute()
}

/** The waiting ticket as the rules see it. */
export async function findWaiting(db: Kysely<Database>, ticketId: string): Promise<WaitingTicket | undefined> {
  const { rows } = await sql<WaitingTicket>`
    select ${columns} from waiting w where w.ticket_id = ${ticketId}::uuid`.execute(db)
  return rows[0]
}
