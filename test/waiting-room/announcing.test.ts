import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangePatient } from '../../signaling/identity/contract.ts'
import { changePatient } from '../../signaling/identity/patients.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import { addDoctorOnDuty, addWaiter, newTicket } from './scene.ts'

let services: TestServices

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
})
afterAll(() => services.close())

async function lastTold(): Promise<readonly string[]> {
  const { topics } = await services.db
    .selectFrom('outbox')
    .select('topics')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return topics
}

test('a patient’s new name costs as many statements for five places as for one, and each place is told', async () => {
  let statements = 0
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      statements += 1
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const counted = { ...services, db: services.db.withPlugin(counting) }
  const doctor = await addDoctorOnDuty(services)
  const owner = await createViewer(services, 'compatriot')
  const patients = await Promise.all(Array.from({ length: 5 }, () => createPatient(services, owner.accountId)))
  const [first = '', ...others] = patients
  const enter = async (patientId: string) => (await enterWaitingRoom(services, owner, newTicket(patientId))).id
  const statementsOf = async (name: string): Promise<number> => {
    statements = 0
    await changePatient(counted, owner, first, { name })
    return statements
  }
  const places = [await enter(first)]
  const forOne = await statementsOf('小宝')
  for (const patientId of others) places.push(await enter(patientId))
  expect(await statementsOf('小宝宝')).toBe(forOne)
  const expected = [...places.map((id) => `ticket:${id}`), 'queue:generalPractice', `doctorQueue:${doctor.expertId}`]
  expect(await lastTold()).toEqual(expect.arrayContaining(expected))
})

test('what is read of a patient in the visit alone is told to no queue', async () => {
  const { owner, patientId, ticket } = await addWaiter(services)
  const toldOf = async (change: ChangePatient): Promise<readonly string[]> => {
    await changePatient(services, owner, patientId, change)
    return await lastTold()
  }
  expect(await toldOf({ gender: 'female' })).toEqual([`appointments:${owner.accountId}`])
  expect(await toldOf({ relationship: 'parent' })).toEqual([`appointments:${owner.accountId}`])
  const ofPlace = [`ticket:${ticket.id}`, 'queue:generalPractice', 'board']
  expect(await toldOf({ birthDate: '1990-05-02' })).toEqual(expect.arrayContaining(ofPlace))
})
