import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import { readMessages } from '../../signaling/consultations/conversation.ts'
import { readConsultation, readCurrentConsultation, readVisits } from '../../signaling/consultations/reading.ts'
import { reconcileRooms } from '../../signaling/consultations/rooms.ts'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { readNote, saveNote, signNote } from '../../signaling/notes/service.ts'
import { readDuty, resumeDuty, takeBreak } from '../../signaling/roster/duty.ts'
import { unreachableCarrier } from '../support/livekit.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addCall } from '../support/visits.ts'
import { announcedTopics, encounterRow, isPaused, ticketStatus } from './state.ts'
import { completed, hospital, inProgress, openConsultations, roomIsOpen } from './visit.ts'

openConsultations()

describe('entering', () => {
  test('the doctor waits inside while the patient is called; the patient’s coming starts the visit', async () => {
    const visit = await addCall(hospital)

    const doctors = await enterConsultation(hospital, visit.doctor, visit.id)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'called', startedAt: null })

    const patients = await enterConsultation(hospital, visit.owner, visit.id)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({
      status: 'inProgress',
      startedAt: hospital.clock.now(),
    })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('inConsultation')

    const { roomName } = await encounterRow(hospital, visit.id)
    for (const entry of [doctors, patients]) {
      const claims = decodeJwt<{ video: { room: string }; sub: string }>(entry.token)
      expect(claims.video.room).toBe(roomName)
      expect(claims.sub).toBe(entry.participantId)
      expect(entry.validSeconds).toBeLessThanOrEqual(60)
      expect(entry.roomEpoch).toBe(1)
    }
    expect(await roomIsOpen(roomName)).toBe(true)
  })

  test('again after a reload is the same seat, and changes nothing', async () => {
    const visit = await inProgress()
    const before = await encounterRow(hospital, visit.id)
    const again = await enterConsultation(hospital.there, visit.owner, visit.id)
    const { ownParticipantId } = await readConsultation(hospital, visit.owner, visit.id)
    expect(again.participantId).toBe(ownParticipantId)
    expect(await encounterRow(hospital, visit.id)).toEqual(before)
  })

  test('shows the names of its people: of the doctor in both scripts, of the patient as it was given', async () => {
    const visit = await inProgress()
    const { participants } = await readConsultation(hospital, visit.owner, visit.id)
    const doctor = participants.find(({ kind }) => kind === 'doctor')
    const patient = participants.find(({ kind }) => kind === 'patient')
    expect(doctor).toMatchObject({ name: '陈建国', nameLatin: 'Chen Jianguo' })
    expect(patient).toMatchObject({ name: '林小宝', nameLatin: null })
  })

  test('is nobody else’s: another compatriot, another doctor, a coordinator', async () => {
    const visit = await inProgress()
    const strangers = [await addCompatriot(hospital), await addDoctorOnDuty(hospital), await addCoordinator(hospital)]
    for (const stranger of strangers) {
      await expect(enterConsultation(hospital, stranger, visit.id)).rejects.toMatchObject({ status: 404 })
      await expect(readConsultation(hospital, stranger, visit.id)).rejects.toMatchObject({ status: 404 })
    }
  })

  test('where the video is out of reach keeps the admission, and works once it is back', async () => {
    const visit = await addCall(hospital)
    const cut = { ...hospital, carrier: unreachableCarrier() }
    await expect(enterConsultation(cut, visit.owner, visit.id)).rejects.toMatchObject({
      status: 503,
      code: 'videoUnavailable',
    })
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    await expect(enterConsultation(hospital, visit.owner, visit.id)).resolves.toMatchObject({ roomEpoch: 1 })
  })

  test('opens the room again where the carrier was restarted and has forgotten it', async () => {
    const visit = await inProgress()
    const { roomName } = await encounterRow(hospital, visit.id)
    await hospital.livekit.carrier.closeRoom(roomName)
    expect(await roomIsOpen(roomName)).toBe(false)
    await enterConsultation(hospital, visit.owner, visit.id)
    expect(await roomIsOpen(roomName)).toBe(true)
  })

  test('tells every screen that shows it', async () => {
    const visit = await inProgress()
    const topics = await announcedTopics(hospital)
    expect(topics).toContain(`consultation:${visit.id}`)
    expect(topics).toContain(`currentConsultation:${visit.doctor.expertId}`)
    expect(topics).toContain(`ticket:${visit.ticketId}`)
  })
})

