import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { readDoctorQueue } from '../../signaling/board/doctor-queue.ts'
import { declineCall } from '../../signaling/consultations/service.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { locales } from '../../signaling/vocabulary.ts'
import { writeClearedLetter } from '../../signaling/waiting-room/cleared-letter.ts'
import { clearPlaces, readPlacesOfAccount } from '../../signaling/waiting-room/clearing.ts'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { raiseAlarms } from '../../signaling/waiting-room/lingering.ts'
import { readNextPlace } from '../../signaling/waiting-room/resting.ts'
import {
  callAgain,
  enterWaitingRoom,
  leaveWaitingRoom,
  moveTicket,
  readOwnTickets,
  readTicket,
  resumePlace,
  triageTicket,
} from '../../signaling/waiting-room/service.ts'
import { findBroken } from '../access/invariants.ts'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty, addPatient } from '../support/people.ts'
import { addTicket, answerCallOf, newTicket } from '../support/visits.ts'
import { attendanceOf, bookNow, emptyWaitingRoom, waitingIds } from './scene.ts'

const hospital = openHospital({ http: true, there: true })

const reason = '同一个人排了几个号，请只留一个。'

describe('over HTTP', () => {
  let owner: TestAccount
  let coordinator: TestAccount
  beforeAll(async () => {
    owner = await hospital.addAccount('compatriot', { locale: 'it' })
    coordinator = await hospital.addAccount('coordinator')
  })

  async function join(): Promise<{ id: string; number: number }> {
    const patientId = await addPatient(hospital, { accountId: owner.id })
    const { status, body } = await hospital.send(owner, 'POST', '/api/tickets', newTicket(patientId))
    expect(status).toBe(201)
    return body
  }

  test('it is for coordinators alone, and asks for a reason', async () => {
    const { id } = await join()
    const at = `/api/tickets/${id}/places`
    const asked = [
      ['GET', at, undefined],
      ['POST', `${at}/clear`, { reason }],
    ] as const
    for (const [method, url, body] of asked) {
      expect((await hospital.send(undefined, method, url, body)).status).toBe(401)
      for (const account of [owner, await hospital.addAccount('doctor'), await hospital.addAccount('compatriot')]) {
        expect((await hospital.send(account, method, url, body)).status).toBe(404)
      }
      const nowhere = url.replace(id, randomUUID())
      expect((await hospital.send(coordinator, method, nowhere, body)).status).toBe(404)
    }
    for (const body of [{}, { reason: '' }, { reason: ' \n' }, { reason: '字'.repeat(501) }]) {
      expect((await hospital.send(coordinator, 'POST', `${at}/clear`, body)).status).toBe(400)
    }
    expect((await hospital.send(owner, 'GET', '/api/tickets')).body).toHaveLength(1)
  })

  test('the numbers are told before, the owner reads the reason, and sent again it ends none', async () => {
    const { id } = await join()
    const at = `/api/tickets/${id}/places`
    const before = await hospital.send(coordinator, 'GET', at)
    expect(before).toMatchObject({ status: 200, body: { locale: 'it', inHand: 0 } })
    expect(before.body.waiting).toHaveLength(2)
    const cleared = await hospital.send(coordinator, 'POST', `${at}/clear`, { reason })
    expect([cleared.status, cleared.body]).toEqual([200, { ended: 2, leftAlone: 0 }])
    expect((await hospital.send(owner, 'GET', `/api/tickets/${id}`)).body).toMatchObject({
      status: 'left',
      leftReason: 'coordinator',
      leftMessage: reason,
    })
    const again = await hospital.send(coordinator, 'POST', `${at}/clear`, { reason: '再来一次' })
    expect([again.status, again.body]).toEqual([200, { ended: 0, leftAlone: 0 }])
    expect((await hospital.send(owner, 'GET', `/api/tickets/${id}`)).body.leftMessage).toBe(reason)
    expect((await hospital.send(coordinator, 'GET', at)).body).toMatchObject({ waiting: [], inHand: 0 })
  })
})

