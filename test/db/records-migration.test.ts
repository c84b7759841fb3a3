import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../db/connection.ts'
import { up as foundation } from '../../migrations/0001-foundation.ts'
import { up as matching } from '../../migrations/0002-matching.ts'
import { down, up } from '../../migrations/0003-closed-records.ts'
import * as whomAdviceIsAbout from '../../migrations/0020-whom-advice-is-about.ts'
import * as oneCityOfADoctor from '../../migrations/0023-one-city-of-a-doctor.ts'
import * as leftAtOnce from '../../migrations/0024-left-at-once.ts'
import * as calls from '../../migrations/0025-calls.ts'
import { databaseUrl, onServer } from '../support/postgres.ts'

const migrations = join(import.meta.dirname, '..', '..', 'migrations')

/** A database in which somebody has written what they liked, before it was refused. */
const name = `qiaoyi_test_${randomBytes(6).toString('hex')}`
let opened: OpenDatabase
let db: Kysely<unknown>

beforeAll(async () => {
  const server = inject('postgresUrl')
  await onServer(server, `create database ${name}`)
  opened = openDatabase(databaseUrl(server, name), pino({ level: 'silent' }), { max: 2 })
  db = opened.db.withoutPlugins() as unknown as Kysely<unknown>
  await foundation(db)
  await matching(db)
  await sql.raw(people).execute(db)
  for (const [n, status, hasPlace] of tickets) await sql.raw(ticket(n, status, hasPlace)).execute(db)
  await sql.raw(visits).execute(db)
})

afterAll(async () => {
  await opened?.close()
  await onServer(inject('postgresUrl'), `drop database ${name}`)
})

/** `00000000-0000-0000-0000-000000000012` for 12. */
const id = (n: number): string => `'00000000-0000-0000-0000-${String(n).padStart(12, '0')}'::uuid`

const people = `
  insert into account (id, email, role, time_zone, locale) values
    (${id(1)}, 'a@example.org', 'compatriot', 'Europe/Rome', 'it'),
    (${id(2)}, 'b@example.org', 'doctor', 'Asia/Shanghai', 'zh-CN'),
    (${id(3)}, 'c@example.org', 'doctor', 'Europe/Madrid', 'zh-CN');
  insert into patient (id, account_id, name, relationship)
    select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, ${id(1)}, '林', 'child' from generate_series(11, 20) n;
  insert into expert (id, account_id, name_han, name_latin, specialties, institution, license_number, license_verified_by, time_zone) values
    (${id(32)}, ${id(2)}, '陈', 'Chen', '{tcm}', 'A', '1', 'B', 'Asia/Shanghai'),
    (${id(33)}, ${id(3)}, '王', 'Wang', '{tcm}', 'A', '1', 'B', 'Asia/Shanghai')`

/** Patient and ticket are of one number: its state, and whether it has a place. */
const tickets: ReadonlyArray<readonly [n: number, status: string, hasPlace: boolean]> = [
  [11, 'waiting', true],
  [12, 'called', true],
  [13, 'waiting', false],
  [14, 'done', true],
  [15, 'called', false],
  [16, 'done', false],
  [17, 'done', false],
  [18, 'done', false],
]

function ticket(n: number, status: string, hasPlace: boolean): string {
  const place = `insert into waiting (ticket_id, patient_id, queue, languages, interpreter_wanted, urgency, triaged, queue_key, arrived_at, not_before)
    values (${id(n)}, ${id(n)}, 'tcm', '{cmn}', false, 'routine', false, ${n}, now(), now())`
  return `
    insert into ticket (id, patient_id, account_id, idempotency_key, complaint, languages, country, urgency, status, arrived_at)
    values (${id(n)}, ${id(n)}, ${id(1)}, ${id(n)}, '头疼', '{cmn}', 'IT', 'routine', '${status}', now());
    ${hasPlace ? place : ''}`
}

const visits = `
  insert into consultation (id, ticket_id, patient_id, expert_id, status, reasons, matched_at, call_until, room_name, ended_at) values
    (${id(46)}, ${id(16)}, ${id(16)}, ${id(32)}, 'finished', '[]', now(), now(), '46', now()),
    (${id(47)}, ${id(17)}, ${id(17)}, ${id(32)}, 'finished', '[]', now(), now(), '47', now()),
    (${id(48)}, ${id(18)}, ${id(18)}, ${id(33)}, 'finished', '[]', now(), now(), '48', now());
  insert into note (id, consultation_id, patient_id, author_id, saved_at) values (${id(58)}, ${id(48)}, ${id(18)}, ${id(3)}, now());
  insert into note (id, consultation_id, patient_id, author_id, saved_at, signed_by, signed_at, signer_name) values
    (${id(56)}, ${id(46)}, ${id(16)}, ${id(2)}, now(), ${id(2)}, now(), '陈'),
    (${id(57)}, ${id(47)}, ${id(11)}, ${id(2)}, now(), ${id(3)}, now(), '王')`

