import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { expertLockKey } from '../../db/locks.ts'
import type { Locale, SpokenLanguage } from '../shapes.ts'
import type { MatchReason, QueueName, Ticket } from './contract.ts'
import type { WaitingTicket } from './eligibility.ts'
import type { History } from './plan.ts'

type Instant = Temporal.Instant

/** What one or more free doctors, alike in this, could take: a queue, and the languages they speak. */
export interface Demand {
  readonly queue: QueueName
  readonly languages: readonly SpokenLanguage[]
  /** At most so many tickets are worth reading: a few more than there are doctors. */
  readonly limit: number
}

const columns = sql`w.ticket_id, w.patient_id, w.queue, w.languages, w.interpreter_wanted, w.urgency, w.triaged,
  w.queue_key, w.arrived_at, w.not_before, w.expert_id`

/**
 * The first tickets of each demand in the order of the queue, and those booked with one of the doctors. Narrows by what an index or
 * an array can say; the rules have the last word.
 */
export async function findCandidates(
  db: Kysely<Database>,
  demands: readonly Demand[],
  freeExpertIds: readonly string[],
  now: Instant,
): Promise<WaitingTicket[]> {
  const { rows } = await sql<WaitingTicket>`
    select ${columns}
    from unnest(
      ${demands.map(({ queue }) => queue)}::text[],
      ${demands.map(({ languages }) => languages.join(' '))}::text[],
      ${demands.map(({ limit }) => limit)}::int[]
    ) as demand (queue, languages, up_to)
    cross join lateral (
      select * from waiting
      where waiting.queue = demand.queue and waiting.expert_id is null and waiting.not_before <= ${now}
        and (waiting.interpreter_wanted or waiting.languages && string_to_array(demand.languages, ' '))
      order by waiting.queue_key, waiting.ticket_id
      limit demand.up_to
    ) w
    union
    select ${columns} from waiting w where w.expert_id = any(${freeExpertIds}::uuid[]) and w.not_before <= ${now}`.execute(
    db,
  )
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

/** A ticket taken out of the queue for a doctor, with what the call and its letter need. */
export interface Claim {
  readonly number: number
  readonly accountId: string
  readonly patientId: string
  readonly patientName: string
  readonly email: string
  readonly locale: Locale
  readonly patientTimeZone: string
  readonly doctorAccountId: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly doctorTimeZone: string
  readonly callsMissed: number
}

export interface Claiming {
  readonly ticketId: string
  readonly expertId: string
  /** The ticket as it was when this was decided: moved since, it is no longer ours to give. */
  readonly queueKey: number
  readonly queue: Ticket['queue']
  readonly now: Instant
  /** By hand: also before its time. */
  readonly byHand: boolean
}

/**
 * Takes a ticket out of the queue for a doctor: waiting → called. It never waits: what another transaction has in hand (the
 * expert's lock, the duty, the place, the ticket) makes it a lost race.
 * @returns undefined if the race was lost: nothing was changed
 */
export async function claimTicket(trx: Transaction<Database>, claiming: Claiming): Promise<Claim | undefined> {
  const { rows } = await sql<Claim>`select * from ${claimOf(claiming)}`.execute(trx)
  return rows[0]
}

function claimOf({ ticketId, expertId, queue, queueKey, now, byHand }: Claiming) {
  return sql`claim_ticket(${ticketId}, ${queue}, ${queueKey}, ${expertId}, ${expertLockKey(expertId)}, ${now}, ${byHand})`
}

export interface Calling {
  readonly reasons: readonly MatchReason[]
  readonly callUntil: Instant
  readonly roomName: string
  /** Announced with the owner's own list of tickets. */
  readonly topics: readonly string[]
}

/**
 * Claims the ticket, opens the call and announces both in one statement that is its own transaction: one round trip a match.
 * The caller wakes the outbox.
 * @returns undefined if the race was lost: nothing was changed
 * @throws a violation of `consultation_one_an_expert`, `…_one_a_ticket` or `…_one_a_patient`, lost at the last line
 */
export async function claimAndCall(
  db: Kysely<Database>,
  claiming: Claiming,
  { reasons, callUntil, roomName, topics }: Calling,
): Promise<(Claim & { readonly consultationId: string }) | undefined> {
  const { rows } = await sql<Claim & { readonly consultationId: string }>`
    with claim as materialized (
      select * from ${claimOf(claiming)}
    ), called as materialized (
      select call_patient(${claiming.ticketId}, patient_id, account_id, patient_name, ${claiming.expertId},
        doctor_account_id, name_han, ${JSON.stringify(reasons)}::jsonb, null, ${claiming.now}, ${callUntil}, ${roomName}
      ) as consultation_id
      from claim
    ), announced as (
      insert into outbox (topics) select ${topics}::text[] || ('tickets:' || account_id) from claim, called
    )
    select claim.*, called.consultation_id from claim, called`.execute(db)
  return rows[0]
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
