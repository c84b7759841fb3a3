import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'

/** So many doctors of general practice on duty and free, all speaking Mandarin. */
export async function addDoctors(db: Kysely<Database>, count: number): Promise<void> {
  await sql`
    with doctors as (
      insert into account (email, role, name, time_zone, locale)
      select 'doctor' || n || '@example.org', 'doctor', '陈建国', 'Asia/Shanghai', 'zh-CN' from generate_series(1, ${count}::int) n
      returning id
    ), experts as (
      insert into expert (account_id, name_han, name_latin, specialties, institution, license_number, license_verified_by, time_zone)
      select id, '陈建国', 'Chen Jianguo', '{generalPractice}', '温州市人民医院', '1', '卫健委', 'Asia/Shanghai' from doctors
      returning id
    ), languages as (
      insert into expert_language (expert_id, language, proficiency) select id, 'cmn', 'native' from experts
    ), shifts as (
      insert into shift (expert_id, during, time_zone)
      select id, tstzrange(now() - interval '1 hour', now() + interval '20 hours'), 'Asia/Shanghai' from experts
      returning id, expert_id
    )
    insert into duty (expert_id, shift_id, started_at) select expert_id, id, now() from shifts`.execute(db)
}

/** So many households of one patient each. */
export async function addPatients(db: Kysely<Database>, count: number): Promise<void> {
  await sql`
    with accounts as (
      insert into account (email, role, name, time_zone, locale)
      select 'compatriot' || n || '@example.org', 'compatriot', '林秀英', 'Europe/Rome', 'it' from generate_series(1, ${count}::int) n
      returning id
    )
    insert into patient (account_id, name, relationship) select id, '林秀英', 'self' from accounts`.execute(db)
}

/** Every patient waits for general practice, and nobody is in a visit. */
export async function everybodyWaits(db: Kysely<Database>): Promise<void> {
  await sql`truncate call, consultation, ticket, waiting, outbox cascade`.execute(db)
  await queueThoseLeft(db, sql`now() - interval '1 hour' + number * interval '100 ms'`)
  await sql`analyze`.execute(db)
}

/** Whoever was seen has come anew, and stands behind all others. */
export async function everybodyWaitsAgain(db: Kysely<Database>): Promise<void> {
  await queueThoseLeft(db, sql`now()`)
}

/** Those who don't wait take a place, each with a number of their own: among thousands it takes long to find a free one. */
async function queueThoseLeft(db: Kysely<Database>, arrivedAt: RawBuilder<unknown>): Promise<void> {
  await sql`
    with numbered as (
      select id, account_id, (row_number() over (order by id))::int as number from patient
    ), tickets as (
      insert into ticket (number, patient_id, account_id, idempotency_key, complaint, specialty, languages, country, urgency, arrived_at)
      select number, id, account_id, gen_random_uuid(), '发烧两天，咳嗽', 'generalPractice', '{cmn}', 'IT', 'routine', ${arrivedAt}
      from numbered where not exists (select from waiting where patient_id = numbered.id)
      returning id, number, patient_id, languages, urgency, arrived_at
    )
    insert into waiting (ticket_id, patient_id, queue, languages, interpreter_wanted, urgency, triaged, queue_key, arrived_at, not_before)
    select id, patient_id, 'generalPractice', languages, false, urgency, false,
      (extract(epoch from arrived_at) * 1000000)::bigint / 100000 * 100000 + number, arrived_at, arrived_at
    from tickets`.execute(db)
}

/** Every visit is over and every doctor free again. */
export async function everybodyIsFree(db: Kysely<Database>): Promise<void> {
  await sql`
    with ended as (
      update call set ended_at = now(), end_reason = 'technical' where ended_at is null returning ticket_id
    )
    update ticket set status = 'done' from ended where ticket.id = ended.ticket_id`.execute(db)
}