async function rows(query: string): Promise<unknown[]> {
  return (await sql.raw(query).execute(db)).rows
}

test('ends the places that no doctor could call, and keeps the others', async () => {
  await db.transaction().execute((trx) => up(trx))
  expect(await rows(`select right(id::text, 2) as id, status, left_reason from ticket order by id`)).toEqual([
    { id: '11', status: 'waiting', left_reason: null },
    { id: '12', status: 'left', left_reason: 'coordinator' },
    { id: '13', status: 'left', left_reason: 'coordinator' },
    { id: '14', status: 'done', left_reason: null },
    { id: '15', status: 'left', left_reason: 'coordinator' },
    { id: '16', status: 'done', left_reason: null },
    { id: '17', status: 'done', left_reason: null },
    { id: '18', status: 'done', left_reason: null },
  ])
  expect(await rows(`select right(ticket_id::text, 2) as id from waiting`)).toEqual([{ id: '11' }])
})

test('knows whose visit each note is of, leaves a forged one as it is, and refuses the next', async () => {
  expect(
    await rows(
      `select right(expert_id::text, 2) as expert, signer_name from note where signed_at is not null order by id`,
    ),
  ).toEqual([
    { expert: '32', signer_name: '陈' },
    { expert: '32', signer_name: '王' },
  ])
  expect(
    await rows(`select conname as name, convalidated as holds from pg_constraint
      where conname in ('note_consultation_of_patient_and_expert', 'note_author_is_the_expert', 'note_signed_by_author') order by 1`),
  ).toEqual([
    { name: 'note_author_is_the_expert', holds: true },
    { name: 'note_consultation_of_patient_and_expert', holds: false },
    { name: 'note_signed_by_author', holds: false },
  ])
  const frozen = rows(`update note set plan = 'x' where id = ${id(56)}`)
  await expect(frozen).rejects.toMatchObject({ code: 'QY001' })
})

test('can be undone, and done again', async () => {
  const constraints = `select conname, pg_get_constraintdef(oid) from pg_constraint order by 1, 2`
  const after = await rows(constraints)
  await db.transaction().execute((trx) => down(trx))
  expect(await rows(constraints)).not.toEqual(after)
  await db.transaction().execute((trx) => up(trx))
  expect(await rows(constraints)).toEqual(after)
})

test('leaves a database that every later version can be built on', async () => {
  await rows(`update patient set name = name || right(id::text, 2), birth_date = '1990-05-02'`)
  const later = (await readdir(migrations)).filter((file) => file > '0004').sort()
  await db.transaction().execute(async (trx) => {
    for (const file of later) {
      const migration: Migration = await import(/* @vite-ignore */ pathToFileURL(join(migrations, file)).href)
      await migration.up(trx)
    }
  })
  expect(
    await rows(`select signer_name, signer_institution from note where signed_at is not null order by id`),
  ).toEqual([
    { signer_name: '陈', signer_institution: 'A' },
    { signer_name: '王', signer_institution: 'A' },
  ])
})

test('knows of each signed note whom it is about, also of a forged one, and can forget it and find it again', async () => {
  const about = `select patient_name, patient_birth_date from note order by id`
  const known = [
    { patient_name: '林16', patient_birth_date: '1990-05-02' },
    { patient_name: '林17', patient_birth_date: '1990-05-02' },
    { patient_name: null, patient_birth_date: null },
  ]
  expect(await rows(about)).toEqual(known)
  await db.transaction().execute((trx) => whomAdviceIsAbout.down(trx))
  await db.transaction().execute((trx) => whomAdviceIsAbout.up(trx))
  expect(await rows(about)).toEqual(known)
})

test('brings a doctor into one city, that of the account', async () => {
  const cities = `select a.time_zone as account, e.time_zone as panel from expert e join account a on a.id = e.account_id order by e.id`
  const known = [
    { account: 'Asia/Shanghai', panel: 'Asia/Shanghai' },
    { account: 'Europe/Madrid', panel: 'Europe/Madrid' },
  ]
  expect(await rows(cities)).toEqual(known)
  await oneCityOfADoctor.down()
  await db.transaction().execute((trx) => oneCityOfADoctor.up(trx))
  expect(await rows(cities)).toEqual(known)
})

/** The statement with which a process signs that knows nothing of the signer's title, institution and licence. */
const signAsBefore = `update note set signed_by = ${id(3)}, signed_at = now(), signer_name = '王 Wang' where id = ${id(58)}`

test('lets an older process sign, whose signature says who signed, and about whom, all the same', async () => {
  await rows(`update expert set title = 'familyDoctor' where id = ${id(33)}`)
  // Half a signature is no older process's.
  const half = rows(signAsBefore.replace(' where', ", signer_title = 'nurse' where"))
  await expect(half).rejects.toMatchObject({ constraint: 'note_signature' })
  await rows(signAsBefore)
  expect(
    await rows(`select signer_name, signer_title, signer_institution, signer_institution_latin, signer_license_number,
      patient_name, patient_birth_date from note where id = ${id(58)}`),
  ).toEqual([
    {
      signer_name: '王 Wang',
      signer_title: 'familyDoctor',
      signer_institution: 'A',
      signer_institution_latin: '',
      signer_license_number: '1',
      patient_name: '林18',
      patient_birth_date: '1990-05-02',
    },
  ])
  await expect(rows(signAsBefore)).rejects.toMatchObject({ code: 'QY001' })
})

