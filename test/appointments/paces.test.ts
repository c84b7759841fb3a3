import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { mostSlots, searchPace, triesPace } from '../../signaling/appointments/rules.ts'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctor } from '../support/people.ts'

const site = openHospital({ http: true })

const tooMany = {
  status: 429,
  body: { error: { code: 'tooManyRequests', details: { seconds: expect.any(Number) } } },
}

test('whoever is refused one slot after the other is told to wait, and nobody else is', async () => {
  const booker = async () => {
    const account = await site.addAccount('compatriot')
    const patient = { idempotencyKey: randomUUID(), name: '我', relationship: 'self' }
    const { body } = await site.send(account, 'POST', '/api/patients', patient)
    const slot = { shiftId: randomUUID(), specialty: 'tcm', start: '2026-03-03T09:00:00Z', reason: '' }
    return () =>
      site.send(account, 'POST', '/api/appointments', { idempotencyKey: randomUUID(), patientId: body.id, ...slot })
  }
  const [book, other] = [await booker(), await booker()]
  const refused = { status: 409, body: { error: { code: 'slotUnknown' } } }
  for (let time = 0; time < triesPace.times; time += 1) expect(await book()).toMatchObject(refused)
  expect(await book()).toMatchObject(tooMany)
  expect(await other()).toMatchObject(refused)
})

test('whoever searches without end is told to wait; to go on behind a full answer is no search', async () => {
  const slotsLaid = 2 * 24 * 12
  const { expertId } = await addDoctor(site, { specialties: ['tcm'] })
  for (const day of ['2026-03-03T00:00:00Z', '2026-03-04T00:00:00Z']) {
    const start = Temporal.Instant.from(day)
    const during = toRange({ start, end: start.add({ hours: 24 }) })
    const shift = { expertId, during, timeZone: 'Asia/Shanghai', slotMinutes: 5 }
    await site.db.insertInto('shift').values(shift).execute()
  }
  const search = (account: TestAccount, from: string, until = '2026-03-05T00:00:00Z') =>
    site.send(account, 'GET', `/api/slots?specialty=tcm&from=${from}&until=${until}`)
  const beginning = '2026-03-02T09:00:00Z'
  const account = await site.addAccount('compatriot')
  for (let time = 0; time < searchPace.times; time += 1) {
    const { status, body } = await search(account, beginning)
    expect([status, body.length]).toEqual([200, mostSlots])
    // What lies behind a full answer is asked for at once, and belongs to the search.
    const rest = await search(account, body.at(-1).during.start)
    expect([rest.status, rest.body.length]).toEqual([200, slotsLaid - mostSlots + 1])
  }
  expect(await search(account, beginning)).toMatchObject(tooMany)
  expect((await search(await site.addAccount('compatriot'), beginning, '2026-03-03T01:00:00Z')).status).toBe(200)
})
