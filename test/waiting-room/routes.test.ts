import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Method, TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctor, addPatient } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'

const hospital = openHospital({ http: true })
let owner: TestAccount
let stranger: TestAccount
let coordinator: TestAccount
let doctor: TestAccount
let expertId: string
let patientId: string

beforeAll(async () => {
  owner = await hospital.addAccount('compatriot')
  stranger = await hospital.addAccount('compatriot', { name: '王芳' })
  coordinator = await hospital.addAccount('coordinator')
  const expert = await addDoctor(hospital)
  doctor = await hospital.signIn(expert)
  expertId = expert.expertId
  patientId = await addPatient(hospital, { accountId: owner.id })
})

const id = randomUUID()
const triage = { specialty: 'tcm', urgency: 'urgent' }

describe.each<[Method, string, object | undefined, string[]]>([
  ['GET', '/api/outlook', undefined, ['compatriot', 'doctor', 'coordinator']],
  ['POST', '/api/tickets', newTicket(id), ['compatriot']],
  ['GET', '/api/tickets', undefined, ['compatriot']],
  ['GET', `/api/tickets/${id}`, undefined, ['compatriot', 'coordinator']],
  ['POST', `/api/tickets/${id}/leave`, {}, ['compatriot', 'coordinator']],
  ['POST', `/api/tickets/${id}/ready`, undefined, ['compatriot']],
  ['POST', `/api/tickets/${id}/move`, { specialty: 'generalPractice' }, ['compatriot']],
  ['POST', `/api/tickets/${id}/triage`, triage, ['coordinator']],
  ['POST', `/api/tickets/${id}/assign`, { expertId: id }, ['coordinator']],
  ['POST', `/api/tickets/${id}/call`, undefined, ['coordinator']],
  ['GET', '/api/board', undefined, ['coordinator']],
  ['GET', '/api/doctor-queue', undefined, ['doctor']],
])('%s %s', (method, url, body, roles) => {
  test('asks nobody who has not signed in', async () => {
    expect((await hospital.send(undefined, method, url, body)).status).toBe(401)
  })

  test('is for its roles only', async () => {
    const hasRecord = url.includes(id)
    for (const account of [stranger, doctor, coordinator]) {
      const { status } = await hospital.send(account, method, url, body)
      if (!roles.includes(account.role)) expect(status).toBe(hasRecord ? 404 : 403)
      // A record that is not there, or a patient who is not theirs.
      else expect(status).toBe(hasRecord || body !== undefined ? 404 : 200)
    }
  })
})

test('a place from telling to leaving, seen by those whom it concerns', async () => {
  const command = newTicket(patientId, { specialty: null, redFlags: ['infantFever'], toBeSupplied: ['photos'] })
  const created = await hospital.send(owner, 'POST', '/api/tickets', command)
  expect(created.status).toBe(201)
  expect(created.body).toMatchObject({
    status: 'waiting',
    queue: 'triage',
    urgency: 'urgent',
    toBeSupplied: ['photos'],
  })
  expect((await hospital.send(owner, 'POST', '/api/tickets', command)).body).toEqual(created.body)
  const again = await hospital.send(owner, 'POST', '/api/tickets', newTicket(patientId))
  expect(again.status).toBe(409)
  expect(again.body.error).toMatchObject({ code: 'alreadyWaiting', details: { number: created.body.number } })

  const url = `/api/tickets/${created.body.id}`
  for (const [method, path, body] of [
    ['GET', url, undefined],
    ['POST', `${url}/leave`, {}],
  ] as const) {
    for (const account of [stranger, doctor]) {
      expect((await hospital.send(account, method, path, body)).status).toBe(404)
    }
  }
  expect((await hospital.send(owner, 'GET', '/api/tickets')).body).toEqual([created.body])
  expect((await hospital.send(stranger, 'GET', '/api/tickets')).body).toEqual([])

  const queue = await hospital.send(doctor, 'GET', '/api/doctor-queue')
  expect(queue.body.tickets).toMatchObject([{ id: created.body.id, reasons: [{ code: 'urgency' }, {}, {}] }])
  const board = await hospital.send(coordinator, 'GET', '/api/board')
  expect(board.body).toMatchObject({ waiting: 1, tickets: [{ id: created.body.id, blocked: 'needsTriage' }] })

  const moved = await hospital.send(coordinator, 'POST', `${url}/triage`, {
    specialty: 'dermatology',
    urgency: 'routine',
  })
  expect(moved.body).toMatchObject({ queue: 'dermatology', urgency: 'routine' })
  const refused = await hospital.send(coordinator, 'POST', `${url}/assign`, { expertId })
  expect(refused.body.error.code).toBe('doctorNotFree')
  expect((await hospital.send(coordinator, 'POST', `${url}/call`)).status).toBe(200)

  expect((await hospital.send(owner, 'POST', `${url}/move`, { specialty: 'psychiatry' })).status).toBe(400)
  const own = await hospital.send(owner, 'POST', `${url}/move`, { specialty: 'generalPractice' })
  expect(own.body).toMatchObject({ queue: 'generalPractice', queueKey: moved.body.queueKey })
  expect((await hospital.send(owner, 'POST', `${url}/ready`)).body).toEqual(own.body)

  const left = await hospital.send(owner, 'POST', `${url}/leave`, {})
  expect(left.body).toMatchObject({ status: 'left', leftReason: 'patient', queue: null, queueKey: null })
  expect((await hospital.send(coordinator, 'POST', `${url}/triage`, triage)).status).toBe(409)
  expect((await hospital.send(owner, 'GET', '/api/tickets')).body).toEqual([])
})

test.each([
  ['no languages', { languages: [] }],
  ['a flag that is none', { redFlags: ['hiccups'] }],
  ['no complaint', { complaint: '' }],
  ['no country', { country: 'Italy' }],
])('refuses %s', async (_, over) => {
  const answer = await hospital.send(owner, 'POST', '/api/tickets', { ...newTicket(patientId), ...over })
  expect(answer.status).toBe(400)
  expect(answer.body.error.code).toBe('invalidInput')
})
