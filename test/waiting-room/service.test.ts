import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard, readDoctorQueue } from '../../signaling/board/board.ts'
import { transact } from '../../signaling/live/transact.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { startMatcher } from '../../signaling/matching/matcher.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { readOutlook } from '../../signaling/waiting-room/figures.ts'
import { finishPlace, returnToQueue, seatInConsultation } from '../../signaling/waiting-room/places.ts'
import {
  callAgain,
  enterWaitingRoom,
  leaveWaitingRoom,
  readOwnTickets,
  readTicket,
  triageTicket,
} from '../../signaling/waiting-room/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import {
  addDoctor,
  addDoctorOnDuty,
  addShift,
  addWaiter,
  attendanceOf,
  bookNow,
  emptyWaitingRoom,
  newTicket,
  openCalls,
  waitingIds,
} from './scene.ts'

let services: TestServices
let coordinator: AccountViewer

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
  coordinator = await createViewer(services, 'coordinator')
})
afterAll(() => services.close())
beforeEach(() => emptyWaitingRoom(services))

const codes = (reasons: readonly { code: string }[] | undefined) => reasons?.map(({ code }) => code)

/** What has been announced while `work` ran. */
async function topicsOf(work: () => Promise<unknown>): Promise<Set<string>> {
  await services.outbox.settled()
  const seen = new Set<string>()
  const stop = services.outbox.onTopics((changed) => {
    if (changed !== 'reset') for (const topic of changed) seen.add(topic)
  })
  await work()
  await services.outbox.settled()
  stop()
  return seen
}

async function answer(ticketId: string): Promise<void> {
  await transact(services, (trx, announce) => seatInConsultation(trx, announce, ticketId, services.clock.now()))
}

