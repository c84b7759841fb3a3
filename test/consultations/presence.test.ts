import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { leaveConsultation } from '../../signaling/consultations/leaving.ts'
import { keepPresence } from '../../signaling/consultations/presence.ts'
import { readCurrentConsultation, readVisits } from '../../signaling/consultations/reading.ts'
import { receiveCarrierEvent } from '../../signaling/consultations/rooms.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { findHistory } from '../../signaling/matching/reading.ts'
import { readMyPatients } from '../../signaling/notes/my-patients.ts'
import { readNote, saveNote } from '../../signaling/notes/service.ts'
import { readDuty } from '../../signaling/roster/duty.ts'
import { readTicket } from '../../signaling/waiting-room/service.ts'
import { addCompatriot, addDoctorOnDuty } from '../support/people.ts'
import { addCall } from '../support/visits.ts'
import { lastTold } from '../waiting-room/scene.ts'
import {
  absenceOf,
  carrier,
  hospital,
  openConsultations,
  pages,
  pass,
  passWithoutServer,
  underWay,
} from './presence.ts'
import { encounterRow, isPaused, ticketStatus } from './state.ts'

openConsultations()

describe('a patient who is gone', () => {
  test('is told to the doctor with since when, and never taken away', async () => {
    const visit = await underWay()
    visit.room.delete(visit.patientSeat)
    await pass(1_200, { every: 5 })
    const { consultation } = await readCurrentConsultation(hospital, visit.doctor)
    expect(consultation?.absence).toMatchObject({ kind: 'patient', giveBackAt: null })
    expect(consultation?.status).toBe('inProgress')
    expect((await readBoard(hospital)).tickets).toMatchObject([{ doctorGoneSince: null }])
    visit.room.add(visit.patientSeat)
    await pass(10)
    expect(await absenceOf(visit)).toBeNull()
  })
})

describe('what is not known', () => {
  test('is nobody’s absence: a carrier that is down throws nobody out, however long', async () => {
    const visit = await underWay()
    await pass(30)
    carrier.isReachable = false
    await pass(1_200, { every: 5 })
    expect(await absenceOf(visit)).toBeNull()
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    carrier.isReachable = true
    await pass(60)
    expect(await absenceOf(visit)).toBeNull()
  })

  test('of a carrier that was restarted is known again at once: who comes back within a minute has not been away', async () => {
    const visit = await underWay()
    await pass(30)
    carrier.forgetRooms()
    await pass(50)
    expect(await absenceOf(visit)).toBeNull()
    const { roomName } = await encounterRow(hospital, visit.id)
    carrier.rooms.set(roomName, new Set([visit.patientSeat, visit.doctorSeat]))
    await pass(300, { every: 5 })
    expect(await absenceOf(visit)).toBeNull()
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
  })

  test('of a carrier that was restarted ends by itself where neither of the two comes back', async () => {
    const visit = await underWay()
    await pass(30)
    carrier.isReachable = false
    await pass(60, { every: 5 })
    carrier.isReachable = true
    carrier.forgetRooms()
    await pass(290)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    await pass(60)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ endReason: 'doctorGone' })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('waiting')
  })

  test('takes back what was told', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(200)
    expect(await absenceOf(visit)).not.toBeNull()
    carrier.isReachable = false
    await pass(40)
    expect(await absenceOf(visit)).toBeNull()
  })

  test('of ten minutes without a server counts nothing', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(200)
    passWithoutServer(10)
    await pass(290)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    await pass(20)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ endReason: 'doctorGone' })
  })

  test('is asked of a silent carrier by a few at a time, not for every room', async () => {
    for (let count = 0; count < 20; count += 1) await underWay()
    carrier.isReachable = false
    carrier.asked = 0
    await pass(1, { every: 1 })
    expect(carrier.asked).toBeGreaterThan(0)
    expect(carrier.asked).toBeLessThanOrEqual(8)
  })

  test('is asked rarely where both are there', async () => {
    for (let count = 0; count < 5; count += 1) await underWay()
    await pass(10)
    carrier.asked = 0
    await pass(60)
    expect(carrier.asked).toBe(10)
  })
})

