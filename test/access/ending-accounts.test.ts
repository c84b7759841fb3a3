import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text as readAll } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { AccountRole } from '../../signaling/access.ts'
import type { CallInVain } from '../../signaling/consultations/contract.ts'
import { createSignInLink } from '../../signaling/identity/sign-in.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import type { LiveClient } from '../support/live-client.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty, addPatient } from '../support/people.ts'
import { addCall, addVisit, type Visit } from '../support/visits.ts'
import {
  ask,
  coordinator,
  end,
  heldVisit,
  here,
  hospital,
  nothing,
  openProcesses,
  openSocket,
  type Person,
  reach,
  retire,
  secondsToClose,
  signIn,
  text,
  there,
} from './ending.ts'

openProcesses()

describe('an expert who is retired', () => {
  test('is signed out within a second in every process, and signing in again shows nothing', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const visit = await heldVisit(doctor)
    const person = await signIn(doctor)
    const sockets = [await openSocket(here, person), await openSocket(there, person)]
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}`)).status).toBe(200)
    const closing = Promise.all(sockets.map(secondsToClose))
    expect((await retire(doctor.expertId)).status).toBe(200)
    for (const seconds of await closing) expect(seconds).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(here, person.cookie, 'GET', '/api/me')).status).toBe(401)
    expect((await ask(there, person.cookie, 'GET', '/api/me')).status).toBe(401)

    hospital.clock.forward({ seconds: 1 })
    const again = await signIn(doctor)
    expect((await ask(there, again.cookie, 'GET', '/api/me')).body).toMatchObject({ role: 'doctor', expertId: null })
    expect(await reach(again.cookie, visit.id)).toEqual(nothing)
    expect((await ask(there, again.cookie, 'GET', '/api/consultations')).body).toEqual([])
    expect((await ask(there, again.cookie, 'POST', '/api/duty/start')).status).toBe(404)
    const week = 'from=2026-03-02T00:00:00Z&until=2026-03-09T00:00:00Z'
    for (const url of [`/api/roster?${week}`, '/api/shift-patterns', '/api/panel']) {
      expect([url, (await ask(there, again.cookie, 'GET', url)).status]).toEqual([url, 403])
    }
    const socket = await openSocket(there, again)
    socket.send({ type: 'watch', topic: 'roster' })
    const shown = await socket.frame((frame) => frame.type !== 'pong')
    expect(shown).toMatchObject({ type: 'refused', topic: 'roster', error: { code: 'forbidden' } })
    socket.close()
  })

  test('by hand in the database as well reads and signs nothing a few seconds later', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const visit = await heldVisit(doctor)
    const person = await signIn(doctor)
    const socket = await openSocket(there, person)
    const { db } = hospital.database
    await db.updateTable('expert').set({ retiredAt: hospital.clock.now() }).where('id', '=', doctor.expertId).execute()
    expect(await secondsToClose(socket)).toBeLessThan(3)
    expect(await reach((await signIn(doctor)).cookie, visit.id)).not.toContain(200)
  })

  test('while a patient is there stays for this visit only, off duty, and is signed out with its end', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const former = await heldVisit(doctor)
    const visit = await addVisit(hospital, { doctor })
    const person = await signIn(doctor)
    const socket = await openSocket(there, person)
    socket.send({ type: 'watch', topic: `currentConsultation:${doctor.expertId}` })
    await socket.frame((frame) => frame.type === 'snapshot')
    expect((await retire(doctor.expertId)).status).toBe(200)
    const told = await socket.frame((frame) => frame.type === 'change')
    expect(told).toMatchObject({ data: { leaving: true, consultation: { id: visit.id } } })
    const duty = await ask(there, person.cookie, 'GET', '/api/duty')
    expect(duty.body).toMatchObject({ state: 'off', canStart: false })
    expect((await ask(there, person.cookie, 'POST', '/api/duty/start')).body.error.code).toBe('noShiftNow')
    expect(await reach(person.cookie, former.id)).toEqual(nothing)
    const at = `/api/consultations/${visit.id}`
    expect((await ask(there, person.cookie, 'PUT', `${at}/note`, { version: 1, text })).status).toBe(200)
    expect((await ask(there, person.cookie, 'POST', `${at}/note/sign`, { version: 2 })).status).toBe(200)

    const closing = secondsToClose(socket)
    expect((await ask(here, coordinator.cookie, 'POST', `${at}/end`, end)).status).toBe(200)
    expect(await closing).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(there, person.cookie, 'GET', at)).status).toBe(401)
    hospital.clock.forward({ seconds: 1 })
    expect(await reach((await signIn(doctor)).cookie, visit.id)).toEqual(nothing)
  })
})

describe('an account of staff that is disabled', () => {
  const change = (id: string, to: 'disable' | 'enable', by = coordinator) =>
    ask(here, by.cookie, 'POST', `/api/staff/${id}/${to}`)

  test('is signed out within a second, signs in by neither code nor link, and can again once enabled', async () => {
    const other = await signIn(await addCoordinator(hospital))
    const { accountId } = other.viewer
    const socket = await openSocket(there, other)
    const closing = secondsToClose(socket)
    expect((await change(accountId, 'disable')).body).toMatchObject({ accountId, disabled: true })
    expect(await closing).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(there, other.cookie, 'GET', '/api/board')).status).toBe(401)

    const link = await createSignInLink(hospital, accountId)
    expect((await ask(there, '', 'GET', `/sign-in/link/${link}`)).headers['set-cookie']).toBeUndefined()
    const { db } = hospital.database
    const { email } = await db
      .selectFrom('account')
      .select('email')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    const enter = async () => {
      const asked = await ask(there, '', 'POST', '/api/sign-in/codes', { email, locale: 'it' })
      const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
      const code = /\b\d{6}\b/.exec(hospital.letters.at(-1)?.text ?? '')?.[0]
      const said = { email, code, timeZone: 'Europe/Rome', languages: [], locale: 'it' }
      return await ask(there, cookie, 'POST', '/api/sign-in', said)
    }
    expect(await enter()).toMatchObject({ status: 403, body: { error: { code: 'accountDisabled' } } })
    expect((await change(accountId, 'enable')).body).toMatchObject({ disabled: false })
    expect((await enter()).status).toBe(200)
  })

  test('has nothing carried out that it began to send before', async () => {
    const former = await signIn(await addCoordinator(hospital))
    // Who asks is known when the request comes, and need not be looked up.
    expect((await ask(here, former.cookie, 'GET', '/api/me')).status).toBe(200)
    const email = `${randomUUID()}@example.org`
    const body = JSON.stringify({ email, role: 'coordinator', name: 'Wang', timeZone: 'Europe/Rome', locale: 'it' })
    const head = [
      'POST /api/staff HTTP/1.1',
      'host: localhost:3000',
      'origin: http://localhost:3000',
      `cookie: ${former.cookie}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      'connection: close',
    ]
    const socket = connect(here.port, '127.0.0.1')
    const answer = readAll(socket)
    const begun = once(here.app.server, 'request')
    socket.write([...head, '', body.slice(0, -1)].join('\r\n'))
    await begun
    await pause(100)
    expect((await change(former.viewer.accountId, 'disable')).status).toBe(200)
    socket.write(body.slice(-1))
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /)
    const { db } = hospital.database
    expect(await db.selectFrom('account').select('id').where('email', '=', email).execute()).toEqual([])
  })

  test('is neither one’s own nor a compatriot’s, and is changed by coordinators only', async () => {
    const own = coordinator.viewer.accountId
    expect(await change(own, 'disable')).toMatchObject({ status: 409, body: { error: { code: 'ownAccount' } } })
    const patient = await signIn(await addCompatriot(hospital))
    expect((await change(patient.viewer.accountId, 'disable')).status).toBe(404)
    expect((await change(randomUUID(), 'disable')).status).toBe(404)
    for (const person of [patient, await signIn(await addDoctorOnDuty(hospital))]) {
      expect((await change(own, 'disable', person)).status).toBe(404)
    }
    expect((await change(own, 'enable')).body).toMatchObject({ disabled: false })
  })

  test('is not the last: of coordinators who disable each other at once one stays', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = [await signIn(await addCoordinator(hospital)), await signIn(await addCoordinator(hospital))]
      const answers = await Promise.all([
        ask(here, one.cookie, 'POST', `/api/staff/${two.viewer.accountId}/disable`),
        ask(there, two.cookie, 'POST', `/api/staff/${one.viewer.accountId}/disable`),
      ])
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 401]))
    }
  })

  test('of a doctor takes their shifts along; of what is booked in them only once that is said, over HTTP', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const { db } = hospital.database
    const start = hospital.clock.now().add({ hours: 30 })
    const during = { start, end: start.add({ hours: 1 }) }
    const values = { expertId: doctor.expertId, during: toRange(during), timeZone: 'Asia/Shanghai', slotMinutes: 30 }
    const { id: shiftId } = await db.insertInto('shift').values(values).returning('id').executeTakeFirstOrThrow()
    const owner = await addCompatriot(hospital)
    const person = await signIn(owner)
    const booking = { shiftId, patientId: await addPatient(hospital, owner), specialty: 'generalPractice', reason: '' }
    const sent = { ...booking, idempotencyKey: randomUUID(), start: start.toString() }
    expect((await ask(there, person.cookie, 'POST', '/api/appointments', sent)).status).toBe(201)

    const at = `/api/staff/${doctor.accountId}`
    expect((await ask(here, '', 'GET', `${at}/upcoming-shifts`)).status).toBe(401)
    for (const one of [person, await signIn(doctor)]) {
      expect((await ask(here, one.cookie, 'GET', `${at}/upcoming-shifts`)).status).toBe(404)
    }
    const before = await ask(here, coordinator.cookie, 'GET', `${at}/upcoming-shifts`)
    expect(before).toMatchObject({ status: 200, body: { shifts: 2, booked: 1 } })
    const refused = await change(doctor.accountId, 'disable')
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'shiftHasAppointments', details: { count: 1 } } },
    })
    const disabled = await ask(here, coordinator.cookie, 'POST', `${at}/disable?appointments=cancel`)
    expect(disabled).toMatchObject({
      status: 200,
      body: { disabled: true, cancelledShifts: 2, cancelledAppointments: 1 },
    })
    const mine = await ask(there, person.cookie, 'GET', '/api/appointments')
    expect(mine.body).toMatchObject([{ status: 'cancelled' }])
  })

  test('of a doctor goes off duty at once; a patient who is there is not left alone', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const visit = await addVisit(hospital, { doctor })
    const person = await signIn(doctor)
    expect((await change(doctor.accountId, 'disable')).status).toBe(200)
    expect((await ask(there, person.cookie, 'GET', '/api/duty')).body).toMatchObject({ state: 'off' })
    expect((await ask(there, person.cookie, 'POST', '/api/duty/start')).body.error.code).toBe('noShiftNow')
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}`)).status).toBe(200)
    const socket = await openSocket(there, person)
    const closing = secondsToClose(socket)
    expect((await ask(here, person.cookie, 'POST', `/api/consultations/${visit.id}/end`, end)).status).toBe(200)
    expect(await closing).toBeLessThan(1)
    await hospital.there.outbox.settled()
    expect((await ask(there, person.cookie, 'GET', '/api/me')).status).toBe(401)
  })
})

describe('a doctor whose call was not answered', () => {
  async function called(): Promise<{ visit: Visit; person: Person; socket: LiveClient }> {
    const visit = await addCall(hospital)
    const person = await signIn(visit.doctor)
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}/note`)).status).toBe(200)
    expect((await ask(there, person.cookie, 'GET', `/api/consultations/${visit.id}/previous`)).status).toBe(200)
    const socket = await openSocket(there, person)
    for (const topic of ['consultation', 'note']) {
      socket.send({ type: 'watch', topic: `${topic}:${visit.id}` })
      await socket.frame((frame) => frame.type === 'snapshot' && frame.topic === `${topic}:${visit.id}`)
    }
    return { visit, person, socket }
  }

  async function expectForgotten(
    { visit, person, socket }: Awaited<ReturnType<typeof called>>,
    inVain: CallInVain | null,
    by: AccountRole | null,
  ): Promise<void> {
    for (const topic of ['consultation', 'note']) {
      const refused = await socket.frame((frame) => frame.type === 'refused' && frame.topic === `${topic}:${visit.id}`)
      expect(refused).toMatchObject({ error: { code: 'notFound' } })
    }
    expect(await reach(person.cookie, visit.id)).toEqual(nothing)
    const lists = [
      await ask(there, person.cookie, 'GET', '/api/consultations'),
      await ask(there, person.cookie, 'GET', '/api/consultations/current'),
    ]
    const lastEnd = { id: visit.id, answered: false, by }
    const current = { consultation: null, unsigned: [], inVain, lastEnd, leaving: false }
    expect(lists.map(({ body }) => body)).toEqual([[], current])
    const late = await ask(there, person.cookie, 'POST', `/api/consultations/${visit.id}/enter`)
    expect(late.status).toBe(409)
    socket.close()
  }

  test('by a patient who says "not now" sees that patient no more', async () => {
    const scene = await called()
    const owner = await signIn(scene.visit.owner)
    expect((await ask(here, owner.cookie, 'POST', `/api/consultations/${scene.visit.id}/decline`)).status).toBe(204)
    await expectForgotten(scene, 'notNow', 'compatriot')
  })

  test('in time sees that patient no more', async () => {
    const scene = await called()
    hospital.clock.forward({ minutes: 2 })
    await expireCalls(hospital)
    await expectForgotten(scene, 'unanswered', null)
  })

  test('and who has called it off sees that patient no more, however often they ask', async () => {
    const scene = await called()
    const command = { reason: 'technical', requeue: true }
    const at = `/api/consultations/${scene.visit.id}/end`
    expect((await ask(here, scene.person.cookie, 'POST', at, command)).status).toBe(200)
    expect((await ask(here, scene.person.cookie, 'POST', at, command)).body.error.code).toBe('consultationOver')
    await expectForgotten(scene, null, 'doctor')
  })

  test('keeps what they hold of the same patient’s other visits', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const held = await heldVisit(doctor)
    const { id } = await addCall(hospital, { doctor, owner: held.owner, patientId: held.patientId })
    const owner = await signIn(held.owner)
    expect((await ask(here, owner.cookie, 'POST', `/api/consultations/${id}/decline`)).status).toBe(204)
    const { cookie } = await signIn(doctor)
    expect((await ask(there, cookie, 'GET', `/api/consultations/${held.id}`)).status).toBe(200)
    expect((await ask(there, cookie, 'GET', `/api/consultations/${id}`)).status).toBe(404)
  })
})