describe('taking a place', () => {
  test('gives a number, a queue and a key; a stranger sees nothing of it', async () => {
    const { owner, ticket } = await addWaiter(services, { redFlags: ['infantFever'], specialty: null })
    expect(ticket).toMatchObject({ status: 'waiting', queue: 'triage', urgency: 'urgent', callsMissed: 0, call: null })
    expect(Number.isSafeInteger(ticket.queueKey)).toBe(true)
    expect(await readOwnTickets(services, owner, owner.accountId)).toEqual([ticket])
    const stranger = await createViewer(services, 'compatriot')
    await expect(readTicket(services, stranger, ticket.id)).rejects.toMatchObject({ status: 404 })
    await expect(leaveWaitingRoom(services, stranger, ticket.id, {})).rejects.toMatchObject({ status: 404 })
    await expect(readOwnTickets(services, stranger, owner.accountId)).rejects.toMatchObject({ status: 404 })
    await expect(readTicket(services, owner, randomUUID())).rejects.toMatchObject({ status: 404 })
  })

  test('not for somebody else’s patient', async () => {
    const { patientId } = await addWaiter(services)
    const stranger = await createViewer(services, 'compatriot')
    await expect(enterWaitingRoom(services, stranger, newTicket(patientId))).rejects.toMatchObject({ status: 404 })
  })

  test('announces to the owner, the queue, the doctors who see it, and coordinators', async () => {
    const gp = await addDoctorOnDuty(services)
    const other = await addDoctorOnDuty(services, { specialties: ['tcm'] })
    let ticketId = ''
    const topics = await topicsOf(async () => {
      ticketId = (await addWaiter(services, { specialty: null })).ticket.id
    })
    for (const topic of ['queue:triage', 'board', 'outlook', `ticket:${ticketId}`, `doctorQueue:${gp.expertId}`]) {
      expect(topics).toContain(topic)
    }
    expect(topics).not.toContain(`doctorQueue:${other.expertId}`)
  })

  test('of an arrived appointment: from half an hour before, first for its doctor, and for no other', async () => {
    const doctor = await addDoctorOnDuty(services)
    const owner = await createViewer(services, 'compatriot')
    const patientId = await createPatient(services, owner.accountId)
    const appointmentId = await bookNow(services, doctor, owner, patientId, { minutes: 40 })
    const command = () => newTicket(patientId, { appointmentId, specialty: 'dermatology' })
    await expect(enterWaitingRoom(services, owner, command())).rejects.toMatchObject({
      code: 'appointmentTooEarly',
      details: { minutes: 10 },
    })
    services.clock.forward({ minutes: 15 })
    const ticket = await enterWaitingRoom(services, owner, command())
    expect(ticket).toMatchObject({ queue: 'generalPractice', specialty: 'generalPractice', appointmentId })
    expect(await attendanceOf(services, appointmentId)).toBe('arrived')
    expect(await matchOnce(services)).toBeUndefined()

    // Leaving gives the appointment back; arriving again takes it up.
    await leaveWaitingRoom(services, owner, ticket.id, {})
    expect(await attendanceOf(services, appointmentId)).toBe('booked')
    const again = await enterWaitingRoom(services, owner, command())
    const busy = await addDoctorOnDuty(services)
    await addWaiter(services)
    services.clock.forward({ minutes: 16 })
    const first = await matchOnce(services)
    expect(first).toMatchObject({ ticketId: again.id, expertId: doctor.expertId })
    expect(codes(first?.reasons)).toEqual(['appointment', 'specialty', 'language'])
    expect((await matchOnce(services))?.expertId).toBe(busy.expertId)
    await answer(again.id)
    await transact(services, (trx, announce) => finishPlace(trx, announce, again.id, services.clock.now()))
    expect(await attendanceOf(services, appointmentId)).toBe('fulfilled')
    services.clock.forward({ hours: 1 })
    await expect(enterWaitingRoom(services, owner, command())).rejects.toMatchObject({ code: 'appointmentNotBooked' })
  })

  test('not with somebody else’s appointment, nor when it is over', async () => {
    const doctor = await addDoctorOnDuty(services)
    const { owner, patientId } = await addWaiter(services)
    const appointmentId = await bookNow(services, doctor, owner, patientId, { minutes: 10 })
    const stranger = await createViewer(services, 'compatriot')
    const own = await createPatient(services, stranger.accountId)
    const stolen = enterWaitingRoom(services, stranger, newTicket(own, { appointmentId }))
    await expect(stolen).rejects.toMatchObject({ status: 404 })
    services.clock.forward({ minutes: 30 })
    const [place] = await waitingIds(services)
    await leaveWaitingRoom(services, owner, place ?? '', {})
    const late = enterWaitingRoom(services, owner, newTicket(patientId, { appointmentId }))
    await expect(late).rejects.toMatchObject({ code: 'appointmentOver' })
  })
})

