import { sql } from 'kysely'
import { pino } from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { grantToApplication, ownsTables } from '../../db/application-role.ts'
import { openDatabase } from '../../db/connection.ts'
import { isFrozen } from '../../signaling/errors.ts'
import type { TestDatabase } from '../support/database.ts'
import { openTestDatabase } from '../support/hospital.ts'

const database = openTestDatabase()
let role: string

beforeAll(async () => {
  role = decodeURIComponent(new URL(database.url).username)
  // A database made from a template does not take over what may be done with the template itself.
  await grantToApplication(database.owner, role)
})

const refused = { code: '42501' }

describe('the role of the application', () => {
  test.each([
    'alter table note disable trigger note_signed_is_frozen',
    'alter table note disable trigger all',
    'drop trigger note_signed_is_frozen on note',
    'truncate note_addendum',
    'truncate account cascade',
    'drop table note',
    'alter table note drop constraint note_signed',
    'alter table note owner to current_user',
    'alter table account add column secret text',
    'create index on account (name)',
    'create table public.mine (id integer)',
    'create temporary table mine (id integer)',
    'create schema mine',
    'create function public.mine() returns integer language sql return 1',
    `create or replace function refuse_change_of_signed_note() returns trigger language plpgsql as 'begin return new; end'`,
    'drop function refuse_change_of_signed_note cascade',
    `set session_replication_role = 'replica'`,
    `select set_config('session_replication_role', 'replica', false)`,
    'create role mine superuser',
    'alter role current_user createrole',
    'drop database current',
    `select setval('ticket_number', 1)`,
    'drop schema pgboss cascade',
    'truncate pgboss.job',
    'alter table pgboss.job add column mine text',
    'delete from kysely_migration',
    `copy account to program 'cat'`,
    `select pg_read_file('postgresql.conf')`,
  ])('may not: %s', async (statement) => {
    const text = statement.replace('database current', `database ${new URL(database.url).pathname.slice(1)}`)
    await expect(sql.raw(text).execute(database.db)).rejects.toMatchObject(refused)
  })

  test('owns nothing at all', async () => {
    const { rows } = await sql`
      select classid::regclass, objid from pg_shdepend
      where refclassid = 'pg_authid'::regclass and refobjid = (select oid from pg_roles where rolname = current_user)
        and deptype = 'o'`.execute(database.db)
    expect(rows).toEqual([])
    expect(await ownsTables(database.db)).toBe(false)
    expect(await ownsTables(database.owner)).toBe(true)
  })

  test('changes no note that is signed, nor an addendum', async () => {
    await signNote(database.owner)
    const refusals: unknown[] = []
    for (const statement of [
      `update note set advice = 'forged'`,
      'update note set signed_at = null, signed_by = null',
      'delete from note',
      `update note_addendum set body = 'forged'`,
      'delete from note_addendum',
    ]) {
      refusals.push(await sql.raw(statement).execute(database.db).catch(isFrozen))
    }
    expect(refusals).toEqual([true, true, true, true, true])
  })

  test('reads and writes a table of a later migration, before and after the next grant', async () => {
    await sql`create table later (id bigint generated always as identity, word text)`.execute(database.owner)
    await sql`create sequence later_number`.execute(database.owner)
    for (const word of ['before', 'after']) {
      await sql`insert into later (word) select ${word} from nextval('later_number')`.execute(database.db)
      await grantToApplication(database.owner, role)
    }
    const { rows } = await sql`select word from later order by id`.execute(database.db)
    expect(rows).toEqual([{ word: 'before' }, { word: 'after' }])
    await expect(sql`truncate later`.execute(database.db)).rejects.toMatchObject(refused)
  })

  test('is granted what it needs by many processes at once', async () => {
    const owners = Array.from({ length: 6 }, () =>
      openDatabase(database.ownerUrl, pino({ level: 'silent' }), { max: 1 }),
    )
    await Promise.all(owners.map(({ db }) => grantToApplication(db, role)))
    await Promise.all(owners.map(({ close }) => close()))
  })
})

/** One consultation whose note is signed, with an addendum. */
async function signNote(owner: TestDatabase['owner']): Promise<void> {
  await sql`
    with doctor as (
      insert into account (email, role, name, time_zone, locale) values ('d@example.org', 'doctor', 'D', 'Asia/Shanghai', 'zh-CN') returning id
    ), someone as (
      insert into account (email, role, name, time_zone, locale) values ('c@example.org', 'compatriot', 'C', 'Europe/Rome', 'it') returning id
    ), expert as (
      insert into expert (account_id, name_han, name_latin, specialties, institution, license_number, license_verified_by, time_zone)
      select id, 'D', 'D', '{tcm}', 'A', '1', 'B', 'Asia/Shanghai' from doctor returning id
    ), patient as (
      insert into patient (account_id, name, relationship) select id, 'C', 'self' from someone returning id, account_id
    ), ticket as (
      insert into ticket (patient_id, account_id, idempotency_key, complaint, specialty, languages, country, urgency, status, arrived_at)
      select id, account_id, gen_random_uuid(), 'C', 'tcm', '{cmn}', 'IT', 'routine', 'done', now() from patient returning id, patient_id
    ), consultation as (
      insert into consultation (ticket_id, patient_id, expert_id, status, reasons, matched_at, call_until, room_name, started_at, ended_at, end_reason)
      select ticket.id, patient_id, expert.id, 'finished', '[]', now(), now(), 'r', now(), now(), 'completed' from ticket, expert
      returning id, patient_id
    )
    insert into note (consultation_id, patient_id, author_id, advice, saved_at)
    select consultation.id, patient_id, doctor.id, 'rest', now() from consultation, doctor`.execute(owner)
  await sql`update note set signed_by = author_id, signed_at = now(), signer_name = 'D', signer_title = '', signer_institution = 'A',
      signer_institution_latin = '', signer_license_number = '1'`.execute(owner)
  await sql`
    insert into note_addendum (note_id, idempotency_key, body, signed_by, signer_name, signed_at)
    select id, gen_random_uuid(), 'and drink', signed_by, 'D', now() from note`.execute(owner)
}
