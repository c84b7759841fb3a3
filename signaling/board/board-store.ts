import { type Kysely, sql } from 'kysely'
import { kept } from '../../db/kept.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import type { MatchReason, QueueName, Specialty, SpokenLanguage } from '../shapes.ts'
import { firstNoteVersion, openTicketStatuses } from '../vocabulary.ts'
import { restsAfterClearing } from '../waiting-room/clearing-store.ts'
import type { RedFlag, Supply } from '../waiting-room/contract.ts'
import type { DoctorOnDuty, LanguageSkill } from '../waiting-room/rules/eligibility.ts'
import { wasLeftAtOnce } from '../waiting-room/in-vain-store.ts'
import type { BoardTicket } from './contract.ts'

type Instant = Temporal.Instant

export interface BoardRow {
  readonly id: string
  readonly number: number
  readonly patientId: string
  readonly patientName: string
  readonly birthDate: string | null
  readonly complaint: string
  readonly redFlags: RedFlag[]
  readonly languages: SpokenLanguage[]
  readonly interpreterWanted: boolean
  readonly country: string
  readonly urgency: BoardTicket['urgency']
  readonly toBeSupplied: Supply[]
  readonly status: BoardTicket['status']
  readonly callsMissed: number
  readonly arrivedAt: Instant
  readonly timeZone: string
  readonly nameHan: string | null
  readonly nameLatin: string | null
  readonly reasons: MatchReason[] | null
  readonly consultationId: string | null
  readonly queue: BoardTicket['queue']
  readonly queueKey: number | null
  readonly notBefore: Instant | null
  readonly restsAfterClearing: boolean
  readonly triaged: boolean | null
  readonly expertId: string | null
  readonly firstSince: Instant | null
  readonly doctorGoneSince: Instant | null
  readonly pausedAt: Instant | null
  readonly stuckAt: Instant | null
  readonly alarmedAt: Instant | null
  readonly waitingOfAccount: number
}

/** Everybody called or in consultation, and the first of those who wait. */
export async function findBoardRows(db: Kysely<Database>, limit: number, now: Instant): Promise<BoardRow[]> {
  const { rows } = await sql<BoardRow>`
    select t.id, t.number, t.patient_id, p.name as patient_name, p.birth_date, t.complaint, t.red_flags, t.languages,
      t.interpreter_wanted, t.country, t.urgency, t.to_be_supplied, t.status, t.calls_missed, t.arrived_at,
      a.time_zone, e.name_han, e.name_latin, c.reasons, c.id as consultation_id,
      w.queue, w.queue_key, w.not_before, w.triaged, w.expert_id, w.first_since, w.paused_at, w.stuck_at, w.alarmed_at,
      case when seen.told = 'doctor' then seen.told_since end as doctor_gone_since,
      ${restsAfterClearing({ ticket: 't', waiting: 'w' }, now)} as rests_after_clearing,
      (count(*) filter (where t.status = 'waiting') over (partition by t.account_id))::int as waiting_of_account
    from ticket t
    join patient p on p.id = t.patient_id
    join account a on a.id = t.account_id
    left join waiting w on w.ticket_id = t.id
    left join encounter c on c.ticket_id = t.id and c.ended_at is null
    left join presence seen on seen.consultation_id = c.id
    left join expert e on e.id = c.expert_id
    where t.status in (${sql.join(openTicketStatuses.map((status) => sql.lit(status)))}) and t.id = any(
      array(select ticket_id from waiting order by queue_key, ticket_id limit ${limit})
      || array(select ticket_id from encounter where ended_at is null))
    order by w.queue_key nulls first, t.arrived_at, t.id ${kept}`.execute(db)
  return rows
}

/** The tickets of doctors' queues, by id. */
export async function findTicketRows(
  db: Kysely<Database>,
  ticketIds: readonly string[],
): Promise<Map<string, QueuedRow>> {
  const { rows } = await sql<QueuedRow>`
    select t.id, t.number, p.name as patient_name, p.birth_date, t.complaint, t.red_flags, t.languages, t.urgency,
      t.to_be_supplied, t.arrived_at, a.time_zone, w.alarmed_at
    from ticket t join patient p on p.id = t.patient_id join account a on a.id = t.account_id
    left join waiting w on w.ticket_id = t.id
    where t.id = any(${ticketIds}::uuid[]) ${kept}`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

export type QueuedRow = Pick<
  BoardRow,
  | 'id'
  | 'number'
  | 'patientName'
  | 'birthDate'
  | 'complaint'
  | 'redFlags'
  | 'languages'
  | 'urgency'
  | 'toBeSupplied'
  | 'arrivedAt'
  | 'timeZone'
  | 'alarmedAt'
>

export interface OnShift {
  readonly expertId: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly specialties: Specialty[]
  readonly languages: LanguageSkill[]
  readonly timeZone: string
  readonly shiftEndsAt: Instant
}

/** Experts whose shift is on though they have not gone on duty. */
export async function findOnShiftNotOnDuty(db: Kysely<Database>, now: Instant): Promise<OnShift[]> {
  const { rows } = await sql<OnShift>`
    select e.id as expert_id, e.name_han, e.name_latin, e.specialties, e.time_zone, upper(s.during) as shift_ends_at,
      coalesce((select json_agg(json_build_object('language', l.language, 'proficiency', l.proficiency))
        from expert_language l where l.expert_id = e.id), '[]') as languages
    from shift s join expert e on e.id = s.expert_id
    where s.during @> ${now}::timestamptz and s.cancelled_at is null and e.retired_at is null
      and not exists (select from duty d where d.expert_id = e.id and d.ended_at is null)
    order by e.id ${kept}`.execute(db)
  return rows
}

/**
 * How many patients the doctors on duty have sent to the triage since their duty began, from calls and visits; by expert. There is no
 * bound: a doctor may be right each time, and a coordinator can see when not.
 */
export async function countSentToTriage(db: Kysely<Database>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ expertId: string; sent: number }>`
    select duty.expert_id, triage.sent
    from duty
    join expert on expert.id = duty.expert_id
    -- Of each doctor in turn: an index has what they have held.
    cross join lateral (
      select count(*)::int as sent from encounter
      where encounter.expert_id = duty.expert_id and encounter.matched_at >= duty.started_at
        and encounter.end_reason = 'wrongSpecialty' and encounter.status in ('brokenOff', 'calledInVain')
        and encounter.ended_by = expert.account_id
    ) triage
    where duty.ended_at is null and triage.sent > 0 ${kept}`.execute(db)
  return new Map(rows.map(({ expertId, sent }) => [expertId, sent]))
}