describe('a match', () => {
  test('skips whoever nobody free can see, and says why', async () => {
    await addDoctorOnDuty(services, { languages: ['cmn', 'it'] })
    await addWaiter(services, { languages: ['fr'] })
    services.clock.forward({ minutes: 3 })
    const { owner, ticket } = await addWaiter(services, { languages: ['it'] })
    services.clock.forward({ minutes: 4 })
    const match = await matchOnce(services)
    expect(match?.ticketId).toBe(ticket.id)
    const seen = await readTicket(services, owner, ticket.id)
    expect(seen).toMatchObject({ status: 'called', queue: null, call: { status: 'called', callNumber: 1 } })
    expect(seen.call?.reasons).toEqual([
      { code: 'waitedLongest', minutes: 4 },
      { code: 'specialty', specialty: 'generalPractice' },
      { code: 'language', language: 'it' },
    ])
    const { blocked } = (await readBoard(services)).tickets.find(({ id }) => id !== ticket.id) ?? {}
    expect(blocked).toBe('noSharedLanguage')
  })

  test('any number who cannot be seen keep nobody behind them waiting', async () => {
    for (let index = 0; index < 40; index += 1) await addWaiter(services, { languages: ['pt'] })
    const { ticket } = await addWaiter(services)
    await addDoctorOnDuty(services)
    expect((await matchOnce(services))?.ticketId).toBe(ticket.id)
  })

  test('prefers the doctor who knows the patient', async () => {
    const { owner, patientId, ticket } = await addWaiter(services)
    const known = await addDoctorOnDuty(services)
    await matchOnce(services)
    await answer(ticket.id)
    await services.db
      .updateTable('consultation')
      .set({
        status: 'finished',
        startedAt: services.clock.now(),
        endedAt: services.clock.now(),
        endReason: 'completed',
      })
      .execute()
    await transact(services, (trx, announce) => finishPlace(trx, announce, ticket.id, services.clock.now()))
    await addDoctorOnDuty(services)
    await enterWaitingRoom(services, owner, newTicket(patientId))
    const match = await matchOnce(services)
    expect(match?.expertId).toBe(known.expertId)
    expect(match?.reasons).toContainEqual({ code: 'continuity', count: 1 })
  })

  test('not with a retired, paused or leaving doctor', async () => {
    const retired = await addDoctorOnDuty(services)
    const paused = await addDoctorOnDuty(services)
    await addDoctorOnDuty(services, { minutes: 6 })
    const now = services.clock.now()
    await services.db.updateTable('expert').set({ retiredAt: now }).where('id', '=', retired.expertId).execute()
    await services.db.updateTable('duty').set({ pausedAt: now }).where('expertId', '=', paused.expertId).execute()
    await addWaiter(services)
    expect(await matchOnce(services)).toBeUndefined()
  })

  test('returned without a missed call: the same place at once', async () => {
    await addDoctorOnDuty(services)
    const { owner, ticket } = await addWaiter(services)
    await matchOnce(services)
    const back = { now: services.clock.now(), missed: false }
    await transact(services, (trx, announce) => returnToQueue(trx, announce, ticket.id, back))
    expect(await readTicket(services, owner, ticket.id)).toEqual(ticket)
  })
})

