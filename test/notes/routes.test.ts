import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Method, TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addCall, type Visit } from '../support/visits.ts'

const hospital = openHospital({ http: true })
let visit: Visit
let patient: TestAccount
let doctor: TestAccount
let stranger: TestAccount
let otherDoctor: TestAccount
let coordinator: TestAccount

beforeAll(async () => {
  stranger = await hospital.signIn(await addCompatriot(hospital))
  otherDoctor = await hospital.signIn(await addDoctorOnDuty(hospital))
  coordinator = await hospital.signIn(await addCoordinator(hospital))
})

beforeEach(async () => {
  visit = await addCall(hospital)
  patient = await hospital.signIn(visit.owner)
  doctor = await hospital.signIn(visit.doctor)
})

const at = (path: string) => `/api/consultations/${visit.id}${path}`

function send(account: TestAccount | undefined, method: Method, path: string, body?: object) {
  return hospital.send(account, method, at(path), body)
}

const text = { complaint: '', subjective: '', objective: '', assessment: '', plan: '', advice: '多喝水', followUp: '' }
const addendum = () => ({ idempotencyKey: randomUUID(), body: '化验正常' })

test.each<readonly [Method, string, object | undefined]>([
  ['GET', '/note', undefined],
  ['PUT', '/note', { version: 1, text }],
  ['POST', '/note/sign', { version: 1 }],
  ['POST', '/note/addenda', addendum()],
  ['GET', '/previous', undefined],
])('%s …%s is the treating doctor’s', async (method, path, body) => {
  expect((await send(undefined, method, path, body)).status).toBe(401)
  for (const wrong of [patient, stranger, otherDoctor, coordinator]) {
    expect((await send(wrong, method, path, body)).status).toBe(404)
  }
})

test('GET …/advice is the patient’s', async () => {
  expect((await send(undefined, 'GET', '/advice')).status).toBe(401)
  for (const wrong of [doctor, stranger, otherDoctor, coordinator]) {
    expect((await send(wrong, 'GET', '/advice')).status).toBe(404)
  }
})

test('a note is begun, saved, signed, amended, and read at home', async () => {
  // The video is out of reach here; the patient has come all the same.
  expect((await send(patient, 'POST', '/enter')).body.error.code).toBe('videoUnavailable')
  const begun = await send(doctor, 'GET', '/note')
  expect(begun.body).toMatchObject({ version: 1, text: { complaint: '发烧两天，咳嗽' }, signedAt: null })
  expect((await send(doctor, 'GET', '/previous')).body).toEqual([])
  expect((await send(doctor, 'GET', '/note/preview')).body.error.code).toBe('noteEmpty')
  expect((await send(doctor, 'POST', '/note/sign', { version: 1 })).body.error.code).toBe('noteEmpty')
  const stored = await hospital.db.selectFrom('note').select('id').where('consultationId', '=', visit.id).execute()
  expect(stored).toEqual([])

  const saved = await send(doctor, 'PUT', '/note', { version: 1, text })
  expect(saved.body).toMatchObject({ version: 2, text: { advice: '多喝水' } })
  const stale = await send(doctor, 'PUT', '/note', { version: 1, text: { ...text, advice: '多休息' } })
  expect([stale.status, stale.body.error]).toMatchObject([
    409,
    { code: 'noteChangedElsewhere', details: { version: 2 } },
  ])
  expect((await send(patient, 'GET', '/advice')).body.error.code).toBe('noteNotSigned')

  expect((await send(doctor, 'POST', '/note/sign', { version: 2 })).body.signer.name).toBe('陈建国 Chen Jianguo')
  expect((await send(doctor, 'PUT', '/note', { version: 2, text })).body.error.code).toBe('noteSigned')
  expect((await send(doctor, 'POST', '/note/addenda', addendum())).status).toBe(201)
  expect((await send(patient, 'GET', '/advice')).body).toMatchObject({
    advice: '多喝水',
    signer: { name: '陈建国 Chen Jianguo' },
    addenda: [{ body: '化验正常' }],
  })
})

test('a note with every field full is taken', async () => {
  await send(patient, 'POST', '/enter')
  const full = Object.fromEntries(Object.keys(text).map((field) => [field, '热'.repeat(20_000)]))
  expect((await send(doctor, 'PUT', '/note', { version: 1, text: full })).status).toBe(200)
  const fuller = { ...full, advice: '热'.repeat(20_001) }
  expect((await send(doctor, 'PUT', '/note', { version: 2, text: fuller })).status).toBe(400)
})
