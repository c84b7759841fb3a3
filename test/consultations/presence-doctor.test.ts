import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import { keepPresence } from '../../signaling/consultations/presence.ts'
import { readCurrentConsultation } from '../../signaling/consultations/reading.ts'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { readNote, saveNote } from '../../signaling/notes/service.ts'
import { readDuty, resumeDuty } from '../../signaling/roster/duty.ts'
import { enterWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { addCompatriot, addPatient } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import {
  absenceOf,
  addNextDoctor,
  carrier,
  hospital,
  open,
  openConsultations,
  pages,
  pass,
  underWay,
} from './presence.ts'
import { announcedTopics, encounterRow, isPaused, ticketStatus } from './state.ts'

openConsultations()

describe('a doctor who is gone', () => {
  test('is told after a minute to the patient, to the doctor’s pages and on the board', async () => {
    const visit = await underWay()
    await pass(10)
    visit.room.delete(visit.doctorSeat)
    await pass(58)
    expect(await absenceOf(visit)).toBeNull()
    await sql`truncate outbox`.execute(hospital.database.owner)

    await pass(40)

    const absence = await absenceOf(visit)
    expect(absence).toMatchObject({ kind: 'doctor', pageOpen: false })
    const { since, giveBackAt } = absence ?? {}
    expect(
      Temporal.Instant.from(since ?? '')
        .until(giveBackAt ?? '')
        .total('seconds'),
    ).toBe(300)
    const { consultation } = await readCurrentConsultation(hospital, visit.doctor)
    expect(consultation?.absence).toEqual(absence)
    expect((await readBoard(hospital)).tickets).toMatchObject([{ id: visit.ticketId, doctorGoneSince: since }])
    expect([...(await announcedTopics(hospital))].toSorted()).toEqual(
      [
        'board',
        `consultation:${visit.id}`,
        `conversation:${visit.id}`,
        `currentConsultation:${visit.doctor.expertId}`,
      ].toSorted(),
    )
  })

  test('who comes back within five minutes goes on as if nothing was', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(280)
    expect(await absenceOf(visit)).not.toBeNull()

    await enterConsultation(hospital, visit.doctor, visit.id)
    visit.room.add(visit.doctorSeat)
    await pass(60)

    expect(await absenceOf(visit)).toBeNull()
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    expect(await isPaused(hospital, visit.doctor)).toBe(false)
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('inConsultation')
  })

  test('for five minutes gives the patient the first place back, before any emergency, and pauses the duty', async () => {
    const visit = await underWay()
    const { version, text: begun } = await readNote(hospital, visit.doctor, visit.id)
    const text = { ...begun, assessment: '疑似肺炎' }
    await saveNote(hospital, visit.doctor, visit.id, { version, text })
    const urgent = await addCompatriot(hospital)
    const emergency = await enterWaitingRoom(
      hospital,
      urgent,
      newTicket(await addPatient(hospital, urgent), { redFlags: ['chestPain'] }),
    )
    const { roomName } = await encounterRow(hospital, visit.id)
    visit.room.delete(visit.doctorSeat)

    await pass(310)

    expect(await encounterRow(hospital, visit.id)).toMatchObject({
      status: 'brokenOff',
      endReason: 'doctorGone',
      endedBy: null,
    })
    expect(carrier.rooms.has(roomName)).toBe(false)
    const ticket = await readTicket(hospital, visit.owner, visit.ticketId)
    expect(ticket).toMatchObject({ status: 'waiting', queue: 'generalPractice', firstSince: expect.any(String) })
    expect(ticket.queueKey).toBeLessThan((await readTicket(hospital, urgent, emergency.id)).queueKey ?? 0)
    expect(await readDuty(hospital, visit.doctor)).toMatchObject({ state: 'paused', pausedBecause: 'away' })
    expect(await readCurrentConsultation(hospital, visit.doctor)).toMatchObject({ lastEnd: { id: visit.id, by: null } })
    // What was written is still the doctor's to finish.
    expect(await readNote(hospital, visit.doctor, visit.id)).toMatchObject({ text: { assessment: '疑似肺炎' } })
    expect((await readCurrentConsultation(hospital, visit.doctor)).unsigned.map(({ id }) => id)).toEqual([visit.id])

    const next = await addNextDoctor()
    const match = await matchOnce(hospital)
    expect(match).toMatchObject({ ticketId: visit.ticketId, expertId: next.expertId })
    expect(match?.reasons[0]).toEqual({ code: 'doctorGone' })
    const again = await readTicket(hospital, visit.owner, visit.ticketId)
    expect(again.call?.reasons[0]).toEqual({ code: 'doctorGone' })

    // Whoever comes back finds the visit over, sees why they are paused, and goes on when they are ready.
    await expect(enterConsultation(hospital, visit.doctor, visit.id)).rejects.toMatchObject({
      code: 'consultationOver',
    })
    expect(await resumeDuty(hospital, visit.doctor)).toMatchObject({ state: 'free', pausedBecause: null })
  })

  test('who had booked that doctor is left to any who can', async () => {
    const visit = await underWay()
    const { db } = hospital.database
    const { patientId, owner, doctor, ticketId } = visit
    const { id: shiftId } = await db
      .selectFrom('shift')
      .select('id')
      .where('expertId', '=', doctor.expertId)
      .executeTakeFirstOrThrow()
    const { id: appointmentId } = await db
      .insertInto('appointment')
      .values({
        patientId,
        accountId: owner.accountId,
        idempotencyKey: randomUUID(),
        expertId: doctor.expertId,
        shiftId,
        specialty: 'generalPractice',
        during: toRange({ start: hospital.clock.now(), end: hospital.clock.now().add({ minutes: 20 }) }),
        status: 'arrived',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.updateTable('ticket').set({ appointmentId }).where('id', '=', ticketId).execute()
    visit.room.delete(visit.doctorSeat)
    await pass(310)
    const next = await addNextDoctor()
    expect(await matchOnce(hospital)).toMatchObject({ ticketId, expertId: next.expertId })
  })

  test('who writes to the patient or into the note keeps the visit, without video', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(200)
    await sendMessage(hospital, visit.doctor, visit.id, { idempotencyKey: randomUUID(), body: '视频连不上' })
    await pass(200)
    const { version, text } = await readNote(hospital, visit.doctor, visit.id)
    const saving = { version, text: { ...text, assessment: '疑似肺炎' } }
    await saveNote(hospital, visit.doctor, visit.id, saving)
    await pass(200)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    expect(await absenceOf(visit)).toMatchObject({ kind: 'doctor' })
    // Sent again, it is nothing new.
    await saveNote(hospital, visit.doctor, visit.id, saving)
    await pass(110)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'brokenOff', endReason: 'doctorGone' })
  })

  test('whose page tries to come in for ever, and never does, gives the patient back all the same', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    for (let second = 0; second < 320; second += 4) {
      await enterConsultation(hospital, visit.doctor, visit.id).catch(() => undefined)
      await pass(4)
    }
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'brokenOff', endReason: 'doctorGone' })
  })

  test('who is back at the last moment has time to come in', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(295)
    await enterConsultation(hospital, visit.doctor, visit.id)
    await pass(60)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    visit.room.add(visit.doctorSeat)
    await pass(10)
    expect(await absenceOf(visit)).toBeNull()
  })

  test('with a page open, in whichever process, is said to hear it ring', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(70)
    expect(await absenceOf(visit)).toMatchObject({ pageOpen: false })
    open.add(visit.doctor.accountId)
    await pass(10, { through: hospital.there })
    expect(await absenceOf(visit)).toMatchObject({ pageOpen: true })
    open.clear()
    await pass(30)
    expect(await absenceOf(visit)).toMatchObject({ pageOpen: false })
  })

  test('is given up once, however many processes look', async () => {
    const visits = await Promise.all(Array.from({ length: 6 }, () => underWay()))
    for (const { room, doctorSeat } of visits) room.delete(doctorSeat)
    for (let second = 0; second < 310; second += 2) {
      hospital.clock.forward({ seconds: 2 })
      await Promise.all([keepPresence(hospital, pages), keepPresence(hospital.there, pages)])
    }
    for (const { id, ticketId } of visits) {
      expect(await encounterRow(hospital, id)).toMatchObject({ endReason: 'doctorGone' })
      expect(await ticketStatus(hospital, ticketId)).toBe('waiting')
    }
    const { rows } = await sql`select from presence`.execute(hospital.database.db)
    expect(rows).toEqual([])
  })

  test('and a doctor who ends the visit in the same moment: one of the two happens, whole', async () => {
    for (let round = 0; round < 10; round += 1) {
      const visit = await underWay()
      visit.room.delete(visit.doctorSeat)
      await pass(295, { every: 5 })
      hospital.clock.forward({ seconds: 10 })
      const [, ended] = await Promise.allSettled([
        keepPresence(hospital, pages),
        endConsultation(hospital.there, visit.doctor, visit.id, { reason: 'completed', requeue: false }),
      ])
      const { endReason } = await encounterRow(hospital, visit.id)
      const expected = ended.status === 'fulfilled' ? ['completed', 'done'] : ['doctorGone', 'waiting']
      expect([endReason, await ticketStatus(hospital, visit.ticketId)]).toEqual(expected)
    }
  })
})
