import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Sightings, Told } from './absence.ts'

type Instant = Temporal.Instant

/** A visit under way, its room, and what the two whom it is between are called in there. */
export interface WatchedRoom {
  readonly consultationId: string
  readonly roomName: string
  readonly patientSeatId: string
  readonly doctorSeatId: string
}

/**
 * Visits into whose room it is time to look: first those where somebody was missing, so that many rooms never hold up the
 * few that matter. Each is put off until `nextTry`, so that one process at a time looks. They are chosen once and apart: a
 * choice within the update's own condition may be made anew for each row, and so exceed the limit.
 */
export async function claimRoomsToLookAt(
  db: Kysely<Database>,
  { now, nextTry, limit }: { readonly now: Instant; readonly nextTry: Instant; readonly limit: number },
): Promise<WatchedRoom[]> {
  const { rows } = await sql<WatchedRoom>`
    with first as materialized (
      select consultation_id from presence where look_at <= ${now}
      order by patient_absent_since is null and doctor_absent_since is null, look_at
      limit ${limit} for update skip locked
    ), due as (
      update presence set look_at = ${nextTry} from first where presence.consultation_id = first.consultation_id
      returning presence.consultation_id
    )
    select c.id as consultation_id, c.room_name, patient.id as patient_seat_id, doctor.id as doctor_seat_id
    from due
    join consultation c on c.id = due.consultation_id
    join participant patient on patient.consultation_id = c.id and patient.kind = 'patient'
    join participant doctor on doctor.consultation_id = c.id and doctor.kind = 'doctor'`.execute(db)
  return rows
}

/** Something has happened in a room: it is looked into with the next round. */
export async function lookSoon(db: Kysely<Database>, roomName: string, now: Instant): Promise<void> {
  await db
    .updateTable('presence')
    .set({ lookAt: now })
    .where('lookAt', '>', now)
    .where('consultationId', 'in', (query) =>
      query.selectFrom('consultation').select('id').where('roomName', '=', roomName),
    )
    .execute()
}

/** The doctor, who is not in the room, does something that a page does not do by itself: they wrote. */
export async function hearDoctor(trx: Transaction<Database>, consultationId: string, now: Instant): Promise<void> {
  await trx
    .updateTable('presence')
    .set({ doctorHeardAt: now })
    .where('consultationId', '=', consultationId)
    // While they are there nobody asks when they were heard, and the row is hot.
    .where('doctorAbsentSince', 'is not', null)
    .execute()
}

/**
 * The doctor's page has asked for the way in. It is heard once an absence, so that who comes back at the last moment has time to
 * come in, and a page that goes on trying by itself keeps no patient.
 */
export async function hearDoctorAskEntry(
  trx: Transaction<Database>,
  consultationId: string,
  now: Instant,
): Promise<void> {
  await sql`
    update presence set look_at = ${now}, doctor_heard_at =
      case when doctor_heard_at >= doctor_absent_since then doctor_heard_at else ${now} end
    where consultation_id = ${consultationId}`.execute(trx)
}

export type PresenceRow = Selectable<Database['presence']>

/** What is known, held until the transaction ends; undefined once the visit is over. */
export function lockPresence(trx: Transaction<Database>, consultationId: string): Promise<PresenceRow | undefined> {
  return trx
    .selectFrom('presence')
    .selectAll()
    .where('consultationId', '=', consultationId)
    .forUpdate()
    .executeTakeFirst()
}

export interface Look extends Sightings {
  readonly told: Told | undefined
  readonly pageOpen: boolean
  readonly lookAt: Instant
}

export async function saveLook(
  trx: Transaction<Database>,
  consultationId: string,
  { lookedAt, patientAbsentSince, doctorAbsentSince, told, pageOpen, lookAt }: Look,
): Promise<void> {
  await trx
    .updateTable('presence')
    .set({
      lookedAt,
      patientAbsentSince,
      doctorAbsentSince,
      lookAt,
      told: told?.kind ?? null,
      toldSince: told?.since ?? null,
      giveBackAt: told?.giveBackAt ?? null,
      pageOpen,
    })
    .where('consultationId', '=', consultationId)
    .execute()
}

export interface AbsentDoctor {
  readonly consultationId: string
  readonly accountId: string
}

/** Doctors who are not in the room of a visit under way. */
export async function findAbsentDoctors(db: Kysely<Database>): Promise<AbsentDoctor[]> {
  const { rows } = await sql<AbsentDoctor>`
    select presence.consultation_id, (
      select doctor.account_id from participant doctor
      where doctor.consultation_id = presence.consultation_id and doctor.kind = 'doctor') as account_id
    from presence where presence.doctor_absent_since is not null`.execute(db)
  return rows
}

/** A page of these visits' doctors is open here. Several processes say so at once: the rows are taken in one order. */
export async function seePages(
  db: Kysely<Database>,
  consultationIds: readonly string[],
  doctorPageAt: Instant,
): Promise<void> {
  await db
    .updateTable('presence')
    .set({ doctorPageAt })
    .where('consultationId', 'in', (query) =>
      query
        .selectFrom('presence')
        .select('consultationId')
        .where('consultationId', 'in', consultationIds)
        .orderBy('consultationId')
        .forUpdate(),
    )
    .execute()
}
