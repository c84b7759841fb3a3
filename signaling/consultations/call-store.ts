import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { AccountRole } from '../access.ts'
import type { MatchReason } from '../shapes.ts'
import { wasLeftAtOnce } from '../waiting-room/in-vain-store.ts'
import { type EncounterStatus, type EndReason, isCall } from './rules.ts'

type Instant = Temporal.Instant
type CallRow = Selectable<Database['call']>

export interface NewCall {
  readonly ticketId: string
  readonly patientId: string
  readonly expertId: string
  readonly reasons: readonly MatchReason[]
  /** The coordinator who assigned by hand; null where the server matched. */
  readonly matchedBy: string | null
  readonly now: Instant
  readonly callUntil: Instant
}

/** A call that waits for its patient to answer; its id. */
export async function insertCall(trx: Transaction<Database>, call: NewCall, roomName: string): Promise<string> {
  const { ticketId, patientId, expertId, reasons, matchedBy, now, callUntil } = call
  const { rows } = await sql<{ id: string }>`
    select consultation_id as id from open_calls(
      array[row(${ticketId}, ${patientId}, ${expertId}, ${JSON.stringify(reasons)}::jsonb, ${roomName})::new_call],
      ${matchedBy}, ${now}, ${callUntil})`.execute(trx)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('a call was opened without an id')
  return id
}

/** Undefined where there is none of this id, or where it has been answered and is a visit. */
export function lockCall(trx: Transaction<Database>, id: string): Promise<CallRow | undefined> {
  return trx.selectFrom('call').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/**
 * Answers a call that the caller holds, open: the visit begins, its patient let in, its doctor as far as they have come. Who is in its
 * room is looked at from now on.
 */
export async function answerCall(trx: Transaction<Database>, id: string, now: Instant): Promise<void> {
  await sql`
    with answered as (
      delete from call where id = ${id} returning *
    ), begun as (
      insert into consultation (id, ticket_id, patient_id, expert_id, status, reasons, matched_at, matched_by, call_until, room_name, started_at)
      select id, ticket_id, patient_id, expert_id, 'inProgress', reasons, matched_at, matched_by, call_until, room_name, ${now}::timestamptz
      from answered
    ), seated as (
      insert into participant (id, consultation_id, kind, account_id, name, status, admitted_at, admitted_by, created_at)
      select patient_seat_id, answered.id, 'patient', patient.account_id, patient.name, 'admitted', ${now}::timestamptz,
        patient.account_id, matched_at
      from answered join patient on patient.id = answered.patient_id
      union all
      select doctor_seat_id, answered.id, 'doctor', expert.account_id, expert.name_han,
        case when doctor_came_at is null then 'invited' else 'admitted' end, doctor_came_at,
        case when doctor_came_at is not null then expert.account_id end, matched_at
      from answered join expert on expert.id = answered.expert_id
    )
    insert into presence (consultation_id, look_at) select id, ${now}::timestamptz from answered`.execute(trx)
}

/** The doctor is on the way into the room. */
export async function setDoctorCame(trx: Transaction<Database>, id: string, now: Instant): Promise<void> {
  await trx.updateTable('call').set({ doctorCameAt: now }).where('id', '=', id).execute()
}

/** A call that came to nothing. */
export async function endCall(
  trx: Transaction<Database>,
  id: string,
  { endReason, endedBy, endedAt }: { endReason: EndReason; endedBy: string | null; endedAt: Instant },
): Promise<void> {
  await trx.updateTable('call').set({ endReason, endedBy, endedAt }).where('id', '=', id).execute()
}

/** A seat that a call's visit has, or will have. */
export interface CallSeat {
  readonly id: string
  readonly kind: 'patient' | 'doctor'
  readonly accountId: string
  readonly name: string
  readonly nameLatin: string | null
  readonly status: 'invited' | 'admitted'
}

/**
 * The patient's and the doctor's, in this order; none of a visit, also where it was read as a call and has been answered since: then its
 * own seats are the same.
 */
export async function listCallSeats(
  db: Kysely<Database>,
  { id, status }: { readonly id: string; readonly status: EncounterStatus },
): Promise<CallSeat[]> {
  if (!isCall({ status })) return []
  const { rows } = await sql<CallSeat>`
    select seat.id, seat.kind, seat.account_id, seat.name, seat.name_latin, seat.status
    from call
    join patient on patient.id = call.patient_id
    join expert on expert.id = call.expert_id
    cross join lateral (values
      (1, patient_seat_id, 'patient', patient.account_id, patient.name, null, 'invited'),
      (2, doctor_seat_id, 'doctor', expert.account_id, expert.name_han, expert.name_latin, case when doctor_came_at is null then 'invited' else 'admitted' end)
    ) as seat (place, id, kind, account_id, name, name_latin, status)
    where call.id = ${id}
    order by seat.place`.execute(db)
  return rows
}

export interface LastCall {
  readonly id: string
  readonly answered: boolean
  /** And nothing is written of it. */
  readonly leftAtOnce: boolean
  readonly endReason: EndReason | null
  /** null: it came to an end by itself. */
  readonly endedBy: AccountRole | null
  /** Its place is still kept: neither left, nor done with another doctor. */
  readonly waits: boolean
}

/** The last call for an expert, also where it has become a visit, and how it ended. */
export async function findLastCall(db: Kysely<Database>, expertId: string): Promise<LastCall | undefined> {
  const row = await db
    .selectFrom('encounter')
    .innerJoin('ticket', 'ticket.id', 'encounter.ticketId')
    .leftJoin('account as ender', 'ender.id', 'encounter.endedBy')
    .select(['encounter.id', 'encounter.startedAt', 'encounter.endReason', 'ticket.status'])
    .select(['ender.role as endedBy', wasLeftAtOnce('encounter').as('leftAtOnce')])
    .where('encounter.expertId', '=', expertId)
    .orderBy('encounter.matchedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      answered: row.startedAt !== null,
      leftAtOnce: row.leftAtOnce,
      endReason: row.endReason,
      endedBy: row.endedBy,
      waits: row.status !== 'left' && row.status !== 'done',
    }
  )
}