describe('what the carrier reports', () => {
  const event = (room: string, kind: 'joined' | 'left', identity: string, id = randomUUID()) =>
    JSON.stringify({ id, kind, room, identity, entryId: identity, occurredAt: hospital.clock.now().toString() })

  test('makes the room looked into at once, and is believed in nothing else', async () => {
    const visit = await underWay()
    await pass(40)
    const { roomName } = await encounterRow(hospital, visit.id)
    carrier.asked = 0
    await pass(1, { every: 1 })
    expect(carrier.asked).toBe(0)

    // Late, twice and in disorder: the doctor has been back for long.
    const left = event(roomName, 'left', visit.doctorSeat)
    for (const body of [event(roomName, 'joined', visit.doctorSeat), left, left]) {
      await receiveCarrierEvent(hospital, body, undefined)
    }
    await pass(1, { every: 1 })
    expect(carrier.asked).toBe(1)
    await pass(400, { every: 5 })
    expect(await absenceOf(visit)).toBeNull()

    // Never: it is found all the same.
    visit.room.delete(visit.doctorSeat)
    await pass(100)
    expect(await absenceOf(visit)).toMatchObject({ kind: 'doctor' })
  })

  test('tells of a return before the next look would', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(70)
    await pass(1, { every: 1 })
    visit.room.add(visit.doctorSeat)
    const { roomName } = await encounterRow(hospital, visit.id)
    await receiveCarrierEvent(hospital.there, event(roomName, 'joined', visit.doctorSeat), undefined)
    await keepPresence(hospital, pages)
    expect(await absenceOf(visit)).toBeNull()
  })

  test('of rooms that are none of ours means nothing', async () => {
    await receiveCarrierEvent(hospital, event('elsewhere', 'left', randomUUID()), undefined)
    await pass(1, { every: 1 })
    expect(carrier.asked).toBe(0)
  })
})

/** A visit whose patient leaves it after 118 seconds; the doctor has written something before, or has not. */
async function leftAtOnce({ written }: { written: boolean }) {
  const visit = await underWay()
  await pass(118)
  const { version, text } = await readNote(hospital, visit.doctor, visit.id)
  if (written) await saveNote(hospital, visit.doctor, visit.id, { version, text: { ...text, advice: '休息' } })
  const left = await leaveConsultation(hospital, visit.owner, visit.id, { waitAgain: false })
  expect(left).toMatchObject({ status: 'finished', endReason: 'patientLeft', leftAtOnce: !written })
  return visit
}

