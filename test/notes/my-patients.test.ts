import { expect, test } from 'vitest'
import { declineCall, endConsultation } from '../../signaling/consultations/service.ts'
import type { MyPatientsQuery } from '../../signaling/notes/contract.ts'
import { readMyPatients } from '../../signaling/notes/my-patients.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addDoctorOnDuty, addPatient, type Doctor } from '../support/people.ts'
import { addCall, addSignedNote, addVisit, type Between, type Visit } from '../support/visits.ts'

const hospital = openHospital()

async function hold(between: Between): Promise<Visit> {
  hospital.clock.forward({ minutes: 1 })
  const visit = await addVisit(hospital, between)
  await endConsultation(hospital, visit.doctor, visit.id, { reason: 'completed', requeue: false })
  return visit
}

async function seen(doctor: Doctor, query: MyPatientsQuery = {}): Promise<string[]> {
  return (await readMyPatients(hospital, doctor, query)).patients.map(({ name }) => name)
}

test('a doctor finds whom they have seen, each visit with its note, and nobody whose call came to nothing', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const owner = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, owner, { name: '林小宝' })
  const first = await hold({ doctor, owner, patientId })
  const second = await hold({ doctor, owner, patientId })
  const declined = await addCall(hospital, { doctor })
  await declineCall(hospital, declined.owner, declined.id)
  await hold({ doctor: await addDoctorOnDuty(hospital) })

  const { patients, next } = await readMyPatients(hospital, doctor, {})
  expect(next).toBeNull()
  expect(patients).toMatchObject([
    {
      id: patientId,
      name: '林小宝',
      visits: [
        { consultationId: second.id, noteSigned: false },
        { consultationId: first.id, noteSigned: false },
      ],
    },
  ])
})

test('a visit that was broken off is found once something is signed about it', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const broken = async (sign: boolean): Promise<Visit> => {
    const visit = await addVisit(hospital, { doctor })
    if (sign) await addSignedNote(hospital, visit, { advice: '多喝水' })
    await endConsultation(hospital, doctor, visit.id, { reason: 'technical', requeue: true })
    return visit
  }
  await broken(false)
  const { id } = await broken(true)
  const { patients } = await readMyPatients(hospital, doctor, {})
  expect(patients.map(({ visits }) => visits)).toMatchObject([[{ consultationId: id, noteSigned: true }]])
})

test('the list comes a page at a time, the latest first, and misses nobody', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const names = Array.from({ length: 33 }, (_, index) => `病人${String(index)}`)
  for (const name of names) {
    const owner = await addCompatriot(hospital)
    await hold({ doctor, owner, patientId: await addPatient(hospital, owner, { name }) })
  }
  const first = await readMyPatients(hospital, doctor, {})
  expect(first.patients).toHaveLength(30)
  const second = await readMyPatients(hospital, doctor, first.next ?? {})
  expect(second.next).toBeNull()
  expect([...first.patients, ...second.patients].map(({ name }) => name)).toEqual(names.toReversed())
})

test('a name is looked for as it is written, with whatever signs it has', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  for (const name of ['Lin Xiao', 'Lin%Da', 'a_b\\c']) {
    const owner = await addCompatriot(hospital)
    await hold({ doctor, owner, patientId: await addPatient(hospital, owner, { name }) })
  }
  expect(await seen(doctor, { name: 'lin' })).toEqual(['Lin%Da', 'Lin Xiao'])
  expect(await seen(doctor, { name: '%' })).toEqual(['Lin%Da'])
  expect(await seen(doctor, { name: '_' })).toEqual(['a_b\\c'])
  expect(await seen(doctor, { name: 'b\\' })).toEqual(['a_b\\c'])
  expect(await seen(doctor, { name: 'nobody' })).toEqual([])
})