export interface Cover {
  readonly specialty: Specialty
  readonly shifts: InstantRange[]
}

/** For each specialty that somebody on the panel could cover: the shifts that touch a stretch of time. */
export async function findCover(db: Kysely<Database>, { start, end }: InstantRange): Promise<Cover[]> {
  const { rows } = await sql<{ specialty: Specialty; shifts: InstantRange[] | null }>`
    select specialty, array_agg(s.during order by s.during) filter (where s.id is not null) as shifts
    from expert e cross join unnest(e.specialties) as specialty
    left join shift s on s.expert_id = e.id and s.cancelled_at is null and s.during && tstzrange(${start}, ${end})
    where e.retired_at is null
    group by specialty order by specialty ${kept}`.execute(db)
  return rows.map(({ specialty, shifts }) => ({ specialty, shifts: shifts ?? [] }))
}

export interface RecentRow {
  readonly consultationId: string
  readonly ticketNumber: number
  readonly patientName: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly status: 'finished' | 'brokenOff' | 'leftAtOnce' | 'calledInVain'
  readonly endedAt: Instant
  readonly noteSigned: boolean
  /** It was held, or something is written, and there is no signature. */
  readonly toSign: boolean
}

/** The last calls and visits that ended since, newest first. */
export async function findRecent(db: Kysely<Database>, since: Instant, limit: number): Promise<RecentRow[]> {
  const { rows } = await sql<RecentRow>`
    select encounter.id as consultation_id, t.number as ticket_number, p.name as patient_name,
      e.name_han, e.name_latin, encounter.ended_at,
      case when ${wasLeftAtOnce('encounter')} then 'leftAtOnce' else encounter.status end as status,
      n.signed_at is not null as note_signed,
      n.signed_at is null and not ${wasLeftAtOnce('encounter')} and (encounter.status = 'finished'
        or encounter.status = 'brokenOff' and coalesce(n.version, 0) > ${firstNoteVersion}) as to_sign
    from encounter
    join ticket t on t.id = encounter.ticket_id
    join patient p on p.id = encounter.patient_id
    join expert e on e.id = encounter.expert_id
    left join note n on n.consultation_id = encounter.id
    where encounter.ended_at > ${since}
    order by encounter.ended_at desc, encounter.id limit ${limit} ${kept}`.execute(db)
  return rows
}

type ExpertOffDuty = Omit<DoctorOnDuty, 'free' | 'visits' | 'idleSince'>

/**
 * Experts as the rules see them, on duty or not: off duty, as if at the start of the shift that is on or comes next. Without
 * those who have left the panel.
 */
export async function findExperts(
  db: Kysely<Database>,
  expertIds: readonly string[],
  now: Instant,
): Promise<ExpertOffDuty[]> {
  const { rows } = await sql<Omit<ExpertOffDuty, 'shiftEndsAt'> & { shiftEndsAt: Instant | null }>`
    select e.id as expert_id, e.specialties,
      coalesce((select json_agg(json_build_object('language', l.language, 'proficiency', l.proficiency))
        from expert_language l where l.expert_id = e.id), '[]') as languages,
      (select upper(s.during) from shift s where s.expert_id = e.id and s.cancelled_at is null
        and s.during && tstzrange(${now}, null) order by lower(s.during) limit 1) as shift_ends_at
    from expert e join account a on a.id = e.account_id
    where e.id = any(${expertIds}::uuid[]) and e.retired_at is null and a.disabled_at is null ${kept}`.execute(db)
  return rows.map((row) => ({ ...row, shiftEndsAt: row.shiftEndsAt ?? now.add({ hours: 24 }) }))
}

export interface WaitingCount {
  readonly queue: QueueName
  /** Booked with this expert; null: with nobody. */
  readonly expertId: string | null
  readonly waiting: number
}

/** How many wait in these queues, and for these experts alone. */
export async function countWaitingFor(
  db: Kysely<Database>,
  queues: readonly QueueName[],
  expertIds: readonly string[],
): Promise<WaitingCount[]> {
  const { rows } = await sql<WaitingCount>`
    select queue, expert_id, count(*)::int as waiting from waiting
    where (queue = any(${queues}::text[]) and expert_id is null) or expert_id = any(${expertIds}::uuid[])
    group by queue, expert_id ${kept}`.execute(db)
  return rows
}
