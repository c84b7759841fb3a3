import { type Kysely, type RawBuilder, sql } from 'kysely'
import { kept } from '../../db/kept.ts'
import type { Database } from '../../db/tables.ts'
import { type Specialty, type SpokenLanguage, type QueueName } from '../shapes.ts'
import { specialties } from '../vocabulary.ts'
import type { Urgency } from './contract.ts'
import { type DoctorRow, doctorsOnDuty, type PanelDoctor, toPanelDoctor } from './duty-store.ts'
import { visitsLookedAt, type Waiting } from './rules/estimate.ts'

type Instant = Temporal.Instant

/** Those of a queue whom the same doctors may take. */
export interface LineRow {
  readonly queue: QueueName
  readonly languages: readonly SpokenLanguage[]
  readonly interpreterWanted: boolean
  readonly urgency: Urgency
  readonly expertId: string | null
  /** Whether the patients of an urgent line are children; false for all others. */
  readonly ofChildren: boolean
  /** Ascending, and the arrivals (milliseconds since 1970) that belong to them. */
  readonly keys: readonly number[]
  readonly arrivals: readonly number[]
  /** When each may be called first, in milliseconds since 1970 and in the order of the keys; null where the line waits for no booked expert. */
  readonly callableFrom: readonly number[] | null
}

export interface ComingShift {
  readonly specialty: Specialty
  readonly language: SpokenLanguage
  readonly startsAt: Instant
}

/** Who is with a patient or has one called: since when, and of which specialty the ticket is. */
interface VisitUnderWay {
  readonly expertId: string
  readonly specialty: Specialty | null
  readonly since: Instant
}

/** A slot to come of somebody on duty, booked by a patient who has not arrived. */
interface BookedSlot {
  readonly expertId: string
  readonly startsAt: Instant
}

/** What a forecast is made from. */
interface Room {
  readonly lines: readonly LineRow[]
  /** Who is on duty, and whoever is with somebody though their shift is over. */
  readonly present: readonly PanelDoctor[]
  readonly visits: readonly VisitUnderWay[]
  /** In their order. */
  readonly booked: readonly BookedSlot[]
  /**
   * How long the last visits of each queue took, in minutes, the last one first. One that was left at once says nothing of the
   * others.
   */
  readonly lastVisits: ReadonlyMap<QueueName, readonly number[]>
  readonly coming: readonly ComingShift[]
  readonly waiting: Waiting
}

/** As JSON tells it: a moment is text. */
type Told<Row> = { readonly [Key in keyof Row]: Row[Key] extends Instant ? string : Row[Key] }

interface ToldRoom extends Pick<Room, 'lines' | 'waiting'> {
  readonly present: readonly Told<DoctorRow>[]
  readonly visits: readonly Told<VisitUnderWay>[]
  readonly booked: readonly Told<BookedSlot>[]
  readonly lastVisits: readonly { readonly specialty: Specialty | null; readonly minutes: number }[]
  readonly coming: readonly Told<ComingShift>[]
}

interface Bounds {
  readonly grownUpBornBy: string
  readonly callableBy: Instant
}

/** In one statement, as of one moment: it is asked with each change that somebody looks at. */
export async function findRoom(db: Kysely<Database>, now: Instant, bounds: Bounds): Promise<Room> {
  const { rows } = await sql<ToldRoom>`
    select ${listOf(linesOf(bounds))} as lines, ${listOf(doctorsOnDuty(now, { overrunning: true }))} as present,
      ${listOf(visitsUnderWay)} as visits, ${listOf(bookedSlots(now))} as booked,
      ${listOf(lastVisits)} as last_visits, ${listOf(comingShifts(now))} as coming,
      (select coalesce(json_object_agg(queue, waiting), '{}') from (
        select queue, count(*) as waiting from waiting group by queue) as counted) as waiting
    ${kept}`.execute(db)
  const [told] = rows
  if (told === undefined) throw new Error('the database told nothing of the room')
  return {
    ...told,
    lines: told.lines.map(inOrder),
    present: told.present.map((doctor) => toPanelDoctor({ ...doctor, ...momentsOf(doctor) })),
    visits: told.visits.map((visit) => ({ ...visit, since: Temporal.Instant.from(visit.since) })),
    booked: told.booked.map((slot) => ({ ...slot, startsAt: Temporal.Instant.from(slot.startsAt) })),
    lastVisits: byQueue(told.lastVisits),
    coming: told.coming.map((shift) => ({ ...shift, startsAt: Temporal.Instant.from(shift.startsAt) })),
  }
}

function momentsOf({ shiftEndsAt, idleSince }: Told<DoctorRow>): Pick<DoctorRow, 'shiftEndsAt' | 'idleSince'> {
  return { shiftEndsAt: Temporal.Instant.from(shiftEndsAt), idleSince: Temporal.Instant.from(idleSince) }
}

