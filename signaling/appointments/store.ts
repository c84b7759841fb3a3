import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { toRange } from '../../db/range.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import type { Specialty, SpokenLanguage } from '../shapes.ts'
import { openTicketStatuses, openAppointmentStatuses } from '../vocabulary.ts'
import type { SearchedShift } from './rules.ts'

type Instant = Temporal.Instant

function languagesOf(expertId: string) {
  return sql<SpokenLanguage[]>`array(
    select language from expert_language where expert_id = ${sql.ref(expertId)}
    order by array_position(array['native','fluent','basic'], proficiency), language)`
}

/** Of an expert joined: neither retired nor disabled. */
const isOnPanel = sql<boolean>`expert.retired_at is null and not exists (
  select from account doctor where doctor.id = expert.account_id and doctor.disabled_at is not null)`

/** The experts on the panel of a specialty, of those who speak the language if one is given; their ids. */
export async function findExpertsToBook(
  db: Kysely<Database>,
  { specialty, language }: { readonly specialty: Specialty; readonly language?: SpokenLanguage | undefined },
): Promise<string[]> {
  const speaks =
    language === undefined
      ? sql`true`
      : sql`exists (select from expert_language where expert_id = expert.id and language = ${language})`
  const { rows } = await sql<{ id: string }>`
    select id from expert where ${isOnPanel} and ${specialty} = any(specialties) and ${speaks}`.execute(db)
  return rows.map(({ id }) => id)
}

interface BookableFilter {
  readonly expertIds: readonly string[]
  /** The shifts touch this stretch. */
  readonly during: InstantRange
  /** The shifts come after this one, and none of those kinds that begins with it. */
  readonly after: (Pick<BookableShift, 'begins' | 'shiftId'> & { readonly fullKinds: readonly string[] }) | undefined
  readonly limit: number
}

/** A shift in which a slot may be free. */
export interface BookableShift extends SearchedShift {
  readonly shiftId: string
  readonly expertId: string
  readonly begins: Instant
}

/** An appointment of these statuses has its expert's time. */
const taking = [...openAppointmentStatuses, 'fulfilled'] as const

