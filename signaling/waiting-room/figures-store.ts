import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { specialties } from '../shapes.ts'
import type { QueueName } from './contract.ts'
import { visitsLookedAt, type Waiting } from './estimate.ts'

/** A whole queue in its order: keys, and the arrivals (milliseconds since 1970) that belong to them. */
export interface QueueRows {
  readonly keys: readonly number[]
  readonly arrivals: readonly number[]
  /** How many are more urgent than routine. */
  readonly urgent: number
}

/** One row of arrays: a queue may be thousands long. */
export async function findQueueRows(db: Kysely<Database>, queue: QueueName): Promise<QueueRows> {
  const { rows } = await sql<QueueRows>`
    select coalesce(array_agg(queue_key order by queue_key, ticket_id), '{}') as keys,
      coalesce(array_agg((extract(epoch from arrived_at) * 1000)::bigint order by queue_key, ticket_id), '{}') as arrivals,
      (count(*) filter (where urgency <> 'routine'))::int as urgent
    from waiting where queue = ${queue}`.execute(db)
  return rows[0] ?? { keys: [], arrivals: [], urgent: 0 }
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

/** How long the last visits of each queue took, in minutes; several queries' worth of history in one. */
export async function findLastVisits(db: Kysely<Database>): Promise<ReadonlyMap<QueueName, readonly number[]>> {
  const { rows } = await sql<{ specialty: string | null; minutes: number }>`
    select t.specialty, (extract(epoch from c.ended_at - c.started_at) / 60)::float8 as minutes
    from (
      select ticket_id, started_at, ended_at from consultation
      where ended_at is not null and status = 'finished' and started_at is not null
      order by ended_at desc limit ${sql.lit(visitsRead)}
    ) c
    join ticket t on t.id = c.ticket_id
    order by c.ended_at desc`.execute(db)
  const visits = new Map<QueueName, number[]>()
  for (const { specialty, minutes } of rows) {
    const queue = (specialty ?? 'triage') as QueueName
    const ofQueue = visits.get(queue) ?? []
    if (ofQueue.length < visitsLookedAt) visits.set(queue, [...ofQueue, minutes])
  }
  return visits
}

/** When somebody who takes from this queue is on shift next: now, if a shift is on that nobody has taken up yet. */
export async function findNextShift(
  db: Kysely<Database>,
  queue: QueueName,
  now: Temporal.Instant,
): Promise<Temporal.Instant | undefined> {
  const specialty = queue === 'triage' ? 'generalPractice' : queue
  const { rows } = await sql<{ startsAt: Temporal.Instant }>`
    select greatest(lower(s.during), date_trunc('minute', ${now}::timestamptz)) as starts_at
    from shift s join expert e on e.id = s.expert_id
    where s.during && tstzrange(${now}, null) and s.cancelled_at is null and e.retired_at is null
      and ${specialty} = any(e.specialties)
    order by lower(s.during) limit 1`.execute(db)
  return rows[0]?.startsAt
}

export function isQueue(name: string | undefined): name is QueueName {
  return name === 'triage' || (specialties as readonly (string | undefined)[]).includes(name)
}
