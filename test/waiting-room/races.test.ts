import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addPatient } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { outcomes } from './outcomes.ts'
import { emptyWaitingRoom, waitingIds } from './scene.ts'

/** Two processes over one database. */
const hospital = openHospital({ there: true })

beforeEach(() => emptyWaitingRoom(hospital))

test('the same ticket sent 16 times is one place; another for the same patient is refused with its number', async () => {
  const owner = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, owner)
  const command = newTicket(patientId)
  const processes = [hospital, hospital.there]
  const same = await Promise.all(
    Array.from({ length: 16 }, (_, index) => enterWaitingRoom(processes[index % 2] ?? hospital, owner, command)),
  )
  expect(new Set(same.map(({ id }) => id)).size).toBe(1)
  await expect(enterWaitingRoom(hospital.there, owner, newTicket(patientId))).rejects.toMatchObject({
    status: 409,
    code: 'alreadyWaiting',
    details: { number: same[0]?.number },
  })
})

test('16 different tickets at once for one patient are one place', async () => {
  const owner = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, owner)
  const processes = [hospital, hospital.there]
  const results = await outcomes(
    Array.from({ length: 16 }, (_, index) =>
      enterWaitingRoom(processes[index % 2] ?? hospital, owner, newTicket(patientId, { idempotencyKey: randomUUID() })),
    ),
  )
  expect(results.filter((result) => result === 'alreadyWaiting')).toHaveLength(15)
  expect(await waitingIds(hospital)).toHaveLength(1)
})
