import { type ExpressionBuilder, type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { toRange } from '../../db/range.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import { inHandTicketStatuses, openAppointmentStatuses } from '../vocabulary.ts'

type Instant = Temporal.Instant

const inHand = sql.join(inHandTicketStatuses.map((status) => sql.lit(status)))
const open = sql.join(openAppointmentStatuses.map((status) => sql.lit(status)))

export type ShiftRow = Selectable<Database['shift']> & { readonly booked: number }

/** Whether an appointment's patient is not being called or seen. Whoever is keeps the appointment, whatever becomes of the shift. */
function notInHand(appointmentId: string) {
  return sql<boolean>`not exists (
    select from ticket where ticket.appointment_id = ${sql.ref(appointmentId)} and ticket.status in (${inHand}))`
}

/** Patients who are booked in a shift or wait for it. */
function booked({ selectFrom }: ExpressionBuilder<Database, 'shift'>) {
  return selectFrom('appointment')
    .whereRef('appointment.shiftId', '=', 'shift.id')
    .where('appointment.status', 'in', openAppointmentStatuses)
    .where(notInHand('appointment.id'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .$asScalar()
    .$notNull()
    .as('booked')
}

function selectShifts(db: Kysely<Database>) {
  return db.selectFrom('shift').selectAll('shift').select(booked)
}

/** Shifts that are not cancelled and touch the stretch, in order. */
export function listShifts(
  db: Kysely<Database>,
  during: InstantRange,
  filter: { readonly expertId?: string } = {},
): Promise<ShiftRow[]> {
  return selectShifts(db)
    .where('shift.cancelledAt', 'is', null)
    .where('shift.during', '&&', toRange(during))
    .$if(filter.expertId !== undefined, (query) => query.where('shift.expertId', '=', filter.expertId ?? ''))
    .orderBy('shift.during')
    .orderBy('shift.id')
    .execute()
}

/** How many appointments stand in each of these shifts, of patients who are being called or seen as well; no entry where none does. */
export async function countOpenAppointments(
  db: Kysely<Database>,
  shiftIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ shiftId: string; count: number }>`
    select shift_id, count(*)::int as count from appointment
    where shift_id = any(${shiftIds}::uuid[]) and status in (${open}) group by shift_id`.execute(db)
  return new Map(rows.map(({ shiftId, count }) => [shiftId, count]))
}

/** The shift that is on or comes next, and whatever else begins before it does: few rows, in order. */
export function listComingShifts(db: Kysely<Database>, expertId: string, now: Instant): Promise<ShiftRow[]> {
  return selectShifts(db)
    .where('shift.cancelledAt', 'is', null)
    .where('shift.expertId', '=', expertId)
    .where(({ eb, fn, val }) => eb(fn<Instant>('upper', ['shift.during']), '>', val(now)))
    .orderBy('shift.during')
    .limit(2)
    .execute()
}

/** Days for which it is told that a shift is gone with its weekly pattern: afterwards the doctor knows. */
const patternEndTold = 3

/**
 * The first cancelled shift of an expert that touches the stretch, and that no other stands in for; of those that went with their weekly
 * pattern only while that is news.
 */
export async function findCancelled(
  db: Kysely<Database>,
  expertId: string,
  stretch: InstantRange,
): Promise<InstantRange | undefined> {
  const { rows } = await sql<{ during: InstantRange }>`
    select during from shift
    where expert_id = ${expertId}::uuid and cancelled_at is not null and during && ${toRange(stretch)}
      and not exists (
        select from shift instead
        where instead.expert_id = shift.expert_id and instead.cancelled_at is null and instead.during && shift.during)
      and not exists (
        select from shift_pattern pattern
        where pattern.id = shift.pattern_id and pattern.ended_at = shift.cancelled_at
          and pattern.ended_at < ${stretch.start}::timestamptz - make_interval(days => ${sql.lit(patternEndTold)}))
    order by during limit 1`.execute(db)
  return rows[0]?.during
}

/** Experts with a shift that begins or ends after `from` and up to `until`. */
export async function findTurning(db: Kysely<Database>, from: Instant, until: Instant): Promise<string[]> {
  const { rows } = await sql<{ expertId: string }>`
    select distinct expert_id from shift
    where cancelled_at is null and during && tstzrange(${from}, ${until}, '[]')
      and (lower(during) > ${from} or upper(during) <= ${until})
    order by expert_id`.execute(db)
  return rows.map(({ expertId }) => expertId)
}

export function findShift(db: Kysely<Database>, id: string): Promise<ShiftRow | undefined> {
  return selectShifts(db).where('shift.id', '=', id).executeTakeFirst()
}

export function getShift(db: Kysely<Database>, id: string): Promise<ShiftRow> {
  return selectShifts(db).where('shift.id', '=', id).executeTakeFirstOrThrow()
}

export async function findShiftByKey(
  db: Kysely<Database>,
  createdBy: string,
  idempotencyKey: string,
): Promise<ShiftRow | undefined> {
  return selectShifts(db)
    .where('shift.createdBy', '=', createdBy)
    .where('shift.idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst()
}

export interface ShiftValues {
  readonly expertId: string
  readonly patternId: string | null
  readonly idempotencyKey: string | null
  readonly during: InstantRange
  readonly timeZone: string
  readonly slotMinutes: number | null
  readonly createdBy: string | null
  readonly createdAt: Instant
}

function rowOf(values: ShiftValues) {
  return {
    expertId: values.expertId,
    patternId: values.patternId,
    idempotencyKey: values.idempotencyKey,
    during: toRange(values.during),
    timeZone: values.timeZone,
    slotMinutes: values.slotMinutes,
    createdBy: values.createdBy,
    createdAt: values.createdAt,
  }
}

/** Refused by the database (`shift_no_overlap`) where the expert has a shift then. Returns the id. */
export async function insertShift(trx: Transaction<Database>, values: ShiftValues): Promise<string> {
  const { id } = await trx.insertInto('shift').values(rowOf(values)).returning('id').executeTakeFirstOrThrow()
  return id
}

export async function insertShifts(trx: Transaction<Database>, values: readonly ShiftValues[]): Promise<void> {
  if (values.length === 0) return
  await trx.insertInto('shift').values(values.map(rowOf)).execute()
}

export async function setCancelled(
  trx: Transaction<Database>,
  shiftIds: readonly string[],
  cancelledAt: Instant | null,
): Promise<void> {
  if (shiftIds.length === 0) return
  await trx.updateTable('shift').set({ cancelledAt }).where('id', 'in', shiftIds).execute()
}

/** Of a cancelled shift: how many appointments were cancelled with it. */
export async function countCancelledWith(db: Kysely<Database>, shiftId: string): Promise<number> {
  const { count } = await db
    .selectFrom('appointment')
    .innerJoin('shift', 'shift.id', 'appointment.shiftId')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('shift.id', '=', shiftId)
    .whereRef('appointment.cancelledAt', '=', 'shift.cancelledAt')
    .executeTakeFirstOrThrow()
  return count
}

/** Of an expert: what is on or to come. */
export function listUnfinishedShifts(db: Kysely<Database>, expertId: string, now: Instant): Promise<ShiftRow[]> {
  return selectShifts(db)
    .where('shift.cancelledAt', 'is', null)
    .where('shift.expertId', '=', expertId)
    .where(({ eb, fn, val }) => eb(fn<Instant>('upper', ['shift.during']), '>', val(now)))
    .orderBy('shift.during')
    .execute()
}

/** Of those: how many, and how many patients are booked in them or wait for them. */
export async function countUnfinished(
  db: Kysely<Database>,
  expertId: string,
  now: Instant,
): Promise<{ readonly shifts: number; readonly booked: number }> {
  const { rows } = await sql<{ shifts: number; booked: number }>`
    select count(distinct s.id)::int as shifts, count(a.id)::int as booked
    from shift s
    left join appointment a on a.shift_id = s.id and a.status in (${open}) and ${notInHand('a.id')}
    where s.expert_id = ${expertId} and s.cancelled_at is null and upper(s.during) > ${now}`.execute(db)
  return rows[0] ?? { shifts: 0, booked: 0 }
}

/** Of an expert, or of one pattern: what has not begun. */
export function listShiftsAfter(
  db: Kysely<Database>,
  now: Instant,
  of: { readonly expertId: string; readonly patternId?: string },
): Promise<ShiftRow[]> {
  return selectShifts(db)
    .where('shift.cancelledAt', 'is', null)
    .where('shift.expertId', '=', of.expertId)
    .$if(of.patternId !== undefined, (query) => query.where('shift.patternId', '=', of.patternId ?? ''))
    .where(({ eb, fn, val }) => eb(fn<Instant>('lower', ['shift.during']), '>', val(now)))
    .orderBy('shift.during')
    .execute()
}

/** Whoever is on the panel and has not retired, disabled ones too; `onDuty` also while paused. */
export async function listRosterExperts(db: Kysely<Database>) {
  return db
    .selectFrom('expert')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .leftJoin('duty', (join) => join.onRef('duty.expertId', '=', 'expert.id').on('duty.endedAt', 'is', null))
    .select(['expert.id', 'expert.nameHan', 'expert.nameLatin', 'expert.specialties', 'expert.timeZone'])
    .select('duty.shiftId as dutyShiftId')
    .select(({ eb }) => [
      eb('duty.id', 'is not', null).$castTo<boolean>().as('onDuty'),
      eb('account.disabledAt', 'is', null).$castTo<boolean>().as('maySignIn'),
    ])
    .where('expert.retiredAt', 'is', null)
    .orderBy('expert.nameLatin')
    .orderBy('expert.id')
    .execute()
}

/** The panel entry of an account of staff, retired or not; undefined where the account is no staff. */
export function findExpertOfStaff(
  db: Kysely<Database>,
  accountId: string,
): Promise<{ readonly expertId: string | null } | undefined> {
  return db
    .selectFrom('account')
    .leftJoin('expert', 'expert.accountId', 'account.id')
    .select('expert.id as expertId')
    .where('account.id', '=', accountId)
    .where('account.role', '<>', 'compatriot')
    .executeTakeFirst()
}

/** Whether the expert stands on the panel, with an account that is not disabled. */
export async function maySignIn(db: Kysely<Database>, expertId: string): Promise<boolean> {
  const row = await db
    .selectFrom('expert')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .select('expert.id')
    .where('expert.id', '=', expertId)
    .where('expert.retiredAt', 'is', null)
    .where('account.disabledAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
