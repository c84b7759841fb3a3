import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lockPatient } from '../../db/locks.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { admitToDoctorQueue, readDoctorQueue } from '../../signaling/board/doctor-queue.ts'
import { transact } from '../../signaling/live/transact.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { readOutlook } from '../../signaling/waiting-room/figures.ts'
import { finishPlace, returnToQueue } from '../../signaling/waiting-room/place-changes.ts'
import {
  callAgain,
  enterWaitingRoom,
  leaveWaitingRoom,
  readOwnTickets,
  readTicket,
  triageTicket,
} from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctor, addDoctorOnDuty, addPatient, addShift } from '../support/people.ts'
import { addTicket, answerCallOf, newTicket } from '../support/visits.ts'
import { attendanceOf, bookNow, emptyWaitingRoom, openCalls, waitingIds } from './scene.ts'

const hospital = openHospital({ there: true })
let coordinator: AccountViewer

beforeAll(async () => {
  coordinator = await addCoordinator(hospital)
})
beforeEach(() => emptyWaitingRoom(hospital))

const codes = (reasons: readonly { code: string }[] | undefined) => reasons?.map(({ code }) => code)

/** What has been announced while `work` ran. */
async function topicsOf(work: () => Promise<unknown>): Promise<Set<string>> {
  await hospital.outbox.settled()
  const seen = new Set<string>()
  const stop = hospital.outbox.onTopics((changed) => {
    if (changed !== 'reset') for (const topic of changed) seen.add(topic)
  })
  await work()
  await hospital.outbox.settled()
  stop()
  return seen
}

describe('taking a place', () => {
  test('gives a number, a queue and a key; a stranger sees nothing of it', async () => {
    const { owner, ticket } = await addTicket(hospital, { redFlags: ['infantFever'], specialty: null })
    expect(ticket).toMatchObject({ status: 'waiting', queue: 'triage', urgency: 'urgent', callsMissed: 0, call: null })
    expect(Number.isSafeInteger(ticket.queueKey)).toBe(true)
    expect(await readOwnTickets(hospital, owner, owner.accountId)).toEqual([ticket])
    const stranger = await addCompatriot(hospital)
    await expect(readTicket(hospital, stranger, ticket.id)).rejects.toMatchObject({ status: 404 })
    await expect(leaveWaitingRoom(hospital, stranger, ticket.id, {})).rejects.toMatchObject({ status: 404 })
    await expect(readOwnTickets(hospital, stranger, owner.accountId)).rejects.toMatchObject({ status: 404 })
    await expect(readTicket(hospital, owner, randomUUID())).rejects.toMatchObject({ status: 404 })
  })

  test('not for somebody else’s patient', async () => {
    const { patientId } = await addTicket(hospital)
    const stranger = await addCompatriot(hospital)
    // At once, whoever holds that patient's lock.
    await hospital.db.transaction().execute(async (trx) => {
      await lockPatient(trx, patientId)
      await expect(enterWaitingRoom(hospital.there, stranger, newTicket(patientId))).rejects.toMatchObject({
        status: 404,
      })
    })
  })

  test('announces to the owner, the queue, the doctors who see it, and coordinators', async () => {
    const gp = await addDoctorOnDuty(hospital)
    const other = await addDoctorOnDuty(hospital, { specialties: ['tcm'] })
    let ticketId = ''
    const topics = await topicsOf(async () => {
      ticketId = (await addTicket(hospital, { specialty: null })).ticket.id
    })
    for (const topic of ['queue:triage', 'board', 'outlook', `ticket:${ticketId}`, `doctorQueue:${gp.expertId}`]) {
      expect(topics).toContain(topic)
    }
    expect(topics).not.toContain(`doctorQueue:${other.expertId}`)
  })

  test('of an arrived appointment: from half an hour before, first for its doctor, and for no other', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const owner = await addCompatriot(hospital)
    const patientId = await addPatient(hospital, owner)
    const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes: 40 })
    const command = () => newTicket(patientId, { appointmentId, specialty: 'dermatology' })
    await expect(enterWaitingRoom(hospital, owner, command())).rejects.toMatchObject({
      code: 'appointmentTooEarly',
      details: { minutes: 10 },
    })
    hospital.clock.forward({ minutes: 15 })
    const ticket = await enterWaitingRoom(hospital, owner, command())
    expect(ticket).toMatchObject({ queue: 'generalPractice', specialty: 'generalPractice', appointmentId })
    expect(await attendanceOf(hospital, appointmentId)).toBe('arrived')
    expect(await matchOnce(hospital)).toBeUndefined()

    // Leaving gives the appointment back; arriving again takes it up.
    await leaveWaitingRoom(hospital, owner, ticket.id, {})
    expect(await attendanceOf(hospital, appointmentId)).toBe('booked')
    const again = await enterWaitingRoom(hospital, owner, command())
    const busy = await addDoctorOnDuty(hospital)
    await addTicket(hospital)
    hospital.clock.forward({ minutes: 16 })
    const first = await matchOnce(hospital)
    expect(first).toMatchObject({ ticketId: again.id, expertId: doctor.expertId })
    expect(codes(first?.reasons)).toEqual(['appointment', 'specialty', 'language'])
    expect((await matchOnce(hospital))?.expertId).toBe(busy.expertId)
    await answerCallOf(hospital, again.id)
    await transact(hospital, (trx, announce) => finishPlace(trx, announce, again.id, hospital.clock.now()))
    expect(await attendanceOf(hospital, appointmentId)).toBe('fulfilled')
    hospital.clock.forward({ hours: 1 })
    await expect(enterWaitingRoom(hospital, owner, command())).rejects.toMatchObject({ code: 'appointmentNotBooked' })
  })

  test('not with somebody else’s appointment, nor when it is over', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const { owner, patientId } = await addTicket(hospital)
    const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes: 10 })
    const stranger = await addCompatriot(hospital)
    const own = await addPatient(hospital, stranger)
    const stolen = enterWaitingRoom(hospital, stranger, newTicket(own, { appointmentId }))
    await expect(stolen).rejects.toMatchObject({ status: 404 })
    hospital.clock.forward({ minutes: 30 })
    const [place] = await waitingIds(hospital)
    await leaveWaitingRoom(hospital, owner, place ?? '', {})
    const late = enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId }))
    await expect(late).rejects.toMatchObject({ code: 'appointmentOver' })
  })
})