test('knows which visits their patients left at once, and can forget it and find it again', async () => {
  for (const [visit, lasted, by] of [
    [46, '119 seconds', 1],
    [47, '2 minutes', 1],
    [48, '119 seconds', 3],
  ] as const) {
    await rows(`update consultation set started_at = ended_at - interval '${lasted}', end_reason = 'patientLeft', ended_by = ${id(by)}
      where id = ${id(visit)}`)
  }
  await db.transaction().execute((trx) => calls.down(trx))
  for (let time = 1; time <= 2; time += 1) {
    await db.transaction().execute((trx) => leftAtOnce.down(trx))
    await db.transaction().execute((trx) => leftAtOnce.up(trx))
    expect(await rows(`select right(id::text, 2) as id, left_at_once from consultation order by id`)).toEqual([
      { id: '46', left_at_once: true },
      { id: '47', left_at_once: false },
      { id: '48', left_at_once: false },
    ])
  }
})

test('makes calls of visits that nobody answered, keeps what was begun in one, and can undo it', async () => {
  const seats = [1, 2].map(
    (account) => `(${id(60 + account)}, ${id(49)}, '${account === 1 ? 'patient' : 'doctor'}', ${id(account)})`,
  )
  await rows(
    `update ticket set status = 'called', left_at = null, left_reason = null, left_by = null where id = ${id(15)}`,
  )
  await rows(`
    insert into consultation (id, ticket_id, patient_id, expert_id, status, reasons, matched_at, call_until, room_name, started_at, ended_at, end_reason) values
      (${id(49)}, ${id(15)}, ${id(15)}, ${id(32)}, 'called', '[]', now(), now(), '49', null, null, null),
      (${id(50)}, ${id(15)}, ${id(15)}, ${id(33)}, 'notHeld', '[]', now(), now(), '50', null, now(), 'unanswered'),
      (${id(51)}, ${id(14)}, ${id(14)}, ${id(33)}, 'notHeld', '[]', now(), now(), '51', now(), now(), 'doctorGone'),
      (${id(52)}, ${id(14)}, ${id(14)}, ${id(33)}, 'notHeld', '[]', now(), now(), '52', null, now(), 'technical')`)
  const columns = 'consultation_id, kind, account_id, name, status'
  await rows(`insert into participant (id, ${columns})
    select seat.id, visit, kind, account, kind, 'invited' from (values ${seats.join(', ')}) as seat (id, visit, kind, account)`)
  await rows(`insert into participant (${columns})
    select visit, kind, account, kind, 'invited' from unnest(array[${[50, 51, 52].map(id).join(', ')}]) visit
    cross join (values ('patient', ${id(1)}), ('doctor', ${id(3)})) as seat (kind, account)`)
  await rows(
    `insert into note (consultation_id, patient_id, author_id, saved_at) values (${id(52)}, ${id(14)}, ${id(3)}, now())`,
  )
  await rows(
    `update participant set status = 'admitted', admitted_at = now(), admitted_by = account_id where id = ${id(62)}`,
  )
  const seatsOfCall = `select id, kind, account_id, status, admitted_at, admitted_by from participant where consultation_id = ${id(49)} order by id`
  const before = await rows(`select * from consultation order by id`)
  const seated = await rows(seatsOfCall)
  expect(seated).toMatchObject([{ status: 'invited' }, { status: 'admitted' }])

  await db.transaction().execute((trx) => calls.up(trx))
  expect(
    await rows(
      `select right(id::text, 2) as id, status, end_reason as why from encounter where id > ${id(48)} order by id`,
    ),
  ).toEqual([
    { id: '49', status: 'called', why: null },
    { id: '50', status: 'calledInVain', why: 'unanswered' },
    { id: '51', status: 'brokenOff', why: 'doctorGone' },
    { id: '52', status: 'brokenOff', why: 'technical' },
  ])
  expect(
    await rows(`select right(id::text, 2) as id, right(patient_seat_id::text, 2) as patient, right(doctor_seat_id::text, 2) as doctor
    from call where ended_at is null`),
  ).toEqual([{ id: '49', patient: '61', doctor: '62' }])
  expect(await rows(`select from participant where consultation_id in (${id(49)}, ${id(50)})`)).toEqual([])

  await db.transaction().execute((trx) => calls.down(trx))
  expect(await rows(`select * from consultation order by id`)).toEqual(before)
  expect(await rows(seatsOfCall)).toEqual(seated)
  await db.transaction().execute((trx) => calls.up(trx))
})
