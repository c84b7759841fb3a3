import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { forgetExpired } from '../../signaling/identity/sign-in.ts'
import { guestCookieIn } from '../consultations/state.ts'
import { LiveClient } from '../support/live-client.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addVisit } from '../support/visits.ts'
import {
  ask,
  end,
  here,
  hospital,
  lookAtSessionsEvery,
  openProcesses,
  openSocket,
  type Person,
  secondsToClose,
  signIn,
  there,
} from './ending.ts'

openProcesses()

describe('what ends without being announced', () => {
  test('a session whose row is deleted by hand loses its sockets with the next look, and others keep theirs', async () => {
    const [gone, kept] = [await signIn(await addCoordinator(hospital)), await signIn(await addCompatriot(hospital))]
    const [socket, other] = [await openSocket(there, gone), await openSocket(there, kept)]
    await hospital.database.db.deleteFrom('session').where('accountId', '=', gone.viewer.accountId).execute()
    expect(await secondsToClose(socket)).toBeLessThan((lookAtSessionsEvery / 1000) * 2)
    other.send({ type: 'watch', topic: 'outlook' })
    await other.frame((frame) => frame.type === 'snapshot')
    other.close()
  })

  test('a session that runs out loses its socket', async () => {
    const person = await signIn(await addCoordinator(hospital))
    const socket = await openSocket(there, person)
    const before = hospital.clock.now()
    hospital.clock.set(before.add({ hours: 12 }))
    expect(await secondsToClose(socket)).toBeLessThan((lookAtSessionsEvery / 1000) * 2)
    hospital.clock.set(before)
  })

  test('a guest who is put out is closed at once, and one whose seat is taken by hand with the next look', async () => {
    const visit = await addVisit(hospital)
    const doctor = await signIn(visit.doctor)
    const at = `/api/consultations/${visit.id}/participants`
    const knock = async () => {
      const invite = { idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' }
      const { body } = await ask(here, doctor.cookie, 'POST', at, invite)
      const token = String(body.link).split('/').at(-1)
      const opened = await ask(there, '', 'POST', '/api/guest/session', { token })
      const cookie = guestCookieIn(opened.headers).split(';', 1)[0] ?? ''
      const asked = await ask(there, cookie, 'POST', '/api/guest/ask', { name: '外婆' })
      const seatId = String(asked.body.participant.id)
      const client = await new LiveClient(there.port, undefined, { cookie }, '/api/guest/live').opened()
      client.send({ type: 'watch', topic: `guest:${seatId}` })
      await client.frame((frame) => frame.type === 'snapshot')
      return { seatId, client }
    }
    const [removed, byHand] = [await knock(), await knock()]
    await ask(here, doctor.cookie, 'POST', `${at}/${removed.seatId}/admit`)
    const closing = secondsToClose(removed.client)
    expect((await ask(here, doctor.cookie, 'POST', `${at}/${removed.seatId}/remove`)).status).toBe(200)
    expect(await closing).toBeLessThan(1)
    const { db } = hospital.database
    await db.updateTable('participant').set({ status: 'refused' }).where('id', '=', byHand.seatId).execute()
    expect(await secondsToClose(byHand.client)).toBeLessThan((lookAtSessionsEvery / 1000) * 2)
  })
})

describe('a session of staff', () => {
  const whoAmI = (person: Person) => ask(there, person.cookie, 'GET', '/api/me')
  const expiryOf = async ({ viewer }: Person) => {
    const row = await hospital.database.db
      .selectFrom('session')
      .select('expiresAt')
      .where('accountId', '=', viewer.accountId)
      .executeTakeFirst()
    return row?.expiresAt
  }

  test('slides while it is in use, with its cookie, and ends after twelve idle hours', async () => {
    const before = hospital.clock.now()
    const person = await signIn(await addCoordinator(hospital))
    for (let hour = 2; hour <= 10; hour += 2) {
      hospital.clock.set(before.add({ hours: hour }))
      const { status, headers } = await whoAmI(person)
      expect(status).toBe(200)
      const until = hospital.clock.now().add({ hours: 12 })
      expect((await expiryOf(person))?.equals(until)).toBe(true)
      // A visit may keep the session open beyond its end, and its row decides: the browser keeps the cookie for a day longer.
      const kept = until.add({ hours: 24 }).epochMilliseconds
      expect(headers['set-cookie']).toContain(`Expires=${new Date(kept).toUTCString()}`)
      expect(headers['set-cookie']).toContain(person.cookie)
    }
    hospital.clock.set(before.add({ hours: 21, minutes: 59 }))
    expect((await whoAmI(person)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 24 }))
    expect((await whoAmI(person)).status).toBe(401)

    hospital.clock.set(before)
    const idle = await signIn(await addCoordinator(hospital))
    hospital.clock.set(before.add({ hours: 12 }))
    expect((await whoAmI(idle)).status).toBe(401)
    hospital.clock.set(before)
  })

  test('is written at most once in five minutes, however much is asked at once', async () => {
    const before = hospital.clock.now()
    const person = await signIn(await addCoordinator(hospital))
    hospital.clock.set(before.add({ minutes: 6 }))
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ask(index % 2 === 0 ? here : there, person.cookie, 'GET', '/api/me')),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(answers.filter(({ headers }) => headers['set-cookie'] !== undefined)).toHaveLength(1)
    hospital.clock.set(before.add({ minutes: 10 }))
    expect((await whoAmI(person)).headers['set-cookie']).toBeUndefined()
    hospital.clock.set(before)
  })

  test('is not used by a socket that opens itself again', async () => {
    const before = hospital.clock.now()
    const person = await signIn(await addCoordinator(hospital))
    const until = await expiryOf(person)
    hospital.clock.set(before.add({ hours: 2 }))
    const socket = await openSocket(there, person)
    expect((await expiryOf(person))?.equals(until ?? before)).toBe(true)
    socket.close()
    hospital.clock.set(before)
  })

  test('never ends in the middle of a visit, and leaves time for the note; a session that was over stays so', async () => {
    const before = hospital.clock.now()
    const doctor = await addDoctorOnDuty(hospital)
    const [person, forgotten] = [await signIn(doctor), await signIn(doctor)]
    // A long day: in use until shortly before its end, when somebody calls.
    hospital.clock.set(before.add({ hours: 11 }))
    expect((await whoAmI(person)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 22, minutes: 50 }))
    expect((await whoAmI(person)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 23, minutes: 50 }))
    const visit = await addVisit(hospital, { doctor })
    expect((await whoAmI(forgotten)).status).toBe(401)
    const socket = await openSocket(there, person)
    hospital.clock.set(before.add({ hours: 25 }))
    await forgetExpired(hospital)
    hospital.clock.set(before.add({ hours: 26 }))
    expect((await whoAmI(person)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, lookAtSessionsEvery * 1.5))
    socket.send({ type: 'ping' })
    await socket.frame((frame) => frame.type === 'pong' && frame.at === hospital.clock.now().toString())
    expect((await whoAmI(forgotten)).status).toBe(401)
    expect((await ask(there, person.cookie, 'POST', `/api/consultations/${visit.id}/end`, end)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 26, minutes: 50 }))
    expect((await whoAmI(person)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 28 }))
    expect((await whoAmI(person)).status).toBe(401)
    socket.close()
    hospital.clock.set(before)
  })

  test('whose use was noted a moment before a visit at the end of its day is put off all the same', async () => {
    const before = hospital.clock.now()
    const doctor = await addDoctorOnDuty(hospital)
    const person = await signIn(doctor)
    hospital.clock.set(before.add({ hours: 11 }))
    expect((await whoAmI(person)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 22 }))
    expect((await whoAmI(person)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 23, minutes: 57 }))
    expect((await whoAmI(person)).status).toBe(200)
    hospital.clock.set(before.add({ hours: 23, minutes: 58 }))
    await addVisit(hospital, { doctor })
    hospital.clock.set(before.add({ hours: 23, minutes: 59 }))
    expect((await whoAmI(person)).status).toBe(200)
    expect((await expiryOf(person))?.equals(hospital.clock.now().add({ hours: 1 }))).toBe(true)
    hospital.clock.set(before)
  })
})