describe('the patient leaves', () => {
  test('a call', async () => {
    const visit = await addCall(hospital)
    const left = await leaveConsultation(hospital, visit.owner, visit.id, { waitAgain: false })
    expect(left).toMatchObject({ status: 'calledInVain', endReason: 'declined' })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('left')
    expect(await isPaused(hospital, visit.doctor)).toBe(false)
  })

  test('a visit with the doctor in it: it is over, and the doctor has the note to write', async () => {
    const visit = await underWay()
    await pass(120)
    await expect(leaveConsultation(hospital, visit.owner, visit.id, { waitAgain: true })).rejects.toMatchObject({
      status: 409,
      code: 'doctorNotGone',
    })
    for (const process of [hospital, hospital.there]) {
      const left = await leaveConsultation(process, visit.owner, visit.id, { waitAgain: false })
      expect(left).toMatchObject({ status: 'finished', endReason: 'patientLeft' })
    }
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('done')
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ leftAtOnce: false })
    expect(await isPaused(hospital, visit.doctor)).toBe(true)
    expect(await readDuty(hospital, visit.doctor)).toMatchObject({ pausedBecause: null })
    const current = await readCurrentConsultation(hospital, visit.doctor)
    expect(current).toMatchObject({ inVain: null, lastEnd: { id: visit.id, answered: true, by: 'compatriot' } })
  })

  test.each([false, true])(
    'a visit at once: a pause, a note to sign and a visit held only where something is written; written: %s',
    async (written) => {
      const visit = await leftAtOnce({ written })
      expect(await encounterRow(hospital, visit.id)).toMatchObject({ leftAtOnce: true })
      expect(await isPaused(hospital, visit.doctor)).toBe(written)
      const { unsigned, inVain } = await readCurrentConsultation(hospital, visit.doctor)
      expect(unsigned.some(({ id }) => id === visit.id)).toBe(written)
      expect(inVain).toBe(written ? null : 'leftAtOnce')
      // Only then is it one of the shift's, and one of the patient's with this doctor.
      const visits = written ? 1 : 0
      const { doctors, recent } = await readBoard(hospital)
      expect(doctors).toMatchObject([{ visits }])
      expect(recent).toMatchObject([{ status: written ? 'finished' : 'leftAtOnce' }])
      const history = await findHistory(hospital.db, [visit], [visit.doctor.expertId])
      expect(history.get(visit.ticketId)?.get(visit.doctor.expertId) ?? 0).toBe(visits)
    },
  )

  test('a visit at once: the doctor finds it, and what they write afterwards is told to both', async () => {
    const visit = await leftAtOnce({ written: false })
    const { patients } = await readMyPatients(hospital, visit.doctor, {})
    expect(patients).toMatchObject([{ visits: [{ consultationId: visit.id, noteSigned: false }] }])
    const { version, text } = await readNote(hospital, visit.doctor, visit.id)
    await saveNote(hospital, visit.doctor, visit.id, { version, text: { ...text, advice: '休息' } })
    const topics = await lastTold(hospital)
    const told = [
      `ticket:${visit.ticketId}`,
      `consultation:${visit.id}`,
      `currentConsultation:${visit.doctor.expertId}`,
    ]
    expect(topics).toEqual(expect.arrayContaining(told))
    expect((await readCurrentConsultation(hospital, visit.doctor)).unsigned).toMatchObject([{ id: visit.id }])
  })

  test.each([false, true])(
    'a visit at once: there is advice to wait for only where something is written; written: %s',
    async (written) => {
      const visit = await leftAtOnce({ written })
      const { status, call } = await readTicket(hospital.there, visit.owner, visit.ticketId)
      expect([status, call?.leftAtOnce]).toEqual(['done', !written])
      const visits = await readVisits(hospital.there, visit.owner)
      expect(visits.map(({ id }) => id)).toEqual(written ? [visit.id] : [])
    },
  )

  test.each([
    [true, 'waiting'],
    [false, 'left'],
  ] as const)('a visit whose doctor has gone; waits again: %s', async (waitAgain, status) => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(70)
    const left = await leaveConsultation(hospital, visit.owner, visit.id, { waitAgain })
    expect(left).toMatchObject({ status: 'brokenOff', endReason: 'doctorGone' })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe(status)
    expect(await readDuty(hospital, visit.doctor)).toMatchObject({ state: 'paused', pausedBecause: 'away' })
  })

  test('a visit whose doctor has not come yet, without harm to the doctor or a place before others', async () => {
    const visit = await addCall(hospital)
    await enterConsultation(hospital, visit.owner, visit.id)
    await expect(leaveConsultation(hospital, visit.owner, visit.id, { waitAgain: true })).rejects.toMatchObject({
      status: 409,
      code: 'doctorNotGone',
    })
    const left = await leaveConsultation(hospital, visit.owner, visit.id, { waitAgain: false })
    expect(left).toMatchObject({ status: 'brokenOff', endReason: 'patientLeft' })
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ leftAtOnce: true })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('left')
    expect(await isPaused(hospital, visit.doctor)).toBe(false)
  })

  test('with two presses at once: left once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const visit = await underWay()
      const both = await Promise.allSettled(
        [hospital, hospital.there].map((through) =>
          leaveConsultation(through, visit.owner, visit.id, { waitAgain: false }),
        ),
      )
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
      expect(await ticketStatus(hospital, visit.ticketId)).toBe('done')
    }
  })

  test('and nobody else does it for them', async () => {
    const visit = await underWay()
    for (const stranger of [visit.doctor, await addCompatriot(hospital), await addDoctorOnDuty(hospital)]) {
      await expect(leaveConsultation(hospital, stranger, visit.id, { waitAgain: false })).rejects.toMatchObject({
        status: 404,
      })
    }
  })
})
