import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import { outcomes } from './outcomes.ts'
import { emptyWaitingRoom, newTicket, waitingIds } from './scene.ts'

/** Two processes over one database. */
let here: TestServices
let there: Dependencies

beforeAll(async () => {
  here = await createServices('2026-03-02T09:00:00Z')
  there = await here.another()
})
afterAll(() => here.close())

beforeEach(() => emptyWaitingRoom(here))

test('the same ticket sent 16 times is one place; another for the same patient is refused with its number', async () => {
  const owner = await createViewer(here, 'compatriot')
  const patientId = await createPatient(here, owner.accountId)
  const command = newTicket(patientId)
  const processes = [here, there]
  const same = await Promise.all(
    Array.from({ length: 16 }, (_, index) => enterWaitingRoom(processes[index % 2] ?? here, owner, command)),
  )
  expect(new Set(same.map(({ id }) => id)).size).toBe(1)
  await expect(enterWaitingRoom(there, owner, newTicket(patientId))).rejects.toMatchObject({
    status: 409,
    code: 'alreadyWaiting',
    details: { number: same[0]?.number },
  })
})

test('16 different tickets at once for one patient are one place', async () => {
  const owner = await createViewer(here, 'compatriot')
  const patientId = await createPatient(here, owner.accountId)
  const processes = [here, there]
  const results = await outcomes(
    Array.from({ length: 16 }, (_, index) =>
      enterWaitingRoom(processes[index % 2] ?? here, owner, newTicket(patientId, { idempotencyKey: randomUUID() })),
    ),
  )
  expect(results.filter((result) => result === 'alreadyWaiting')).toHaveLength(15)
  expect(await waitingIds(here)).toHaveLength(1)
})
