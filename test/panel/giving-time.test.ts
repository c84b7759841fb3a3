import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '../../signaling/live/transact.ts'
import { giveTime } from '../../signaling/panel/store.ts'
import { createServices, type TestServices } from '../support/services.ts'

let services: TestServices

beforeAll(async () => {
  services = await createServices('2026-03-02T00:00:00Z')
})
afterAll(() => services.close())

test('a transaction that is given time outlives the limit of requests', async () => {
  const done = await transact(services, async (trx) => {
    await giveTime(trx)
    for (let nap = 0; nap < 2; nap += 1) await sql`select pg_sleep(4.4)`.execute(trx)
    return true
  })
  expect(done).toBe(true)
}, 30_000)