test('the letter says the same in every language', () => {
  const places = [
    { number: 12, patientName: '林小宝' },
    { number: 34, patientName: '林秀英' },
  ]
  const letters = locales.map((locale) =>
    writeClearedLetter({ email: 'lin@example.org', locale, reason, places }, 'https://qiaoyi.example'),
  )
  for (const { text } of letters) {
    for (const said of ['12', '林小宝', '34', '林秀英', reason, 'https://qiaoyi.example/']) expect(text).toContain(said)
    expect(text.split('\n\n')).toHaveLength(7)
  }
  expect(new Set(letters.map(({ subject }) => subject)).size).toBe(locales.length)
  expect(letters.find(({ locale }) => locale === 'zh-CN')?.text).toContain('如情况紧急，请马上拨打当地急救电话')
})

describe('the places of an account', () => {
  let coordinator: AccountViewer
  beforeAll(async () => {
    coordinator = await addCoordinator(hospital)
  })
  beforeEach(() => emptyWaitingRoom(hospital))

  async function family(count: number): Promise<{ owner: AccountViewer; tickets: Ticket[] }> {
    const owner = await addCompatriot(hospital)
    const tickets: Ticket[] = []
    for (let joined = 0; joined < count; joined += 1) {
      const patientId = await addPatient(hospital, owner)
      tickets.push(await enterWaitingRoom(hospital, owner, newTicket(patientId)))
    }
    return { owner, tickets }
  }
  const idOf = (tickets: readonly Ticket[], place = 0) => tickets[place]?.id ?? ''

  test('end as one that is taken out by itself, others stay, and one mail tells why', async () => {
    const { owner, tickets } = await family(3)
    const stranger = await addTicket(hospital)
    const single = await addTicket(hospital)
    await leaveWaitingRoom(hospital, coordinator, single.ticket.id, { note: '已转急救' })
    await hospital.deliver()
    const before = hospital.letters.length
    const listed = (await readBoard(hospital)).tickets.map(
      ({ id, waitingOfAccount }) => [id, waitingOfAccount] as const,
    )
    expect(new Map(listed)).toEqual(new Map([...tickets.map(({ id }) => [id, 3] as const), [stranger.ticket.id, 1]]))
    expect(await clearPlaces(hospital, coordinator, idOf(tickets, 1), { reason })).toEqual({ ended: 3, leftAlone: 0 })
    const rowOf = async (id: string) => {
      const row = await hospital.db.selectFrom('ticket').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      const { status, leftReason, leftBy, leftAt } = row
      return { status, leftReason, leftBy, leftAt: leftAt?.toString() }
    }
    for (const { id } of tickets) expect(await rowOf(id)).toEqual(await rowOf(single.ticket.id))
    // What is noted for the record is nobody's to read.
    expect(await readTicket(hospital, single.owner, single.ticket.id)).toMatchObject({ leftMessage: null })
    expect(await waitingIds(hospital)).toEqual([stranger.ticket.id])
    expect(await readOwnTickets(hospital, owner, owner.accountId)).toEqual([])
    await hospital.deliver()
    const told = hospital.letters.slice(before)
    expect(told.map(({ subject }) => subject)).toEqual(['A coordinator has ended your places in the queue'])
    expect(told[0]?.text).toContain(reason)
    for (const { number } of tickets) expect(told[0]?.text).toContain(`No. ${String(number)}, `)
  })

  test('that are called or in a visit are left alone, and the answer says so', async () => {
    const { tickets } = await family(4)
    const [called, seen] = [await addDoctorOnDuty(hospital), await addDoctorOnDuty(hospital)]
    await assignTicket(hospital, coordinator, idOf(tickets, 0), { expertId: called.expertId })
    await assignTicket(hospital, coordinator, idOf(tickets, 1), { expertId: seen.expertId })
    await answerCallOf(hospital, idOf(tickets, 1))
    const places = await readPlacesOfAccount(hospital, idOf(tickets))
    expect(places).toMatchObject({ locale: 'en', inHand: 2 })
    expect(places.waiting.map(({ number }) => number)).toEqual(tickets.slice(2).map(({ number }) => number))
    expect(await clearPlaces(hospital, coordinator, idOf(tickets), { reason })).toEqual({ ended: 2, leftAlone: 2 })
    const statuses = await hospital.db
      .selectFrom('ticket')
      .select('status')
      .orderBy('arrivedAt')
      .orderBy('id')
      .execute()
    expect(statuses.map(({ status }) => status)).toEqual(['called', 'inConsultation', 'left', 'left'])
    expect(await clearPlaces(hospital, coordinator, idOf(tickets), { reason })).toEqual({ ended: 0, leftAlone: 2 })
  })

  test('let whoever had booked arrive again, as one taken out by itself', async () => {
    const { owner, tickets } = await family(1)
    const doctor = await addDoctorOnDuty(hospital)
    const patientId = await addPatient(hospital, owner)
    const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes: 10 })
    await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId }))
    expect(await clearPlaces(hospital, coordinator, idOf(tickets), { reason })).toEqual({ ended: 2, leftAlone: 0 })
    expect(await attendanceOf(hospital, appointmentId)).toBe('booked')
    const arrived = await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId }))
    expect((await matchOnce(hospital))?.ticketId).toBe(arrived.id)
  })

  test('taken anew by an emergency that comes for a booked hour rest until that hour at the longest, and say why', async () => {
    const { owner, tickets } = await family(1)
    const doctor = await addDoctorOnDuty(hospital)
    const patientId = await addPatient(hospital, owner)
    const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes: 25 })
    await clearPlaces(hospital, coordinator, idOf(tickets), { reason })
    const from = hospital.clock.now().add({ minutes: 15 }).toString()
    const emergency = newTicket(patientId, { appointmentId, redFlags: ['chestPain'] })
    const arrived = await enterWaitingRoom(hospital, owner, emergency)
    expect(arrived).toMatchObject({ urgency: 'emergency', notBefore: from, restsAfterClearing: true })
    expect(await matchOnce(hospital)).toBeUndefined()
    hospital.clock.forward({ minutes: 15 })
    expect((await matchOnce(hospital))?.ticketId).toBe(arrived.id)
  })

  test('taken anew rest for an hour: nobody calls them and they alarm nobody, and others are called meanwhile', async () => {
    const { owner, tickets } = await family(2)
    await clearPlaces(hospital, coordinator, idOf(tickets), { reason })
    await addDoctorOnDuty(hospital)
    const from = hospital.clock.now().add({ hours: 1 })
    hospital.clock.forward({ minutes: 20 })
    expect(await readNextPlace(hospital, owner, owner.accountId)).toEqual({ notBefore: from.toString() })
    const emergency = { redFlags: ['chestPain' as const], specialty: 'respiratory' as const }
    const again = await enterWaitingRoom(hospital, owner, newTicket(await addPatient(hospital, owner), emergency))
    // Neither readiness nor another queue is a way around.
    await resumePlace(hospital, owner, again.id)
    const moved = await moveTicket(hospital, owner, again.id, { specialty: 'generalPractice' })
    expect(moved).toMatchObject({ status: 'waiting', notBefore: from.toString(), restsAfterClearing: true })
    hospital.clock.forward({ minutes: 39 })
    expect(await matchOnce(hospital)).toBeUndefined()
    expect(await raiseAlarms(hospital)).toBe(0)
    const stranger = await addTicket(hospital)
    expect((await matchOnce(hospital))?.ticketId).toBe(stranger.ticket.id)
    hospital.clock.forward({ minutes: 1 })
    expect(await raiseAlarms(hospital)).toBe(1)
    await addDoctorOnDuty(hospital)
    expect((await matchOnce(hospital))?.ticketId).toBe(again.id)
  })

  test('taken anew are called at once where a coordinator says so', async () => {
    const { owner, tickets } = await family(1)
    await clearPlaces(hospital, coordinator, idOf(tickets), { reason })
    await addDoctorOnDuty(hospital)
    const again = await enterWaitingRoom(hospital, owner, newTicket(await addPatient(hospital, owner)))
    expect(await matchOnce(hospital)).toBeUndefined()
    await callAgain(hospital, coordinator, again.id)
    expect(await readTicket(hospital, owner, again.id)).toMatchObject({ notBefore: null, restsAfterClearing: false })
    // What is said of the place afterwards doesn't let it rest again.
    await triageTicket(hospital, coordinator, again.id, { specialty: 'generalPractice', urgency: 'urgent' })
    const match = await matchOnce(hospital)
    expect(match?.ticketId).toBe(again.id)
    // Nor does "not now".
    await declineCall(hospital, owner, match?.consultationId ?? '')
    await resumePlace(hospital, owner, again.id)
    expect((await matchOnce(hospital))?.ticketId).toBe(again.id)
  })

  test('taken anew say to coordinators and doctors until when they rest, whoever is on duty', async () => {
    const { owner, tickets } = await family(1)
    await clearPlaces(hospital, coordinator, idOf(tickets), { reason })
    const restsUntil = hospital.clock.now().add({ hours: 1 }).toString()
    hospital.clock.forward({ minutes: 1 })
    const again = await enterWaitingRoom(hospital, owner, newTicket(await addPatient(hospital, owner)))
    const shown = async () => (await readBoard(hospital)).tickets
    expect(await shown()).toMatchObject([
      { id: again.id, blocked: 'nobodyOnDuty', restsUntil, restsAfterClearing: true },
    ])
    const doctor = await addDoctorOnDuty(hospital)
    expect(await shown()).toMatchObject([{ blocked: 'calledBackSoon', restsUntil }])
    const coming = async () => (await readDoctorQueue(hospital, doctor)).tickets
    expect(await coming()).toMatchObject([{ id: again.id, notBefore: restsUntil }])
    await callAgain(hospital, coordinator, again.id)
    expect(await shown()).toMatchObject([{ blocked: null, restsUntil: null, restsAfterClearing: false }])
    expect(await coming()).toMatchObject([{ notBefore: null }])
  })

  test('taken at the moment in which the others are ended are ended with them, or rest', async () => {
    for (let round = 0; round < 10; round += 1) {
      await emptyWaitingRoom(hospital)
      const { owner, tickets } = await family(3)
      const patientId = await addPatient(hospital, owner)
      const [, taken] = await Promise.all([
        clearPlaces(hospital, coordinator, idOf(tickets), { reason }),
        enterWaitingRoom(hospital.there, owner, newTicket(patientId)),
      ])
      const { status, notBefore } = await readTicket(hospital, owner, taken.id)
      expect(status === 'left' || notBefore !== null).toBe(true)
    }
  })

  test('ended by two at once are ended once, with one mail', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { tickets } = await family(5)
      await hospital.deliver()
      const before = hospital.letters.length
      const answers = await Promise.all([
        clearPlaces(hospital, coordinator, idOf(tickets), { reason }),
        clearPlaces(hospital.there, coordinator, idOf(tickets, 4), { reason: '刷号' }),
      ])
      expect(new Set(answers.map(({ ended }) => ended))).toEqual(new Set([0, 5]))
      await hospital.deliver()
      expect(hospital.letters.length).toBe(before + 1)
      expect(await findBroken(hospital.db)).toEqual([])
    }
  })

  test('ended while one is called and another given up are each in one state', async () => {
    for (let round = 0; round < 10; round += 1) {
      await emptyWaitingRoom(hospital)
      const { owner, tickets } = await family(3)
      await addDoctorOnDuty(hospital)
      const [, cleared] = await Promise.all([
        matchOnce(hospital.there),
        clearPlaces(hospital, coordinator, idOf(tickets), { reason }),
        leaveWaitingRoom(hospital.there, owner, idOf(tickets, 2), {}),
      ])
      expect(cleared.ended + cleared.leftAlone).toBeLessThanOrEqual(3)
      expect(await waitingIds(hospital)).toEqual([])
      expect(await findBroken(hospital.db)).toEqual([])
    }
  })
})
