import { expect, test } from 'vitest'
import type { ChangePatient } from '../../signaling/identity/contract.ts'
import { changePatient } from '../../signaling/identity/patients.ts'
import { transact } from '../../signaling/live/transact.ts'
import { finishPlace } from '../../signaling/waiting-room/place-changes.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { countStatements } from '../support/counting.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addDoctorOnDuty, addPatient } from '../support/people.ts'
import { addTicket, addVisit, newTicket } from '../support/visits.ts'
import { lastTold } from './scene.ts'

const hospital = openHospital()

test('a patient’s new name costs as many statements for five places as for one, and each place is told', async () => {
  const { counted, takeStatements } = countStatements(hospital)
  const doctor = await addDoctorOnDuty(hospital)
  const owner = await addCompatriot(hospital)
  const patients = await Promise.all(Array.from({ length: 5 }, () => addPatient(hospital, owner)))
  const [first = '', ...others] = patients
  const enter = async (patientId: string) => (await enterWaitingRoom(hospital, owner, newTicket(patientId))).id
  const statementsOf = async (name: string): Promise<number> => {
    takeStatements()
    await changePatient(counted, owner, first, { name })
    return takeStatements()
  }
  const places = [await enter(first)]
  const forOne = await statementsOf('小宝')
  for (const patientId of others) places.push(await enter(patientId))
  expect(await statementsOf('小宝宝')).toBe(forOne)
  const expected = [...places.map((id) => `ticket:${id}`), 'queue:generalPractice', `doctorQueue:${doctor.expertId}`]
  expect(await lastTold(hospital)).toEqual(expect.arrayContaining(expected))
})

test('what is read of a patient in the visit alone is told to no queue', async () => {
  const { owner, patientId, ticket } = await addTicket(hospital)
  const toldOf = async (change: ChangePatient): Promise<readonly string[]> => {
    await changePatient(hospital, owner, patientId, change)
    return await lastTold(hospital)
  }
  expect(await toldOf({ gender: 'female' })).toEqual([`appointments:${owner.accountId}`])
  expect(await toldOf({ relationship: 'parent' })).toEqual([`appointments:${owner.accountId}`])
  const ofPlace = [`ticket:${ticket.id}`, 'queue:generalPractice', 'board']
  expect(await toldOf({ birthDate: '1990-05-02' })).toEqual(expect.arrayContaining(ofPlace))
})

test('that a patient answers or has been seen is told to the owner and the board, and to no other doctor', async () => {
  const colleague = await addDoctorOnDuty(hospital)
  const visit = await addVisit(hospital)
  const own = [`tickets:${visit.owner.accountId}`, `ticket:${visit.ticketId}`, 'board']
  const answered = await lastTold(hospital)
  await transact(hospital, (trx, announce) => finishPlace(trx, announce, visit.ticketId, hospital.clock.now()))
  for (const topics of [answered, await lastTold(hospital)]) {
    expect(topics).toEqual(expect.arrayContaining(own))
    expect(topics).not.toContain(`doctorQueue:${colleague.expertId}`)
    // Of which a forecast is made anew.
    expect(topics).not.toContain('outlook')
  }
})