describe('a coordinator', () => {
  test('triages: the ticket moves as if it had said so from the start', async () => {
    const { ticket } = await addTicket(hospital, { specialty: null })
    hospital.clock.forward({ minutes: 30 })
    const doctor = await addDoctorOnDuty(hospital, { specialties: ['dermatology'] })
    const moved = await triageTicket(hospital, coordinator, ticket.id, { specialty: 'dermatology', urgency: 'urgent' })
    expect(moved).toMatchObject({ queue: 'dermatology', specialty: 'dermatology', urgency: 'urgent' })
    expect(moved.queueKey).toBeLessThan(ticket.queueKey ?? 0)
    const match = await matchOnce(hospital)
    expect(match?.expertId).toBe(doctor.expertId)
    expect(codes(match?.reasons)).toEqual(['urgency', 'specialtyByTriage', 'language'])
    const again = triageTicket(hospital, coordinator, ticket.id, { specialty: 'tcm', urgency: 'routine' })
    await expect(again).rejects.toMatchObject({ code: 'ticketNotWaiting' })
  })

  test('ends a place with a note, and calls again without the pause', async () => {
    await addDoctorOnDuty(hospital)
    const { owner, ticket } = await addTicket(hospital)
    await matchOnce(hospital)
    await hospital.db.updateTable('call').set({ endedAt: hospital.clock.now(), endReason: 'unanswered' }).execute()
    const missed = { now: hospital.clock.now(), missed: true }
    await transact(hospital, (trx, announce) => returnToQueue(trx, announce, ticket.id, missed))
    expect(await matchOnce(hospital)).toBeUndefined()
    expect((await readBoard(hospital)).tickets[0]?.blocked).toBe('calledBackSoon')
    await callAgain(hospital, coordinator, ticket.id)
    expect((await matchOnce(hospital))?.ticketId).toBe(ticket.id)
    const left = await leaveWaitingRoom(hospital, coordinator, ticket.id, { note: 'rang, is well' })
    expect(left).toMatchObject({ status: 'left', leftReason: 'coordinator', call: null })
    expect((await openCalls(hospital)).size).toBe(0)
    // Leaving twice is leaving once.
    expect(await leaveWaitingRoom(hospital, owner, ticket.id, {})).toMatchObject({ leftReason: 'coordinator' })
  })

  test('does not take a patient out of a visit', async () => {
    await addDoctorOnDuty(hospital)
    const { owner, ticket } = await addTicket(hospital)
    await matchOnce(hospital)
    await answerCallOf(hospital, ticket.id)
    for (const viewer of [owner, coordinator]) {
      await expect(leaveWaitingRoom(hospital, viewer, ticket.id, {})).rejects.toMatchObject({
        code: 'ticketNotWaiting',
      })
    }
  })

  test('sees everybody who waits, who is on duty or should be, and the gaps', async () => {
    const busy = await addDoctorOnDuty(hospital)
    const absent = await addDoctor(hospital, { specialties: ['psychiatry'] })
    await addShift(hospital, absent, { minutes: 120 })
    const { ticket } = await addTicket(hospital)
    await matchOnce(hospital)
    await addTicket(hospital)
    await addTicket(hospital, { specialty: 'tcm' })
    const board = await readBoard(hospital)
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
    const now = hospital.clock.now()
    expect(board.gaps).toContainEqual({
      specialty: 'psychiatry',
      start: now.add({ hours: 2 }).toString(),
      end: now.add({ hours: 24 }).toString(),
    })
    // One that is open now, or lasts beyond the day, is the same at the next look.
    hospital.clock.forward({ seconds: 10 })
    expect((await readBoard(hospital)).gaps).toEqual(board.gaps)
  })
})