describe('a coordinator', () => {
  test('triages: the ticket moves as if it had said so from the start', async () => {
    const { ticket } = await addWaiter(services, { specialty: null })
    services.clock.forward({ minutes: 30 })
    const doctor = await addDoctorOnDuty(services, { specialties: ['dermatology'] })
    const moved = await triageTicket(services, coordinator, ticket.id, { specialty: 'dermatology', urgency: 'urgent' })
    expect(moved).toMatchObject({ queue: 'dermatology', specialty: 'dermatology', urgency: 'urgent' })
    expect(moved.queueKey).toBeLessThan(ticket.queueKey ?? 0)
    const match = await matchOnce(services)
    expect(match?.expertId).toBe(doctor.expertId)
    expect(codes(match?.reasons)).toEqual(['urgency', 'specialtyByTriage', 'language'])
    const again = triageTicket(services, coordinator, ticket.id, { specialty: 'tcm', urgency: 'routine' })
    await expect(again).rejects.toMatchObject({ code: 'ticketNotWaiting' })
  })

  test('assigns against language and turn, not against specialty, and only to somebody free', async () => {
    const doctor = await addDoctorOnDuty(services)
    const other = await addDoctorOnDuty(services, { specialties: ['tcm'] })
    const away = await addDoctor(services)
    const { ticket } = await addWaiter(services, { languages: ['fr'] })
    const assign = (expertId: string, id = ticket.id) => assignTicket(services, coordinator, id, { expertId })
    await expect(assign(other.expertId)).rejects.toMatchObject({ code: 'doctorLacksSpecialty' })
    await expect(assign(away.expertId)).rejects.toMatchObject({ code: 'doctorNotFree' })
    const assigned = await assign(doctor.expertId)
    expect(codes(assigned.call?.reasons)).toEqual(['assignedByHand', 'specialty'])
    await expect(assign(doctor.expertId)).rejects.toMatchObject({ code: 'ticketNotWaiting' })
    const next = await addWaiter(services)
    await expect(assign(doctor.expertId, next.ticket.id)).rejects.toMatchObject({ code: 'doctorNotFree' })
  })

  test('ends a place with a note, and calls again without the pause', async () => {
    await addDoctorOnDuty(services)
    const { owner, ticket } = await addWaiter(services)
    await matchOnce(services)
    await services.db
      .updateTable('consultation')
      .set({ status: 'notHeld', endedAt: services.clock.now(), endReason: 'unanswered' })
      .execute()
    const missed = { now: services.clock.now(), missed: true }
    await transact(services, (trx, announce) => returnToQueue(trx, announce, ticket.id, missed))
    expect(await matchOnce(services)).toBeUndefined()
    expect((await readBoard(services)).tickets[0]?.blocked).toBe('calledBackSoon')
    await callAgain(services, coordinator, ticket.id)
    expect((await matchOnce(services))?.ticketId).toBe(ticket.id)
    const left = await leaveWaitingRoom(services, coordinator, ticket.id, { note: 'rang, is well' })
    expect(left).toMatchObject({ status: 'left', leftReason: 'coordinator', call: null })
    expect((await openCalls(services)).size).toBe(0)
    // Leaving twice is leaving once.
    expect(await leaveWaitingRoom(services, owner, ticket.id, {})).toMatchObject({ leftReason: 'coordinator' })
  })

  test('does not take a patient out of a visit', async () => {
    await addDoctorOnDuty(services)
    const { owner, ticket } = await addWaiter(services)
    await matchOnce(services)
    await answer(ticket.id)
    for (const viewer of [owner, coordinator]) {
      await expect(leaveWaitingRoom(services, viewer, ticket.id, {})).rejects.toMatchObject({
        code: 'ticketNotWaiting',
      })
    }
  })

  test('sees everybody who waits, who is on duty or should be, and the gaps', async () => {
    const busy = await addDoctorOnDuty(services)
    const absent = await addDoctor(services, { specialties: ['psychiatry'] })
    await addShift(services, absent, { minutes: 120 })
    const { ticket } = await addWaiter(services)
    await matchOnce(services)
    await addWaiter(services)
    await addWaiter(services, { specialty: 'tcm' })
    const board = await readBoard(services)
    expect(board.waiting).toBe(2)
    expect(board.tickets.map(({ status, blocked }) => [status, blocked])).toEqual([
      ['called', null],
      ['waiting', 'allBusy'],
      ['waiting', 'nobodyOnDuty'],
    ])
    expect(board.doctors).toContainEqual(
      expect.objectContaining({ expertId: busy.expertId, state: 'busy', withTicket: ticket.number, visits: 0 }),
    )
    expect(board.doctors).toContainEqual(
      expect.objectContaining({ expertId: absent.expertId, state: 'onShiftNotOnDuty' }),
    )
    const now = services.clock.now()
    expect(board.gaps).toContainEqual({
      specialty: 'psychiatry',
      start: now.add({ hours: 2 }).toString(),
      end: now.add({ hours: 24 }).toString(),
    })
  })
})

test('a coordinator still sees the doctor whose visit goes on after the shift, and nobody else is sent there', async () => {
  const doctor = await addDoctorOnDuty(services, { minutes: 15 })
  const { ticket } = await addWaiter(services)
  await matchOnce(services)
  services.clock.forward({ minutes: 20 })
  expect((await readBoard(services)).doctors).toContainEqual(
    expect.objectContaining({ expertId: doctor.expertId, state: 'busy', withTicket: ticket.number }),
  )
  await addWaiter(services)
  expect(await matchOnce(services)).toBeUndefined()
})

describe('a doctor', () => {
  test('sees who would come, in order and why, and nobody else’s queue', async () => {
    const doctor = await addDoctorOnDuty(services)
    await addWaiter(services, { specialty: 'tcm' })
    await addWaiter(services, { languages: ['fr'] })
    const routine = await addWaiter(services)
    services.clock.forward({ minutes: 5 })
    const urgent = await addWaiter(services, { redFlags: ['infantFever'], specialty: null, toBeSupplied: ['photos'] })
    const queue = await readDoctorQueue(services, doctor, doctor.expertId)
    expect(queue.waiting).toBe(3)
    expect(queue.tickets.map(({ id, reasons }) => [id, codes(reasons)])).toEqual([
      [urgent.ticket.id, ['urgency', 'specialty', 'language']],
      [routine.ticket.id, ['waitedLongest', 'specialty', 'language']],
    ])
    const other = await addDoctor(services)
    await expect(readDoctorQueue(services, other, doctor.expertId)).rejects.toMatchObject({ status: 404 })
    expect((await readDoctorQueue(services, other, other.expertId)).tickets).toHaveLength(2)
  })
})