/** Milliseconds since 1970. */
function ms(instant: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${instant}) * 1000)::bigint`
}

/** Of a shift, as {@link kindOf} says it. */
const kind = sql<string>`(${ms(sql`upper(during)`)} || ' ' || slot_minutes)`

/**
 * Shifts that can be booked, in the order in which they begin, each with what takes its expert's time from the stretch's start on. One
 * without the time of a slot is left out; of the others the caller cuts the slots. The index `shift_start` gives them in order, so
 * that a page costs what it holds; what is taken is found by the index of `appointment_expert_free`.
 */
export async function listBookableShifts(
  db: Kysely<Database>,
  { expertIds, during: { start, end }, after, limit }: BookableFilter,
): Promise<BookableShift[]> {
  const further =
    after === undefined
      ? sql`true`
      : sql`(lower(during), id) > (${after.begins}::timestamptz, ${after.shiftId}::uuid)
          and not (lower(during) = ${after.begins}::timestamptz and ${kind} = any(${after.fullKinds}::text[]))`
  // Each shift is held against its expert's appointments in turn, until there are enough: a join would look at all of them first.
  const { rows } = await sql<Omit<BookableShift, 'taken'> & { readonly taken: string | null }>`
    select shift.id as shift_id, shift.expert_id, shift.slot_minutes, shift.begins, ${ms(sql`shift.begins`)} as starts_at,
      ${ms(sql`upper(shift.during)`)} as ends_at, busy.taken
    from (
      select id, lower(during) as begins, during, slot_minutes, expert_id from shift
      where cancelled_at is null and slot_minutes is not null
        -- No shift is longer than 26 hours: shift_during.
        and lower(during) > ${start}::timestamptz - interval '26 hours' and lower(during) < ${end}::timestamptz
        and upper(during) > ${start}::timestamptz and expert_id = any(${expertIds}::uuid[]) and ${further}
      order by lower(during), id
    ) shift
    cross join lateral (
      select tstzrange(greatest(lower(shift.during), ${start}::timestamptz), upper(shift.during)) as during
    ) rest
    cross join lateral (
      select string_agg(${ms(sql`lower(during)`)} || ' ' || ${ms(sql`upper(during)`)}, ' ' order by lower(during)) as taken,
        coalesce(sum(upper(during * rest.during) - lower(during * rest.during)), interval '0') as length
      from appointment
      where expert_id = shift.expert_id and status in (${sql.join(taking)}) and during && rest.during
    ) busy
    where upper(rest.during) - lower(rest.during) - make_interval(mins => shift.slot_minutes) >= busy.length
    order by shift.begins, shift.id limit ${limit}`.execute(db)
  return rows.map((row) => ({ ...row, taken: row.taken?.split(' ').map(Number) ?? [] }))
}

/** An expert as a slot or an appointment shows them. */
export interface ExpertToShow {
  readonly expertId: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly title: string
  readonly institution: string
  readonly institutionLatin: string
  readonly timeZone: string
  readonly languages: SpokenLanguage[]
}

export async function findExpertsToShow(db: Kysely<Database>, expertIds: readonly string[]): Promise<ExpertToShow[]> {
  const { rows } = await sql<ExpertToShow>`
    select id as expert_id, name_han, name_latin, title, institution, institution_latin, time_zone,
      ${languagesOf('expert.id')} as languages
    from expert where id = any(${expertIds}::uuid[])`.execute(db)
  return rows
}

/** A shift and its expert, as far as booking asks. */
export function findShiftToBook(db: Kysely<Database>, shiftId: string) {
  return db
    .selectFrom('shift')
    .innerJoin('expert', 'expert.id', 'shift.expertId')
    .select(['shift.expertId', 'shift.during', 'shift.slotMinutes', 'shift.cancelledAt'])
    .select(['expert.specialties', isOnPanel.as('isOnPanel')])
    .where('shift.id', '=', shiftId)
    .executeTakeFirst()
}

/** Whether this patient belongs to the account and is not archived. */
export async function isPatientOf(db: Kysely<Database>, patientId: string, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('patient')
    .select('id')
    .where('id', '=', patientId)
    .where('accountId', '=', accountId)
    .where('archivedAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

function selectAppointments(db: Kysely<Database>) {
  return db
    .selectFrom('appointment')
    .innerJoin('patient', 'patient.id', 'appointment.patientId')
    .innerJoin('account', 'account.id', 'appointment.accountId')
    .innerJoin('expert', 'expert.id', 'appointment.expertId')
    .select([
      'appointment.id',
      'appointment.patientId',
      'appointment.accountId',
      'appointment.expertId',
      'appointment.specialty',
      'appointment.during',
      'appointment.reason',
      'appointment.status',
      'appointment.cancelledBy',
      'patient.name as patientName',
      'account.email',
      'account.locale',
      'account.timeZone as patientTimeZone',
      'expert.nameHan',
      'expert.nameLatin',
      'expert.title',
      'expert.institution',
      'expert.institutionLatin',
      'expert.timeZone',
      languagesOf('expert.id').as('languages'),
    ])
}

/** An appointment with whom it concerns. */
export type AppointmentEntry = Awaited<ReturnType<typeof getAppointment>>

export function getAppointment(db: Kysely<Database>, id: string) {
  return selectAppointments(db).where('appointment.id', '=', id).executeTakeFirstOrThrow()
}

export function findAppointment(db: Kysely<Database>, id: string): Promise<AppointmentEntry | undefined> {
  return selectAppointments(db).where('appointment.id', '=', id).executeTakeFirst()
}

export function findAppointmentByKey(
  db: Kysely<Database>,
  accountId: string,
  idempotencyKey: string,
): Promise<AppointmentEntry | undefined> {
  return selectAppointments(db)
    .where('appointment.accountId', '=', accountId)
    .where('appointment.idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst()
}

/** The booking that an account has of this very slot, for this patient. */
export function findOwnBooking(
  db: Kysely<Database>,
  slot: Pick<AppointmentValues, 'accountId' | 'patientId' | 'shiftId' | 'specialty'> & { readonly start: Instant },
): Promise<AppointmentEntry | undefined> {
  return selectAppointments(db)
    .where('appointment.accountId', '=', slot.accountId)
    .where('appointment.patientId', '=', slot.patientId)
    .where('appointment.shiftId', '=', slot.shiftId)
    .where('appointment.specialty', '=', slot.specialty)
    .where('appointment.status', '=', 'booked')
    .where(({ eb, fn, val }) => eb(fn<Instant>('lower', ['appointment.during']), '=', val(slot.start)))
    .executeTakeFirst()
}

/**
 * One's own (an account's or an expert's), from those that ended after `since` on, in order; none in the shifts of who has left
 * the panel.
 */
export function listAppointments(
  db: Kysely<Database>,
  of: { readonly accountId: string } | { readonly expertId: string },
  since: Instant,
): Promise<AppointmentEntry[]> {
  return selectAppointments(db)
    .$if('accountId' in of, (query) => query.where('appointment.accountId', '=', 'accountId' in of ? of.accountId : ''))
    .$if('expertId' in of, (query) =>
      query.where('appointment.expertId', '=', 'expertId' in of ? of.expertId : '').where(isOnPanel),
    )
    .where(({ eb, fn, val }) => eb(fn<Instant>('upper', ['appointment.during']), '>', val(since)))
    .orderBy('appointment.during')
    .orderBy('appointment.id')
    .limit(500)
    .execute()
}

/** When an account made the nth of its latest bookings, cancelled or not; undefined where it has made fewer. */
export async function findNthLatestBookedAt(
  db: Kysely<Database>,
  accountId: string,
  nth: number,
): Promise<Instant | undefined> {
  const row = await db
    .selectFrom('appointment')
    .select('createdAt')
    .where('accountId', '=', accountId)
    .orderBy('createdAt', 'desc')
    .offset(nth - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.createdAt
}

export interface AppointmentValues {
  readonly patientId: string
  readonly accountId: string
  readonly idempotencyKey: string
  readonly expertId: string
  readonly shiftId: string
  readonly specialty: Specialty
  readonly during: InstantRange
  readonly reason: string
  readonly createdAt: Instant
}

/** Refused by the database where the expert's or the patient's time is taken. Returns the id. */
export async function insertAppointment(trx: Transaction<Database>, values: AppointmentValues): Promise<string> {
  const { id } = await trx
    .insertInto('appointment')
    .values({
      patientId: values.patientId,
      accountId: values.accountId,
      idempotencyKey: values.idempotencyKey,
      expertId: values.expertId,
      shiftId: values.shiftId,
      specialty: values.specialty,
      during: toRange(values.during),
      reason: values.reason,
      createdAt: values.createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

type Obstacle = 'tooManyBookings' | 'slotTaken' | 'patientBusyThen'

/** For what the database would refuse an appointment as things are; by the time that it is inserted there may be another. */
export async function findObstacle(
  db: Kysely<Database>,
  values: Pick<AppointmentValues, 'expertId' | 'patientId' | 'during' | 'createdAt'>,
): Promise<Obstacle | undefined> {
  const { expertId, patientId, during, createdAt } = values
  const { rows } = await sql<{ isFull: boolean; isTaken: boolean; isBusy: boolean }>`
    select
      (select count(*) from appointment where patient_id = ${patientId}::uuid and status in ('booked', 'arrived')
        and during && tstzrange(${createdAt}::timestamptz, null)) >= 4 as is_full,
      exists (select from appointment where expert_id = ${expertId}::uuid and status in (${sql.join(taking)})
        and during && ${toRange(during)}) as is_taken,
      exists (select from appointment where patient_id = ${patientId}::uuid and status in (${sql.join(taking)})
        and during && ${toRange(during)}) as is_busy`.execute(db)
  const [found] = rows
  if (found?.isFull === true) return 'tooManyBookings'
  if (found?.isTaken === true) return 'slotTaken'
  return found?.isBusy === true ? 'patientBusyThen' : undefined
}

/** Returns false where it is booked no more. */
export async function setReason(trx: Transaction<Database>, id: string, reason: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('appointment')
    .set({ reason })
    .where('id', '=', id)
    .where('status', '=', 'booked')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Whether the patient of an appointment waits, is called or is seen all the same. */
export async function hasPlace(db: Kysely<Database>, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('ticket')
    .select('id')
    .where('appointmentId', '=', id)
    .where('status', 'in', openTicketStatuses)
    .executeTakeFirst()
  return row !== undefined
}
