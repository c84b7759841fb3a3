import { type Kysely, sql } from 'kysely'
import { kept } from '../../db/kept.ts'
import type { Database } from '../../db/tables.ts'
import type { QueueName, SpokenLanguage } from '../shapes.ts'
import type { Urgency } from './contract.ts'
import type { WaitingTicket } from './rules/eligibility.ts'
import { grownUpBornBy, widenUrgentAfterMinutes } from './rules/widening.ts'

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
    select ${columns} from candidate join waiting w using (ticket_id) ${kept}`.execute(db)
  return rows
}

/** The waiting ticket as the rules see it. */
export async function findWaiting(db: Kysely<Database>, ticketId: string): Promise<WaitingTicket | undefined> {
  const { rows } = await sql<WaitingTicket>`
    select ${columns} from waiting w where w.ticket_id = ${ticketId}::uuid`.execute(db)
  return rows[0]
}