test('the outlook says how long one waits, or when nobody is there', async () => {
  expect(await readOutlook(services)).toMatchObject({ onDuty: 0, unsure: [] })
  await addDoctorOnDuty(services)
  const free = [{ language: 'cmn', minutes: 0, nextAt: null }]
  expect(await readOutlook(services)).toMatchObject({ onDuty: 1, free: 1, waiting: 0, unsure: free })
  await addWaiter(services)
  await matchOnce(services)
  await addWaiter(services)
  const { unsure, specialties } = await readOutlook(services)
  expect(unsure).toEqual([{ language: 'cmn', minutes: 25, nextAt: null }])
  expect(specialties.find(({ specialty }) => specialty === 'tcm')).toMatchObject({ onDuty: 0, by: [] })
})

describe('the matcher', () => {
  test('matches whoever comes, writes to the patient in both clocks, ends unanswered calls and, at the third, the place', async () => {
    const doctor = await addDoctorOnDuty(services)
    const matcher = startMatcher(services)
    try {
      const { owner, ticket } = await addWaiter(services)
      const status = async () => (await readTicket(services, owner, ticket.id)).status
      await vi.waitFor(async () => expect(await status()).toBe('called'), { timeout: 5_000 })
      await services.deliver()
      const letter = services.letters.at(-1)
      expect(letter?.to).toBe(
        (
          await services.db
            .selectFrom('account')
            .select('email')
            .where('id', '=', owner.accountId)
            .executeTakeFirstOrThrow()
        ).email,
      )
      expect(letter?.text).toMatch(/Central European (Standard|Summer) Time.*China Standard Time/)

      for (const call of [1, 2, 3]) {
        expect((await readTicket(services, owner, ticket.id)).call).toMatchObject({ callNumber: call })
        await services.deliver()
        services.clock.forward({ seconds: 91 })
        await matcher.tick()
        if (call === 3) break
        expect(await readTicket(services, owner, ticket.id)).toMatchObject({
          status: 'waiting',
          callsMissed: call,
          queueKey: ticket.queueKey,
        })
        services.clock.forward({ seconds: 119 })
        await matcher.tick()
        expect(await status()).toBe('waiting')
        services.clock.forward({ seconds: 1 })
        await matcher.tick()
      }
      expect(await readTicket(services, owner, ticket.id)).toMatchObject({ status: 'left', leftReason: 'unanswered' })
      expect(services.letters.at(-1)?.text).toContain('third call')
      expect((await readBoard(services)).doctors).toContainEqual(
        expect.objectContaining({ expertId: doctor.expertId, state: 'free' }),
      )
    } finally {
      await matcher.stop()
    }
  })

  test('goes on after the database was out of reach', async () => {
    const failing = { ...services, db: services.db, outbox: services.outbox, log: { ...services.log, error: vi.fn() } }
    let broken = true
    const db = new Proxy(services.db, {
      get(target, name) {
        if (broken && name === 'getExecutor') throw new Error('the connection was lost')
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const matcher = startMatcher(Object.assign(failing, { db, mail: services.mail, clock: services.clock }))
    try {
      await matcher.tick()
      expect(failing.log.error).toHaveBeenCalled()
      broken = false
      await addDoctorOnDuty(services)
      const { ticket } = await addWaiter(services)
      await matcher.tick()
      expect((await openCalls(services)).has(ticket.id)).toBe(true)
    } finally {
      await matcher.stop()
    }
  })

  test('is woken by what another process commits', async () => {
    const other = await services.another()
    const matcher = startMatcher(services)
    try {
      await addDoctorOnDuty(services)
      const { ticket } = await addWaiter(services, {}, other)
      await vi.waitFor(async () => expect((await openCalls(services)).has(ticket.id)).toBe(true), { timeout: 5_000 })
    } finally {
      await matcher.stop()
    }
  })
})
