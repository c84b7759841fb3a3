import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Answer } from '../support/answering.ts'
import { openWorld } from './hospital.ts'
import { newTicket } from '../support/visits.ts'
import { samplesOf } from './samples.ts'

/** What a body would slip into a row beside what its route asks for. */
const world = openWorld()

const text = {
  complaint: '',
  subjective: '',
  objective: '',
  assessment: '',
  plan: '',
  advice: '阿司匹林',
  followUp: '',
}

function expectRefused(answer: Answer, field: string): void {
  expect([answer.status, answer.body.error?.code]).toEqual([400, 'unknownField'])
  expect(Object.keys(answer.body.error.fields)).toEqual([field])
}

test.each([
  ['signedBy', () => world.strangers.doctor.id],
  ['signedAt', () => '2026-03-02T08:00:00Z'],
  ['signerName', () => '王丽华'],
  ['patientId', () => world.waitingPatientId],
  ['authorId', () => world.strangers.doctor.id],
  ['consultationId', () => randomUUID()],
  ['version', () => 100],
])('nobody signs a note for another doctor, or puts it into another record: %s', async (column, value) => {
  const { site, doctor, consultationId } = world
  const url = `/api/consultations/${consultationId}/note`
  const { version } = (await site.send(doctor, 'GET', url)).body
  const { body: note } = await site.send(doctor, 'PUT', url, { version, text })
  const forged = { version: note.version, text: { ...text, [column]: value() } }
  expectRefused(await site.send(doctor, 'PUT', url, forged), `/text/${column}`)
  expect((await site.send(doctor, 'GET', url)).body).toEqual(note)
  const { db } = site.database
  const row = await db.selectFrom('note').selectAll().where('consultationId', '=', consultationId).executeTakeFirst()
  expect(row).toMatchObject({ signedBy: null, signedAt: null, authorId: doctor.id, patientId: world.patientId })
})

test.each([
  ['status', 'called'],
  ['number', 1],
  ['id', randomUUID()],
  ['callsMissed', 2],
  ['triagedBy', randomUUID()],
  ['arrivedAt', '2020-01-01T00:00:00Z'],
  ['urgency', 'emergency'],
])('nobody takes a place that no doctor can call: %s', async (column, value) => {
  const { site, owner } = world
  const patient = { idempotencyKey: randomUUID(), name: '林三宝', relationship: 'child' }
  const { body } = await site.send(owner, 'POST', '/api/patients', patient)
  const ticket = { ...newTicket(body.id), [column]: value }
  expectRefused(await site.send(owner, 'POST', '/api/tickets', ticket), `/${column}`)
  const { db } = site.database
  expect(await db.selectFrom('ticket').select('id').where('patientId', '=', body.id).execute()).toEqual([])
})

test('nobody lays a pattern that has ended before it begins', async () => {
  const { site, coordinator } = world
  const sample = samplesOf(world)['POST /api/shift-patterns']?.body
  const before = await site.send(coordinator, 'GET', '/api/shift-patterns')
  const pattern = { ...sample, endedAt: '2026-03-01T00:00:00Z' }
  expectRefused(await site.send(coordinator, 'POST', '/api/shift-patterns', pattern), '/endedAt')
  const ended = await site.database.db
    .selectFrom('shiftPattern')
    .select('id')
    .where('endedAt', 'is not', null)
    .execute()
  expect(ended).toEqual([])
  expect((await site.send(coordinator, 'GET', '/api/shift-patterns')).body).toEqual(before.body)
})

test('nobody enters an expert who has retired, or gives another one a language', async () => {
  const { site, coordinator, freeExpertId } = world
  const sample = samplesOf(world)['POST /api/experts']?.body
  const before = await site.send(coordinator, 'GET', '/api/experts')
  const retired = { ...sample, retiredAt: '2026-03-01T00:00:00Z' }
  expectRefused(await site.send(coordinator, 'POST', '/api/experts', retired), '/retiredAt')
  const languages = [{ language: 'de', proficiency: 'native', expertId: freeExpertId }]
  const field = '/languages/0/expertId'
  expectRefused(await site.send(coordinator, 'POST', '/api/experts', { ...sample, languages }), field)
  expectRefused(await site.send(coordinator, 'PATCH', `/api/experts/${freeExpertId}`, { languages }), field)
  expect((await site.send(coordinator, 'GET', '/api/experts')).body).toEqual(before.body)
})
