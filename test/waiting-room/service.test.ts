import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lockPatient } from '../../db/locks.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { admitToDoctorQueue, readDoctorQueue } from '../../signaling/board/doctor-queue.ts'
import { transact } from '../../signaling/live/transact.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { readOutlook } from '../../signaling/waiting-room/figures.ts'
import { finishPlace, returnToQueue } from '../../signaling/waiting-room/places.ts'
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
  answerCall,
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
    // At once, whoever holds that patient's lock.
    const there = await services.another()
    await services.db.transaction().execute(async (trx) => {
      await lockPatient(trx, patientId)
      await expect(enterWaitingRoom(there, stranger, newTicket(patientId))).rejects.toMatchObject({ status: 404 })
    })
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
    await answerCall(services, again.id)
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
    await answerCall(services, ticket.id)
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
    // One that is open now, or lasts beyond the day, is the same at the next look.
    services.clock.forward({ seconds: 10 })
    expect((await readBoard(services)).gaps).toEqual(board.gaps)
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
    const queue = await readDoctorQueue(services, doctor)
    expect(queue.waiting).toBe(3)
    expect(queue.tickets.map(({ id, reasons }) => [id, codes(reasons)])).toEqual([
      [urgent.ticket.id, ['urgency', 'specialty', 'language']],
      [routine.ticket.id, ['waitedLongest', 'specialty', 'language']],
    ])
    const other = await addDoctor(services)
    expect(() => admitToDoctorQueue(other, doctor.expertId)).toThrow(expect.objectContaining({ status: 404 }))
    expect((await readDoctorQueue(services, other)).tickets).toHaveLength(2)
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
