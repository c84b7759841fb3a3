import { type Kysely, sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { down, up } from '../../migrations/0008-widening.ts'
import { leaveWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addTicket, type Waiting } from '../support/visits.ts'
import { emptyWaitingRoom } from './scene.ts'

const hospital = openHospital({ there: true })

beforeEach(() => emptyWaitingRoom(hospital))

const setNext = (number: number) =>
  sql`select setval('ticket_number', ${number}, false)`.execute(hospital.database.owner)

test('numbers go round at 9,999, and nobody gets the number of somebody who still waits', async () => {
  await setNext(9_999)
  expect((await addTicket(hospital)).ticket.number).toBe(9_999)
  const first = await addTicket(hospital)
  expect(first.ticket.number).toBe(1)
  await setNext(9_999)
  expect((await addTicket(hospital)).ticket.number).toBe(2)
  await leaveWaitingRoom(hospital, first.owner, first.ticket.id, {})
  await setNext(1)
  expect((await addTicket(hospital)).ticket.number).toBe(1)
})

test('several who come at once when the numbers have gone round get each their own', async () => {
  const other = hospital.there
  await setNext(1)
  for (let index = 0; index < 5; index += 1) await addTicket(hospital)
  await setNext(1)
  const arrived = await Promise.all(
    Array.from({ length: 12 }, (_, index) => addTicket(hospital, {}, index % 2 === 0 ? hospital : other)),
  )
  expect(new Set(arrived.map(({ ticket }) => ticket.number)).size).toBe(12)
  expect(arrived.every(({ ticket }) => ticket.number > 5)).toBe(true)
})

test('in a crowd numbers get five digits, and the database refuses a double', async () => {
  const { patientId, ticket } = await addTicket(hospital)
  await sql`
    with accounts as (
      insert into account (email, role, time_zone, locale)
      select 'crowd' || n || '@example.org', 'compatriot', 'Europe/Rome', 'it' from generate_series(1, 300) n
      returning id
    ), people as (
      insert into patient (account_id, name, relationship) select id, 'patient', 'self' from accounts
      returning id, account_id
    ), numbered as (select id, account_id, row_number() over () as n from people)
    insert into ticket (number, patient_id, account_id, idempotency_key, complaint, specialty, languages, country, urgency, status, arrived_at)
    select 5000 + n, id, account_id, gen_random_uuid(), 'x', 'tcm', '{cmn}', 'IT', 'routine', 'called', now() from numbered`.execute(
    hospital.db,
  )
  await setNext(5_001)
  expect((await addTicket(hospital)).ticket.number).toBeGreaterThan(9_999)
  const double = hospital.db
    .updateTable('ticket')
    .set({ number: ticket.number })
    .where('patientId', '!=', patientId)
    .execute()
  await expect(double).rejects.toThrow('ticket_number_open')
})

test('a database in which two waited with the same number gives the later one another', async () => {
  const first = await addTicket(hospital)
  hospital.clock.forward({ minutes: 1 })
  const second = await addTicket(hospital)
  const db = hospital.database.owner.withoutPlugins() as unknown as Kysely<unknown>
  await down(db)
  await hospital.db
    .updateTable('ticket')
    .set({ number: first.ticket.number })
    .where('id', '=', second.ticket.id)
    .execute()
  await up(db)
  const numberOf = async ({ owner, ticket }: Waiting) => (await readTicket(hospital, owner, ticket.id)).number
  expect(await numberOf(first)).toBe(first.ticket.number)
  expect(await numberOf(second)).not.toBe(first.ticket.number)
})
