import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { createServices, type TestServices } from '../support/services.ts'
import { addDoctorOnDuty, addWaiter, emptyWaitingRoom } from './scene.ts'

let services: TestServices

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
})
afterAll(() => services?.close())

test('a waiting room is emptied under transactions that are under way, and none of them meets a deadlock', async () => {
  const { db } = services
  await addDoctorOnDuty(services)
  const { ticket } = await addWaiter(services)
  const match = await matchOnce(services)
  const emptied = db.transaction().execute(async (trx) => {
    // In the product's order: the visit, then its ticket.
    await sql`select from consultation where id = ${match?.consultationId} for update`.execute(trx)
    const emptying = emptyWaitingRoom(services)
    await sql`select pg_sleep(0.2)`.execute(trx)
    await sql`update ticket set calls_missed = 1 where id = ${ticket.id}`.execute(trx)
    return { emptying }
  })
  const { emptying } = await emptied
  await emptying
  expect((await sql`select from ticket`.execute(db)).rows).toEqual([])
})
