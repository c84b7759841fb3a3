import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { expertLockKey } from '../../db/locks.ts'
import type { Locale, SpokenLanguage } from '../shapes.ts'
import type { QueueName, Ticket } from './contract.ts'
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
 * Takes a ticket out of the queue for a doctor, in one statement: waiting → called. It never waits: what another
 * transaction has in hand (the expert's lock, the duty, the place, the ticket) makes it a lost race.
 *
 * The duty is read under its row lock, so that a pause or an end that commits meanwhile is seen; a consultation that commits
 * meanwhile is not, and is refused by `consultation_one_an_expert`.
 * @returns undefined if the race was lost: nothing was changed
 */
export async function claimTicket(trx: Transaction<Database>, claiming: Claiming): Promise<Claim | undefined> {
  const { ticketId, expertId, queue, queueKey, now, byHand } = claiming
  const { rows } = await sql<Claim>`
    with doctor as materialized (
      select e.id, e.account_id, e.name_han, e.name_latin, e.time_zone
      from duty d
      join shift s on s.id = d.shift_id
      join expert e on e.id = d.expert_id
      where d.expert_id = ${expertId}::uuid and d.ended_at is null and d.paused_at is null
        and upper(s.during) > ${now} and e.retired_at is null
        and not exists (select from consultation c where c.expert_id = d.expert_id and c.ended_at is null)
        and pg_try_advisory_xact_lock(${expertLockKey(expertId)})
      for update of d skip locked
    ), place as materialized (
      select w.ticket_id
      from waiting w
      join ticket t on t.id = w.ticket_id
      where exists (select from doctor) and w.ticket_id = ${ticketId}::uuid and t.status = 'waiting'
        and w.queue = ${queue} and w.queue_key = ${queueKey}
        and (${byHand} or w.not_before <= ${now})
      for update of w, t skip locked
    ), taken as (
      delete from waiting w using place where w.ticket_id = place.ticket_id returning w.ticket_id
    )
    update ticket t set status = 'called'
    from taken, doctor, patient p, account a
    where t.id = taken.ticket_id and p.id = t.patient_id and a.id = t.account_id
    returning t.number, t.account_id, t.patient_id, t.calls_missed, p.name as patient_name, a.email, a.locale,
      a.time_zone as patient_time_zone, doctor.account_id as doctor_account_id, doctor.name_han, doctor.name_latin,
      doctor.time_zone as doctor_time_zone`.execute(trx)
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
