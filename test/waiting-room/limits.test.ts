import { expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { AppError } from '../../signaling/errors.ts'
import { addPatient, archivePatient } from '../../signaling/identity/patients.ts'
import { placesPace } from '../../signaling/waiting-room/rules/place.ts'
import { enterWaitingRoom, leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addDoctorOnDuty, addPatient as addSomePatient } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { bookNow } from './scene.ts'

/** Two processes over one database. */
const hospital = openHospital({ there: true })

const places = (attempt: number): Dependencies => (attempt % 2 === 0 ? hospital : hospital.there)

/** The code of each refusal, `done` for the rest; anything else is an error of the test. */
async function outcomes(attempts: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(attempts)
  return settled
    .map((one) => {
      if (one.status === 'fulfilled') return 'done'
      if (one.reason instanceof AppError) return one.reason.code
      throw one.reason
    })
    .toSorted()
}

function patientsOf(owner: AccountViewer, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => addSomePatient(hospital, owner)))
}

test('a patient has one place, however many are asked for at once', async () => {
  const owner = await addCompatriot(hospital)
  const [patientId = ''] = await patientsOf(owner, 1)
  const attempts = Array.from({ length: 8 }, (_, n) => enterWaitingRoom(places(n), owner, newTicket(patientId)))
  expect(await outcomes(attempts)).toEqual([...Array<string>(7).fill('alreadyWaiting'), 'done'])
})

test('five patients of an account wait at most, however many come at once', async () => {
  const owner = await addCompatriot(hospital)
  const patients = await patientsOf(owner, 9)
  const attempts = patients.map((id, n) => enterWaitingRoom(places(n), owner, newTicket(id)))
  expect(await outcomes(attempts)).toEqual([
    ...Array<string>(5).fill('done'),
    ...Array<string>(4).fill('tooManyPatientsWaiting'),
  ])
})

test('a place that ended makes room for another', async () => {
  const owner = await addCompatriot(hospital)
  const patients = await patientsOf(owner, 6)
  const [sixth = '', ...five] = patients
  const commands = five.map((id) => newTicket(id))
  const tickets = await Promise.all(commands.map((command) => enterWaitingRoom(hospital, owner, command)))
  await expect(enterWaitingRoom(hospital, owner, newTicket(sixth))).rejects.toMatchObject({
    status: 409,
    code: 'tooManyPatientsWaiting',
  })
  // The answer to one that was lost comes again.
  expect(await enterWaitingRoom(hospital.there, owner, commands[0] ?? newTicket(sixth))).toEqual(tickets[0])
  await leaveWaitingRoom(hospital, owner, tickets[0]?.id ?? '', {})
  await expect(enterWaitingRoom(hospital, owner, newTicket(sixth))).resolves.toMatchObject({ patientId: sixth })
})

test('an account takes twenty places an hour, however many at once, and is told when it can take another', async () => {
  const owner = await addCompatriot(hospital)
  const patients = await patientsOf(owner, 5)
  const [first = ''] = patients
  for (let taken = 0; taken < placesPace.times - 2; taken += 1) {
    const { id } = await enterWaitingRoom(places(taken), owner, newTicket(first))
    await leaveWaitingRoom(hospital, owner, id, {})
  }
  const commands = patients.map((id) => newTicket(id))
  const enterAll = () => outcomes(commands.map((command, n) => enterWaitingRoom(places(n), owner, command)))
  const twoOfFive = ['done', 'done', 'tooManyPlaces', 'tooManyPlaces', 'tooManyPlaces']
  expect(await enterAll()).toEqual(twoOfFive)
  hospital.clock.forward({ minutes: 59 })
  // An answer that was lost comes again.
  expect(await enterAll()).toEqual(twoOfFive)
  const [another = ''] = await patientsOf(owner, 1)
  await expect(enterWaitingRoom(hospital.there, owner, newTicket(another))).rejects.toMatchObject({
    status: 429,
    code: 'tooManyPlaces',
    details: { seconds: 60 },
  })
  hospital.clock.forward({ minutes: 1 })
  await expect(enterWaitingRoom(hospital.there, owner, newTicket(another))).resolves.toMatchObject({
    patientId: another,
  })
})

test('whoever has taken the twenty places of an hour still arrives for what is booked, five times', async () => {
  const owner = await addCompatriot(hospital)
  const [patientId = ''] = await patientsOf(owner, 1)
  const comeAndGo = async (appointmentId?: string): Promise<void> => {
    const { id } = await enterWaitingRoom(
      hospital,
      owner,
      newTicket(patientId, appointmentId === undefined ? {} : { appointmentId }),
    )
    await leaveWaitingRoom(hospital, owner, id, {})
  }
  for (let taken = 0; taken < placesPace.times; taken += 1) await comeAndGo()
  const refusal = { status: 429, code: 'tooManyPlaces' }
  await expect(comeAndGo()).rejects.toMatchObject(refusal)
  const appointmentId = await bookNow(hospital, await addDoctorOnDuty(hospital), owner, patientId, { minutes: 10 })
  for (let arrived = 0; arrived < 5; arrived += 1) await comeAndGo(appointmentId)
  await expect(comeAndGo(appointmentId)).rejects.toMatchObject(refusal)
})

test('a family of five may queue, leave and queue again within the hour', async () => {
  const owner = await addCompatriot(hospital)
  const patients = await patientsOf(owner, 5)
  for (let round = 0; round < 4; round += 1) {
    const tickets = await Promise.all(patients.map((id) => enterWaitingRoom(hospital, owner, newTicket(id))))
    await Promise.all(tickets.map(({ id }) => leaveWaitingRoom(hospital, owner, id, {})))
  }
})

test('an account cares for twelve patients at most, however many are added at once', async () => {
  const owner = await addCompatriot(hospital)
  const command = () => ({ idempotencyKey: crypto.randomUUID(), name: '林小宝', relationship: 'child' as const })
  const last = command()
  await addPatient(hospital, owner, last)
  const attempts = Array.from({ length: 16 }, (_, n) => addPatient(places(n), owner, command()))
  expect(await outcomes(attempts)).toEqual([
    ...Array<string>(11).fill('done'),
    ...Array<string>(5).fill('tooManyPatients'),
  ])
  // Not one more: the answer that was lost.
  const again = await addPatient(hospital.there, owner, last)
  await archivePatient(hospital, owner, again.id, false)
  await expect(addPatient(hospital, owner, command())).resolves.toMatchObject({ name: '林小宝' })
})

test('one command, sent at once for several patients, takes one place and fails for nobody', async () => {
  const owner = await addCompatriot(hospital)
  const patients = await patientsOf(owner, 5)
  const idempotencyKey = crypto.randomUUID()
  const attempts = Array.from({ length: 20 }, (_, n) =>
    enterWaitingRoom(places(n), owner, newTicket(patients[n % 5] ?? '', { idempotencyKey })),
  )
  const tickets = await Promise.all(attempts)
  expect(new Set(tickets.map(({ id }) => id)).size).toBe(1)
})