test('a coordinator still sees the doctor whose visit goes on after the shift, and nobody else is sent there', async () => {
  const doctor = await addDoctorOnDuty(hospital, { minutes: 15 })
  const { ticket } = await addTicket(hospital)
  await matchOnce(hospital)
  hospital.clock.forward({ minutes: 20 })
  expect((await readBoard(hospital)).doctors).toContainEqual(
    expect.objectContaining({ expertId: doctor.expertId, state: 'busy', withTicket: ticket.number }),
  )
  await addTicket(hospital)
  expect(await matchOnce(hospital)).toBeUndefined()
})

describe('a doctor', () => {
  test('sees who would come, in order and why, and nobody else’s queue', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    await addTicket(hospital, { specialty: 'tcm' })
    await addTicket(hospital, { languages: ['fr'] })
    const routine = await addTicket(hospital)
    hospital.clock.forward({ minutes: 5 })
    const urgent = await addTicket(hospital, { redFlags: ['infantFever'], specialty: null, toBeSupplied: ['photos'] })
    const queue = await readDoctorQueue(hospital, doctor)
    expect(queue.waiting).toBe(3)
    expect(queue.tickets.map(({ id, reasons }) => [id, codes(reasons)])).toEqual([
      [urgent.ticket.id, ['urgency', 'specialty', 'language']],
      [routine.ticket.id, ['waitedLongest', 'specialty', 'language']],
    ])
    const other = await addDoctor(hospital)
    expect(() => admitToDoctorQueue(other, doctor.expertId)).toThrow(expect.objectContaining({ status: 404 }))
    expect((await readDoctorQueue(hospital, other)).tickets).toHaveLength(2)
  })
})

test('the outlook says how long one waits, or when nobody is there', async () => {
  expect(await readOutlook(hospital)).toMatchObject({ onDuty: 0, unsure: [] })
  await addDoctorOnDuty(hospital)
  const free = [{ language: 'cmn', minutes: 0, nextAt: null }]
  expect(await readOutlook(hospital)).toMatchObject({ onDuty: 1, free: 1, waiting: 0, unsure: free })
  await addTicket(hospital)
  await matchOnce(hospital)
  await addTicket(hospital)
  const { unsure, specialties } = await readOutlook(hospital)
  expect(unsure).toEqual([{ language: 'cmn', minutes: 25, nextAt: null }])
  expect(specialties.find(({ specialty }) => specialty === 'tcm')).toMatchObject({ onDuty: 0, by: [] })
})
