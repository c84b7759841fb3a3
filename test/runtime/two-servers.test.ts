import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { transact } from '../../signaling/live/transact.ts'
import { closeCode } from '../../signaling/vocabulary.ts'
import { findBroken } from '../access/invariants.ts'
import { addCoordinator, addDoctor, addHousehold } from '../support/people.ts'
import { addCall, newTicket, type Visit } from '../support/visits.ts'
import { ask, openSocket, openTwoServers, type Server, setClock, signIn, watch } from './two-servers.ts'

const { hospital, servers } = openTwoServers()

/** Of each race; more by hand: ROUNDS=100 npm test -- test/runtime/two-servers.test.ts */
const rounds = Number(process.env['ROUNDS'] ?? 20)

/** The same race again and again, each server in each part by turns. */
async function eachRound(race: (one: Server, other: Server) => Promise<void>): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const { here, there } = servers
    await setClock(hospital)
    await (round % 2 === 0 ? race(here, there) : race(there, here))
  }
  expect(await findBroken(hospital.db)).toEqual([])
}

describe('a slot', () => {
  test('that is booked through both servers at once is booked once', async () => {
    await eachRound(async (one, other) => {
      const { expertId } = await addDoctor(hospital, { languages: [] })
      const start = hospital.clock.now().add({ hours: 10 }).round('hour')
      const during = toRange({ start, end: start.add({ minutes: 30 }) })
      const shift = { expertId, during, timeZone: 'Asia/Shanghai', slotMinutes: 30 }
      const { id: shiftId } = await hospital.db
        .insertInto('shift')
        .values(shift)
        .returning('id')
        .executeTakeFirstOrThrow()
      const book = async (server: Server) => {
        const household = await addHousehold(hospital)
        const account = await signIn(hospital, household)
        const booking = { patientId: household.patientId, shiftId, specialty: 'generalPractice', reason: '' }
        const key = { idempotencyKey: randomUUID(), start: start.toString() }
        return () => ask(server, account, 'POST', '/api/appointments', { ...booking, ...key })
      }
      const bookings = [await book(one), await book(other)]
      const answers = await Promise.all(bookings.map((send) => send()))

      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      const refused = answers.find(({ status }) => status !== 201)
      expect(refused).toMatchObject({ status: 409, body: { error: { code: 'slotTaken' } } })
      const booked = await hospital.db
        .selectFrom('appointment')
        .select('status')
        .where('shiftId', '=', shiftId)
        .execute()
      expect(booked).toEqual([{ status: 'booked' }])
    })
  })
})

