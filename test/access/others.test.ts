import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { guestCookieIn } from '../consultations/state.ts'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addVisit, newTicket, type Visit } from '../support/visits.ts'
import { openWorld } from './hospital.ts'

/**
 * What the walk over all routes leaves out: a person with records of their own who names somebody else's beside them, in a
 * path, a query or a body.
 */
const hospital = openHospital({ http: true })
const world = openWorld()

interface Side {
  readonly visit: Visit
  readonly at: string
  readonly patient: TestAccount
  readonly doctor: TestAccount
  readonly messageId: string
  readonly seatId: string
  readonly guest: TestAccount
}

let own: Side
let theirs: Side

beforeAll(async () => {
  own = await openSide()
  theirs = await openSide()
})

async function openSide(): Promise<Side> {
  const visit = await addVisit(hospital)
  const [patient, doctor] = [await hospital.signIn(visit.owner), await hospital.signIn(visit.doctor)]
  const at = `/api/consultations/${visit.id}`
  await hospital.send(doctor, 'POST', `${at}/enter`)
  const message = await hospital.send(patient, 'POST', `${at}/messages`, { idempotencyKey: randomUUID(), body: '您好' })
  const invite = { idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' }
  const { body } = await hospital.send(doctor, 'POST', `${at}/participants`, invite)
  const token = String(body.link).split('/').at(-1)
  const opened = await hospital.send(undefined, 'POST', '/api/guest/session', { token })
  const guest = { ...patient, cookie: guestCookieIn(opened.headers).split(';', 1)[0] ?? '' }
  const asked = await hospital.send(guest, 'POST', '/api/guest/ask', { name: '外婆' })
  expect([message.status, asked.status]).toEqual([201, 200])
  return { visit, at, patient, doctor, messageId: message.body.id, seatId: asked.body.participant.id, guest }
}

test('a doctor decides about no seat and no link of another visit from within their own', async () => {
  const paths = ['admit', 'refuse', 'remove'].map((change) => `participants/${theirs.seatId}/${change}`)
  for (const path of [...paths, `links/${theirs.seatId}/close`]) {
    for (const at of [own.at, theirs.at]) {
      expect([path, (await hospital.send(own.doctor, 'POST', `${at}/${path}`)).status]).toEqual([path, 404])
    }
  }
  const { body } = await hospital.send(theirs.guest, 'GET', '/api/guest')
  expect(body.participant.status).toBe('asking')
})

test('nobody reads on from a message of another conversation', async () => {
  for (const person of [own.patient, own.doctor]) {
    const path = `${own.at}/messages?before=`
    expect((await hospital.send(person, 'GET', path + own.messageId)).status).toBe(200)
    expect((await hospital.send(person, 'GET', path + theirs.messageId)).status).toBe(404)
  }
})

test('a patient of one visit and a guest of one reach nothing of another', async () => {
  for (const path of ['', '/messages', '/note', '/note/preview', '/previous', '/advice']) {
    for (const person of [own.patient, own.doctor]) {
      expect([path, (await hospital.send(person, 'GET', theirs.at + path)).status]).toEqual([path, 404])
    }
    expect([path, (await hospital.send(own.guest, 'GET', theirs.at + path)).status]).toEqual([path, 401])
  }
  const both = { ...own.patient, cookie: `${own.patient.cookie}; ${own.guest.cookie}` }
  expect((await hospital.send(both, 'GET', theirs.at)).status).toBe(404)
  expect((await hospital.send(both, 'GET', '/api/guest')).body.consultationId).toBe(own.visit.id)
})

test('one’s own patient with somebody else’s appointment, and the other way round, take no place', async () => {
  const { site, strangers, appointmentId, patientId } = world
  const patient = { idempotencyKey: randomUUID(), name: '王', relationship: 'self' }
  const { body: made } = await site.send(strangers.compatriot, 'POST', '/api/patients', patient)
  const before = await site.database.db.selectFrom('appointment').selectAll().where('id', '=', appointmentId).execute()
  for (const ticket of [
    { ...newTicket(made.id), appointmentId },
    { ...newTicket(patientId), appointmentId },
    newTicket(patientId),
  ]) {
    expect((await site.send(strangers.compatriot, 'POST', '/api/tickets', ticket)).status).toBe(404)
  }
  const booking = { idempotencyKey: randomUUID(), patientId, shiftId: world.shiftId, specialty: 'generalPractice' }
  const book = { ...booking, start: world.slotStart, reason: '' }
  expect((await site.send(strangers.compatriot, 'POST', '/api/appointments', book)).status).toBe(404)
  const after = await site.database.db.selectFrom('appointment').selectAll().where('id', '=', appointmentId).execute()
  expect(after).toEqual(before)
})

test('a key that was used with another body answers what it made first, and makes nothing', async () => {
  const key = { idempotencyKey: randomUUID() }
  const path = `${own.at}/messages`
  const first = await hospital.send(own.patient, 'POST', path, { ...key, body: '第一' })
  expect((await hospital.send(own.patient, 'POST', path, { ...key, body: '第二' })).body).toEqual(first.body)
  // Of somebody else in the same room it is another.
  expect((await hospital.send(own.doctor, 'POST', path, { ...key, body: '第三' })).body.body).toBe('第三')
  const invite = { ...key, kind: 'interpreter', name: '译员' }
  const invited = await hospital.send(own.doctor, 'POST', `${own.at}/participants`, invite)
  const again = await hospital.send(own.doctor, 'POST', `${own.at}/participants`, {
    ...invite,
    name: '别人',
    kind: 'relative',
  })
  expect(again.body).toEqual(invited.body)
  expect((await hospital.send(theirs.doctor, 'POST', `${own.at}/participants`, invite)).status).toBe(404)
  const other = await hospital.send(theirs.doctor, 'POST', `${theirs.at}/participants`, invite)
  expect(other.body.participant.id).not.toBe(invited.body.participant.id)
})