/** Its columns are named as the keys of what is told are to be. */
function listOf(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(json_agg(told), '[]') from (${rows}) as told)`
}

/**
 * Everybody who waits and is ready, line by line; whoever came for a booked hour, and of the others those who may be called by
 * `callableBy`: one who rests for longer makes nobody else's wait longer. A row of arrays a line: thousands may wait. Their order
 * is made by {@link inOrder}, in a tenth of the time that the database takes for it.
 */
function linesOf({ grownUpBornBy, callableBy }: Bounds): RawBuilder<unknown> {
  return sql`
    select queue, languages, interpreter_wanted as "interpreterWanted", urgency, expert_id as "expertId",
      of_children as "ofChildren",
      array_agg(queue_key) as keys,
      array_agg(date_part('epoch', arrived_at) * 1000) as arrivals,
      case when expert_id is not null then array_agg(date_part('epoch', not_before) * 1000) end as "callableFrom"
    from (
      select waiting.*, urgency = 'urgent' and coalesce((
        select birth_date > ${grownUpBornBy}::date from patient where patient.id = waiting.patient_id), false) as of_children
      from waiting where paused_at is null and (expert_id is not null or not_before <= ${callableBy})
    ) ready
    group by queue, languages, interpreter_wanted, urgency, expert_id, of_children`
}

function inOrder(line: LineRow): LineRow {
  const { keys, arrivals, callableFrom } = line
  const order = keys.map((_, index) => index).toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
  const sorted = (values: readonly number[]): number[] => order.map((index) => values[index] ?? 0)
  return { ...line, keys: sorted(keys), arrivals: sorted(arrivals), callableFrom: callableFrom && sorted(callableFrom) }
}

/** How many are under way PostgreSQL guesses badly: with a join it may read all tickets there have ever been. */
const visitsUnderWay = sql`
  select c.expert_id as "expertId", (select specialty from ticket where ticket.id = c.ticket_id) as specialty,
    coalesce(c.started_at, c.matched_at) as since
  from encounter c where c.ended_at is null`

function bookedSlots(now: Instant): RawBuilder<unknown> {
  return sql`
    select a.expert_id as "expertId", lower(a.during) as "startsAt"
    from duty d join appointment a on a.shift_id = d.shift_id
    where d.ended_at is null and a.status = 'booked' and lower(a.during) >= ${now}
    order by lower(a.during)`
}

/** So many visits back is far enough for every specialty that is busy; the others go by the expectation. */
const visitsRead = 400

/** Several queries' worth of history in one. */
const lastVisits = sql`
  select t.specialty, (extract(epoch from c.ended_at - c.started_at) / 60)::float8 as minutes
  from (
    select ticket_id, started_at, ended_at from consultation
    where ended_at is not null and status = 'finished' and started_at is not null and not left_at_once
    order by ended_at desc limit ${sql.lit(visitsRead)}
  ) c
  join ticket t on t.id = c.ticket_id
  order by c.ended_at desc`

function byQueue(told: ToldRoom['lastVisits']): ReadonlyMap<QueueName, readonly number[]> {
  const visits = new Map<QueueName, number[]>()
  for (const { specialty, minutes } of told) {
    const queue = specialty ?? 'triage'
    const ofQueue = visits.get(queue) ?? []
    if (ofQueue.length < visitsLookedAt) visits.set(queue, [...ofQueue, minutes])
  }
  return visits
}

/** Shifts further away than this are nothing to wait for. */
const comingDays = 7

/**
 * For each specialty and language: when somebody who has both is on shift next: now, if a shift is on that nobody has taken up
 * yet. Whoever is on duty, or on a break, has taken theirs up.
 */
function comingShifts(now: Instant): RawBuilder<unknown> {
  return sql`
    with coming as (
      select s.expert_id, min(lower(s.during)) as begins_at
      from shift s
      where s.during && tstzrange(${now}, ${now.add({ hours: 24 * comingDays })}) and s.cancelled_at is null
        and not exists (select from duty d where d.shift_id = s.id and d.ended_at is null)
      group by s.expert_id
    )
    select specialty, l.language,
      greatest(min(coming.begins_at), date_trunc('minute', ${now}::timestamptz)) as "startsAt"
    from coming
    join expert e on e.id = coming.expert_id and e.retired_at is null
    join expert_language l on l.expert_id = e.id
    cross join unnest(e.specialties) as specialty
    group by specialty, l.language`
}

export async function countWaiting(db: Kysely<Database>): Promise<Waiting> {
  const rows = await db
    .selectFrom('waiting')
    .select(({ fn }) => ['queue', fn.countAll<number>().as('waiting')])
    .groupBy('queue')
    .execute()
  return Object.fromEntries(rows.map(({ queue, waiting }) => [queue, waiting]))
}

export function isQueue(name: string | undefined): name is QueueName {
  return name === 'triage' || (specialties as readonly (string | undefined)[]).includes(name)
}