describe('a call', () => {
  const statusOf = async ({ id }: Pick<Visit, 'id'>) => {
    const rows = await hospital.db.selectFrom('encounter').select('status').where('id', '=', id).execute()
    expect(rows).toHaveLength(1)
    return rows[0]?.status
  }

  const answer = async (server: Server, { id, owner }: Visit) => {
    const device = await signIn(hospital, owner)
    return () => ask(server, device, 'POST', `/api/consultations/${id}/enter`)
  }

  test('that is answered through both servers at once, on two devices, becomes one visit', async () => {
    await eachRound(async (one, other) => {
      const call = await addCall(hospital)
      const devices = [await answer(one, call), await answer(other, call)]
      const answers = await Promise.all(devices.map((send) => send()))

      expect(answers.map(({ status }) => status)).toEqual([503, 503])
      expect(await statusOf(call)).toBe('inProgress')
      const seats = await hospital.db
        .selectFrom('participant')
        .select('kind')
        .where('consultationId', '=', call.id)
        .orderBy('kind')
        .execute()
      expect(seats.map(({ kind }) => kind)).toEqual(['doctor', 'patient'])
    })
  })

  test('that is answered at one server while the matchers end it is a visit or a call in vain', async () => {
    let isRace = false
    await eachRound(async (one) => {
      const call = await addCall(hospital)
      const send = await answer(one, call)
      await transact(hospital, async (trx, announce) => {
        const callUntil = hospital.clock.now().subtract({ seconds: 1 })
        await trx.updateTable('call').set({ callUntil }).where('id', '=', call.id).execute()
        // Wakes the matchers of both.
        announce('queue:generalPractice')
      })
      // The matchers take some milliseconds to wake: either of the two may be first. In the first round they are.
      if (isRace) await pause(Math.random() * 60)
      else await expect.poll(() => statusOf(call)).toBe('calledInVain')
      isRace = true
      const { status, body } = await send()

      if (status === 503) expect(await statusOf(call)).toBe('inProgress')
      else {
        expect({ status, body }).toMatchObject({ status: 409, body: { error: { code: 'callOver' } } })
        expect(await statusOf(call)).toBe('calledInVain')
      }
    })
  })

  test('that is answered at one server while its doctor calls it off at the other is one after the other', async () => {
    await eachRound(async (one, other) => {
      const call = await addCall(hospital)
      const doctor = await signIn(hospital, call.doctor)
      const send = await answer(one, call)
      const end = { reason: 'technical', requeue: true }
      const [answered, ended] = await Promise.all([
        send(),
        ask(other, doctor, 'POST', `/api/consultations/${call.id}/end`, end),
      ])

      expect(ended.status).toBe(200)
      expect([409, 503]).toContain(answered.status)
      // Answered first, it was a visit, which is broken off; called off first, it came to nothing, and nobody is let in.
      const status = await statusOf(call)
      expect(['brokenOff', 'calledInVain']).toContain(status)
      if (answered.status === 503) expect(status).toBe('brokenOff')
      const { status: place } = await hospital.db
        .selectFrom('ticket')
        .select('status')
        .where('id', '=', call.ticketId)
        .executeTakeFirstOrThrow()
      expect(place).toBe('waiting')
    })
  })
})

describe('a place', () => {
  test('that is taken through both servers at once with one key is taken once', async () => {
    await eachRound(async (one, other) => {
      const household = await addHousehold(hospital)
      const account = await signIn(hospital, household)
      const ticket = newTicket(household.patientId)
      const answers = await Promise.all(
        [one, other].map((server) => ask(server, account, 'POST', '/api/tickets', ticket)),
      )

      expect(answers.map(({ status }) => status)).toEqual([201, 201])
      const places = await hospital.db
        .selectFrom('ticket')
        .select('id')
        .where('accountId', '=', household.accountId)
        .execute()
      expect(places).toHaveLength(1)
      expect(answers.map(({ body }) => String(body.id))).toEqual([places[0]?.id, places[0]?.id])
    })
  })

  test('that is taken at one server is shown within two seconds by a socket at the other', async () => {
    await eachRound(async (one, other) => {
      const household = await addHousehold(hospital)
      const account = await signIn(hospital, household)
      const socket = await openSocket(other, account)
      await watch(socket, `tickets:${household.accountId}`)
      const { status, body } = await ask(one, account, 'POST', '/api/tickets', newTicket(household.patientId))
      const committedAt = performance.now()
      expect(status).toBe(201)
      await socket.frame((frame) => frame.type === 'change' && JSON.stringify(frame.data).includes(String(body.id)))
      expect(performance.now() - committedAt).toBeLessThan(2_000)
      socket.close()
    })
  })
})

test('a session that ends at one server closes its socket at the other within a second, and leaves others open', async () => {
  await eachRound(async (one, other) => {
    const coordinator = await addCoordinator(hospital)
    const [ending, staying] = [await signIn(hospital, coordinator), await signIn(hospital, coordinator)]
    const [socket, kept] = [await openSocket(other, ending), await openSocket(other, staying)]
    expect((await ask(one, ending, 'POST', '/api/sign-out')).status).toBe(204)
    const endedAt = performance.now()
    expect(await socket.closed).toBe(closeCode.signedOut)
    expect(performance.now() - endedAt).toBeLessThan(1_000)
    expect((await ask(other, ending, 'GET', '/api/me')).status).toBe(401)
    await watch(kept, 'board')
    kept.close()
  })
})