describe('the end', () => {
  test('closes the room, keeps everybody out, and leaves the doctor time for the note', async () => {
    const visit = await inProgress()
    const { roomName } = await encounterRow(hospital, visit.id)

    const ended = await endConsultation(hospital, visit.doctor, visit.id, completed)

    expect(ended).toMatchObject({ status: 'finished', endReason: 'completed' })
    expect(await roomIsOpen(roomName)).toBe(false)
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('done')
    expect(await isPaused(hospital, visit.doctor)).toBe(true)
    for (const late of [visit.owner, visit.doctor]) {
      await expect(enterConsultation(hospital, late, visit.id)).rejects.toMatchObject({
        status: 409,
        code: 'consultationOver',
      })
    }
    expect((await readCurrentConsultation(hospital, visit.doctor)).unsigned.map(({ id }) => id)).toEqual([visit.id])
  })

  test('sent twice is one end', async () => {
    const visit = await inProgress()
    const first = await endConsultation(hospital, visit.doctor, visit.id, completed)
    hospital.clock.forward({ seconds: 5 })
    const second = await endConsultation(hospital.there, visit.doctor, visit.id, completed)
    expect(second.endedAt).toBe(first.endedAt)
    await expect(
      endConsultation(hospital, visit.doctor, visit.id, { ...completed, reason: 'technical' }),
    ).rejects.toMatchObject({ code: 'consultationOver' })
  })

  test('is not the patient’s to declare, but a coordinator’s where the doctor is gone', async () => {
    const visit = await inProgress()
    const coordinator = await addCoordinator(hospital)
    await sendMessage(hospital, visit.owner, visit.id, { idempotencyKey: randomUUID(), body: '医生还在吗？' })
    await expect(endConsultation(hospital, visit.owner, visit.id, completed)).rejects.toMatchObject({
      status: 404,
    })
    const ended = await endConsultation(hospital, coordinator, visit.id, { reason: 'technical', requeue: true })
    expect(ended).toMatchObject({ status: 'brokenOff', ownParticipantId: null })
    await expect(readMessages(hospital, coordinator, visit.id, {})).rejects.toMatchObject({ status: 404 })
    expect(await readVisits(hospital, visit.owner)).toEqual([])
    expect((await readCurrentConsultation(hospital, visit.doctor)).unsigned).toEqual([])
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('waiting')
    expect(await isPaused(hospital, visit.doctor)).toBe(true)
  })

  test('by a coordinator is told to the doctor until they take patients again, and one of their own is not', async () => {
    const visit = await inProgress()
    const coordinator = await addCoordinator(hospital)
    await endConsultation(hospital, coordinator, visit.id, { reason: 'technical', requeue: true })
    expect(await readDuty(hospital, visit.doctor)).toMatchObject({ state: 'paused', pausedBecause: 'coordinator' })
    await resumeDuty(hospital, visit.doctor)
    hospital.clock.forward({ minutes: 1 })
    expect(await takeBreak(hospital, visit.doctor)).toMatchObject({ state: 'paused', pausedBecause: null })

    const own = await inProgress()
    await endConsultation(hospital, own.doctor, own.id, completed)
    expect(await readDuty(hospital, own.doctor)).toMatchObject({ state: 'paused', pausedBecause: null })
  })

  test('that puts the patient back keeps what the doctor has written among the notes to sign', async () => {
    const visit = await inProgress()
    const { version, text } = await readNote(hospital, visit.doctor, visit.id)
    await saveNote(hospital, visit.doctor, visit.id, { version, text: { ...text, plan: '休息' } })
    await endConsultation(hospital, visit.doctor, visit.id, { reason: 'technical', requeue: true })
    expect((await readCurrentConsultation(hospital, visit.doctor)).unsigned).toMatchObject([{ id: visit.id }])
  })

  test('that puts the patient back stands on the board with what waits for a signature', async () => {
    const shown = async (id: string) => {
      const { recent } = await readBoard(hospital)
      return recent.find(({ consultationId }) => consultationId === id)
    }
    const putBack = { reason: 'technical', requeue: true } as const
    const expert = { nameHan: '陈建国', nameLatin: 'Chen Jianguo' }
    const [written, empty] = [await inProgress(), await inProgress()]
    const { version, text } = await readNote(hospital, written.doctor, written.id)
    const saved = await saveNote(hospital, written.doctor, written.id, { version, text: { ...text, advice: '休息' } })
    // Later than any other of this file.
    hospital.clock.forward({ seconds: 1 })
    for (const { doctor, id } of [written, empty]) await endConsultation(hospital, doctor, id, putBack)
    expect(await shown(written.id)).toMatchObject({ status: 'brokenOff', noteSigned: false, toSign: true, expert })
    expect(await shown(empty.id)).toMatchObject({ status: 'brokenOff', noteSigned: false, toSign: false })
    await signNote(hospital, written.doctor, written.id, saved.version)
    expect(await shown(written.id)).toMatchObject({ status: 'brokenOff', noteSigned: true, toSign: false })
  })

  test('by a coordinator is of the call or visit that the board names', async () => {
    const visit = await addCall(hospital)
    const coordinator = await addCoordinator(hospital)
    const shown = async () => (await readBoard(hospital)).tickets.find(({ id }) => id === visit.ticketId)
    expect(await shown()).toMatchObject({ status: 'called', consultationId: visit.id })
    await endConsultation(hospital, coordinator, visit.id, { reason: 'technical', requeue: true })
    expect(await shown()).toMatchObject({ status: 'waiting', consultationId: null })
  })

  test('that is meant for a call alone leaves the visit of whoever has answered first', async () => {
    const stop = { reason: 'other', requeue: true, callOnly: true } as const
    const visit = await inProgress()
    const refused = { status: 409, code: 'callAnswered' }
    await expect(endConsultation(hospital, visit.doctor, visit.id, stop)).rejects.toMatchObject(refused)
    expect(await readConsultation(hospital, visit.doctor, visit.id)).toMatchObject({ status: 'inProgress' })
    const call = await addCall(hospital)
    expect(await endConsultation(hospital, call.doctor, call.id, stop)).toMatchObject({ status: 'calledInVain' })
  })

  test('by a coordinator who says that somebody called waits no more takes them out, and pauses the doctor', async () => {
    const visit = await addCall(hospital)
    const coordinator = await addCoordinator(hospital)
    const ended = await endConsultation(hospital, coordinator, visit.id, { reason: 'technical', requeue: false })
    expect(ended.status).toBe('calledInVain')
    const ticket = await hospital.database.db
      .selectFrom('ticket')
      .select(['status', 'leftReason', 'leftBy'])
      .where('id', '=', visit.ticketId)
      .executeTakeFirstOrThrow()
    expect(ticket).toEqual({ status: 'left', leftReason: 'coordinator', leftBy: coordinator.accountId })
    expect(await isPaused(hospital, visit.doctor)).toBe(true)
    const current = await readCurrentConsultation(hospital, visit.doctor)
    expect(current).toMatchObject({ inVain: null, lastEnd: { id: visit.id, answered: false, by: 'coordinator' } })
  })

  test('as a matter for another specialty sends the patient back through the triage', async () => {
    const visit = await inProgress()
    await endConsultation(hospital, visit.doctor, visit.id, { reason: 'wrongSpecialty', requeue: true })
    const place = await hospital.database.db
      .selectFrom('waiting')
      .select('queue')
      .where('ticketId', '=', visit.ticketId)
      .executeTakeFirstOrThrow()
    expect(place.queue).toBe('triage')
  })

  test('with the carrier out of reach is an end all the same; the room is closed as soon as it answers', async () => {
    const visit = await inProgress()
    const { roomName } = await encounterRow(hospital, visit.id)
    const cut = { ...hospital, carrier: unreachableCarrier() }
    await endConsultation(cut, visit.doctor, visit.id, completed)
    await reconcileRooms(cut)
    expect(await roomIsOpen(roomName)).toBe(true)

    hospital.clock.forward({ seconds: 30 })
    await reconcileRooms(hospital)
    expect(await roomIsOpen(roomName)).toBe(false)
  })

  test('closes a room again that a late token would have opened', async () => {
    const visit = await inProgress()
    const { roomName } = await encounterRow(hospital, visit.id)
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    await reconcileRooms(hospital)
    for (const minutes of [2, 10]) {
      await hospital.livekit.carrier.openRoom(roomName)
      hospital.clock.forward({ minutes })
      await reconcileRooms(hospital)
      expect(await roomIsOpen(roomName)).toBe(false)
    }
    const kept = await hospital.database.db
      .selectFrom('abandonedRoom')
      .select('roomName')
      .where('roomName', '=', roomName)
      .execute()
    expect(kept).toEqual([])
  })

  test('leaves the visit and its conversation to be read by both sides', async () => {
    const visit = await inProgress()
    await sendMessage(hospital, visit.owner, visit.id, { idempotencyKey: randomUUID(), body: '谢谢医生' })
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    for (const reader of [visit.owner, visit.doctor]) {
      const { messages } = await readMessages(hospital, reader, visit.id, {})
      expect(messages).toMatchObject([{ body: '谢谢医生', senderName: '林小宝', senderKind: 'patient' }])
      expect(await readVisits(hospital, reader)).toMatchObject([{ id: visit.id, endedBy: 'doctor', noteSigned: false }])
    }
    await expect(
      sendMessage(hospital, visit.owner, visit.id, { idempotencyKey: randomUUID(), body: '还有一件事' }),
    ).rejects.toMatchObject({ code: 'consultationOver' })
  })
})

describe('the conversation', () => {
  test('is for those who have come in', async () => {
    const visit = await addCall(hospital)
    const message = { idempotencyKey: randomUUID(), body: '您好' }
    await expect(sendMessage(hospital, visit.owner, visit.id, message)).rejects.toMatchObject({
      code: 'consultationNotStarted',
    })
    await enterConsultation(hospital, visit.owner, visit.id)
    const sent = await sendMessage(hospital, visit.owner, visit.id, message)
    expect(await sendMessage(hospital.there, visit.owner, visit.id, message)).toEqual(sent)
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    expect(await sendMessage(hospital, visit.owner, visit.id, message)).toEqual(sent)
  })
})
