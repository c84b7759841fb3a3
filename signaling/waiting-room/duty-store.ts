import { type Kysely, type RawBuilder, sql } from 'kysely'
import { kept } from '../../db/kept.ts'
import type { Database } from '../../db/tables.ts'
import type { Specialty } from '../shapes.ts'
import type { DoctorOnDuty, LanguageSkill } from './rules/eligibility.ts'
import { becameVisit } from './in-vain-store.ts'

/** One on the panel who is on duty, with what the board says beyond the rules. */
export interface PanelDoctor extends DoctorOnDuty {
  readonly accountId: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly timeZone: string
  readonly paused: boolean
  /** Paused by the server, because they had gone from a visit. */
  readonly away: boolean
  /** The number of the ticket called or seen at the moment. */
  readonly withTicket: number | null
}

export interface DoctorRow {
  readonly expertId: string
  readonly accountId: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly timeZone: string
  readonly specialties: Specialty[]
  readonly languages: LanguageSkill[]
  readonly shiftEndsAt: Temporal.Instant
  readonly paused: boolean
  readonly away: boolean
  readonly withTicket: number | null
  readonly visits: number
  readonly idleSince: Temporal.Instant
}

interface Asked {
  readonly expertIds?: readonly string[]
  /** Also those who are with somebody though their shift is over: nobody else will be sent to them. */
  readonly overrunning?: true
}

/** Everybody on duty, or those asked for, by id. A duty counts while its shift lasts. */
export async function findDoctorsOnDuty(
  db: Kysely<Database>,
  now: Temporal.Instant,
  asked: Asked = {},
): Promise<PanelDoctor[]> {
  const { rows } = await sql<DoctorRow>`${doctorsOnDuty(now, asked)} ${kept}`.execute(db)
  return rows.map(toPanelDoctor)
}

export function toPanelDoctor(row: DoctorRow): PanelDoctor {
  return { ...row, free: !row.paused && row.withTicket === null }
}

/** As a statement, its columns named as the keys of a {@link DoctorRow}. */
export function doctorsOnDuty(now: Temporal.Instant, { expertIds, overrunning }: Asked): RawBuilder<unknown> {
  return sql`
    select e.id as "expertId", e.account_id as "accountId", e.name_han as "nameHan", e.name_latin as "nameLatin",
      e.time_zone as "timeZone", e.specialties, coalesce(skills.languages, '[]') as languages,
      upper(s.during) as "shiftEndsAt", d.paused_at is not null as paused,
      d.paused_because is not distinct from 'away' as away,
      (select number from ticket where ticket.id = c.ticket_id) as "withTicket",
      held.visits, coalesce(held.last_ended_at, d.started_at) as "idleSince"
    from duty d
    join shift s on s.id = d.shift_id
    join expert e on e.id = d.expert_id
    left join encounter c on c.expert_id = d.expert_id and c.ended_at is null
    left join lateral (
      select json_agg(json_build_object('language', l.language, 'proficiency', l.proficiency)) as languages
      from expert_language l where l.expert_id = d.expert_id
    ) skills on true
    left join lateral (
      select count(*)::int as visits, max(ended_at) as last_ended_at
      from consultation
      where expert_id = d.expert_id and matched_at >= d.started_at and status = 'finished' and ${becameVisit}
    ) held on true
    where d.ended_at is null and e.retired_at is null
      and (upper(s.during) > ${now} ${overrunning ? sql`or c.id is not null` : sql``})
      ${expertIds === undefined ? sql`` : sql`and d.expert_id = any(${expertIds}::uuid[])`}
    order by e.id`
}

/** Somebody whose screen shows what waits for them. */
export interface Onlooker {
  readonly expertId: string
  readonly specialties: readonly Specialty[]
  /** Paused or not. */
  readonly onDuty: boolean
}

/** Of an expert `e`: on duty, or on shift now or within the hour; they look before they begin. */
function looksOn(now: Temporal.Instant) {
  return sql<boolean>`e.retired_at is null and e.id in (
    select expert_id from duty where ended_at is null
    union all
    select expert_id from shift
    where cancelled_at is null and during && tstzrange(${now}, ${now.add({ hours: 1 })}))`
}

/** Of an expert `e`. */
const isOnDuty = sql<boolean>`exists (select from duty d where d.expert_id = e.id and d.ended_at is null)`

/** Everybody whose screen shows what waits: for whoever tells of many tickets. */
export async function findOnlookers(db: Kysely<Database>, now: Temporal.Instant): Promise<Onlooker[]> {
  const { rows } = await sql<Onlooker>`
    select e.id as expert_id, e.specialties, ${isOnDuty} as on_duty from expert e where ${looksOn(now)}`.execute(db)
  return rows
}

/** The onlookers who may take from a queue. */
export interface Serving {
  readonly expertIds: readonly string[]
  /** Of those of them who are on duty. */
  readonly specialties: readonly Specialty[]
}

/** The onlookers of some of these specialties. In one row: thousands of them take longer to read than to find. */
export async function findServing(
  db: Kysely<Database>,
  takers: readonly Specialty[],
  now: Temporal.Instant,
): Promise<Serving> {
  const { rows } = await sql<{ expertIds: string | null; specialties: Specialty[] }>`
    with serving as materialized (
      select e.id, e.specialties, ${isOnDuty} as on_duty from expert e
      where e.specialties && ${takers}::text[] and ${looksOn(now)}
    )
    select
      (select string_agg(id::text, ' ') from serving) as expert_ids,
      array(
        select distinct specialty from serving cross join unnest(specialties) as specialty where on_duty
      ) as specialties`.execute(db)
  const [found] = rows
  return { expertIds: found?.expertIds?.split(' ') ?? [], specialties: found?.specialties ?? [] }
}
