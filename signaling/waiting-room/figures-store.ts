import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type Specialty, type SpokenLanguage, type QueueName } from '../shapes.ts'
import { specialties } from '../vocabulary.ts'
import type { Urgency } from './contract.ts'
import { visitsLookedAt, type Waiting } from './rules/estimate.ts'

/** Those of a queue whom the same doctors may take. */
export interface LineRow {
  readonly queue: QueueName
  readonly languages: readonly SpokenLanguage[]
  readonly interpreterWanted: boolean
  readonly urgency: Urgency
  readonly expertId: string | null
  /** Whether the patients of an urgent line are children; false for all others. */
  readonly ofChildren: boolean
  /** In their order: keys, and the arrivals (milliseconds since 1970) that belong to them. */
  readonly keys: readonly number[]
  readonly arrivals: readonly number[]
  /** When each may be called first, in milliseconds since 1970 and in the order of the keys; null where the line waits for no booked expert. */
  readonly callableFrom: readonly number[] | null
}

/**
 * Everybody who waits and is ready, line by line; whoever came for a booked hour, and of the others those who may be called by
 * `callableBy`: one who rests for longer makes nobody else's wait longer. A row of arrays a line: thousands may wait.
 */
export async function findLines(
  db: Kysely<Database>,
  { grownUpBornBy, callableBy }: { readonly grownUpBornBy: string; readonly callableBy: Temporal.Instant },
): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    select queue, languages, interpreter_wanted, urgency, expert_id, of_children,
      array_agg(queue_key order by queue_key, ticket_id) as keys,
      array_agg((extract(epoch from arrived_at) * 1000)::bigint order by queue_key, ticket_id) as arrivals,
      case when expert_id is not null then
        array_agg((extract(epoch from not_before) * 1000)::bigint order by queue_key, ticket_id) end as callable_from
    from (
      select waiting.*, urgency = 'urgent' and coalesce((
        select birth_date > ${grownUpBornBy}::date from patient where patient.id = waiting.patient_id), false) as of_children
      from waiting where paused_at is null and (expert_id is not null or not_before <= ${callableBy})
    ) ready
    group by queue, languages, interpreter_wanted, urgency, expert_id, of_children`.execute(db)
  return rows
}

/** Who is with a patient or has one called: since when, and of which specialty the ticket is. */
export async function findVisits(
  db: Kysely<Database>,
): Promise<{ expertId: string; specialty: Specialty | null; since: Temporal.Instant }[]> {
  const { rows } = await sql<{ expertId: string; specialty: Specialty | null; since: Temporal.Instant }>`
    select c.expert_id, t.specialty, coalesce(c.started_at, c.matched_at) as since
    from encounter c join ticket t on t.id = c.ticket_id where c.ended_at is null`.execute(db)
  return rows
}

/** Slots to come of those on duty, booked by patients who have not arrived: expert and start, in order. */
export async function findBookedSlots(
  db: Kysely<Database>,
  now: Temporal.Instant,
): Promise<{ expertId: string; startsAt: Temporal.Instant }[]> {
  const { rows } = await sql<{ expertId: string; startsAt: Temporal.Instant }>`
    select a.expert_id, lower(a.during) as starts_at
    from duty d join appointment a on a.shift_id = d.shift_id
    where d.ended_at is null and a.status = 'booked' and lower(a.during) >= ${now}
    order by lower(a.during)`.execute(db)
  return rows
}

export async function countWaiting(db: Kysely<Database>): Promise<Waiting> {
  const rows = await db
    .selectFrom('waiting')
    .select(({ fn }) => ['queue', fn.countAll<number>().as('waiting')])
    .groupBy('queue')
    .execute()
  return Object.fromEntries(rows.map(({ queue, waiting }) => [queue, waiting]))
}

/** So many visits back is far enough for every specialty that is busy; the others go by the expectation. */
const visitsRead = 400

/**
 * How long the last visits of each queue took, in minutes; several queries' worth of history in one. One that was left at once says
 * nothing of the others.
 */
export async function findLastVisits(db: Kysely<Database>): Promise<ReadonlyMap<QueueName, readonly number[]>> {
  const { rows } = await sql<{ specialty: Specialty | null; minutes: number }>`
    select t.specialty, (extract(epoch from c.ended_at - c.started_at) / 60)::float8 as minutes
    from (
      select ticket_id, started_at, ended_at from consultation
      where ended_at is not null and status = 'finished' and started_at is not null and not left_at_once
      order by ended_at desc limit ${sql.lit(visitsRead)}
    ) c
    join ticket t on t.id = c.ticket_id
    order by c.ended_at desc`.execute(db)
  const visits = new Map<QueueName, number[]>()
  for (const { specialty, minutes } of rows) {
    const queue = specialty ?? 'triage'
    const ofQueue = visits.get(queue) ?? []
    if (ofQueue.length < visitsLookedAt) visits.set(queue, [...ofQueue, minutes])
  }
  return visits
}

export interface ComingShift {
  readonly specialty: Specialty
  readonly language: SpokenLanguage
  readonly startsAt: Temporal.Instant
}

/** Shifts further away than this are nothing to wait for. */
const comingDays = 7

/**
 * For each specialty and language: when somebody who has both is on shift next: now, if a shift is on that nobody has taken up
 * yet. Whoever is on duty, or on a break, has taken theirs up.
 */
export async function findComingShifts(db: Kysely<Database>, now: Temporal.Instant): Promise<ComingShift[]> {
  const { rows } = await sql<ComingShift>`
    with coming as (
      select s.expert_id, min(lower(s.during)) as begins_at
      from shift s
      where s.during && tstzrange(${now}, ${now.add({ hours: 24 * comingDays })}) and s.cancelled_at is null
        and not exists (select from duty d where d.shift_id = s.id and d.ended_at is null)
      group by s.expert_id
    )
    select specialty, l.language,
      greatest(min(coming.begins_at), date_trunc('minute', ${now}::timestamptz)) as starts_at
    from coming
    join expert e on e.id = coming.expert_id and e.retired_at is null
    join expert_language l on l.expert_id = e.id
    cross join unnest(e.specialties) as specialty
    group by specialty, l.language`.execute(db)
  return rows
}

export function isQueue(name: string | undefined): name is QueueName {
  return name === 'triage' || (specialties as readonly (string | undefined)[]).includes(name)
}
