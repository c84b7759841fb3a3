import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { closeMissedCall } from '../../signaling/consultations/calling.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import { readMessages } from '../../signaling/consultations/conversation.ts'
import { leaveConsultation } from '../../signaling/consultations/leaving.ts'
import { listParticipants } from '../../signaling/consultations/reading-store.ts'
import { readConsultation, readCurrentConsultation } from '../../signaling/consultations/reading.ts'
import { decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { declineCall, enterConsultation } from '../../signaling/consultations/service.ts'
import { findTies } from '../../signaling/consultations/ties.ts'
import { transact } from '../../signaling/live/transact.ts'
import { readNote, saveNote } from '../../signaling/notes/service.ts'
import { addCall } from '../support/visits.ts'
import { encounterRow, ticketStatus } from './state.ts'
import { hospital, inProgress, openConsultations } from './visit.ts'

openConsultations()

describe('a call that is not answered', () => {
  test('declined: the place is kept, the doctor is free', async () => {
    const visit = await addCall(hospital)
    await declineCall(hospital, visit.owner, visit.id)
    await declineCall(hospital, visit.owner, visit.id)
    expect(await encounterRow(hospital, visit.id)).toMatchObject({ status: 'calledInVain', endReason: 'declined' })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('waiting')
    await expect(enterConsultation(hospital, visit.owner, visit.id)).rejects.toMatchObject({ code: 'callOver' })
    expect(await readCurrentConsultation(hospital, visit.doctor)).toMatchObject({
      consultation: null,
      inVain: 'notNow',
    })
  })

  test('given up: the doctor is told that nobody waits there any longer', async () => {
    const visit = await addCall(hospital)
    await leaveConsultation(hospital, visit.owner, visit.id, { waitAgain: false })
    expect((await readCurrentConsultation(hospital, visit.doctor)).inVain).toBe('placeEnded')
  })

  test('missed: neither side gets in any more', async () => {
    const visit = await addCall(hospital)
    await transact(hospital, (trx, announce) =>
      closeMissedCall(trx, announce, visit.id, { now: hospital.clock.now(), reason: 'unanswered', endedBy: null }),
    )
    for (const late of [visit.owner, visit.doctor]) {
      await expect(enterConsultation(hospital, late, visit.id)).rejects.toMatchObject({
        status: 409,
        code: 'callOver',
      })
    }
  })

  test('answered before it was missed stays answered', async () => {
    const visit = await inProgress()
    const closed = await transact(hospital, (trx, announce) =>
      closeMissedCall(trx, announce, visit.id, { now: hospital.clock.now(), reason: 'unanswered', endedBy: null }),
    )
    expect(closed).toBe(false)
    await expect(declineCall(hospital, visit.owner, visit.id)).rejects.toMatchObject({ code: 'callOver' })
  })
})

describe('before the patient has answered', () => {
  test('the doctor is in the room, and writes to nobody, invites nobody, lets nobody in and saves no note', async () => {
    const visit = await addCall(hospital)
    await enterConsultation(hospital, visit.doctor, visit.id)
    const write = () => sendMessage(hospital, visit.doctor, visit.id, { idempotencyKey: randomUUID(), body: '您好' })
    const invite = () => {
      const relative = { idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' } as const
      return inviteParticipant(hospital, visit.doctor, visit.id, relative)
    }
    const save = async () => {
      const { version, text } = await readNote(hospital, visit.doctor, visit.id)
      return await saveNote(hospital, visit.doctor, visit.id, { version, text: { ...text, plan: '休息' } })
    }
    await expect(write()).rejects.toMatchObject({ status: 409, code: 'consultationNotStarted' })
    await expect(invite()).rejects.toMatchObject({ status: 409, code: 'consultationNotStarted' })
    const nobody = { id: visit.id, participantId: randomUUID() }
    const admit = decideAboutSeat(hospital, visit.doctor, nobody, 'admit')
    await expect(admit).rejects.toMatchObject({ status: 409, code: 'consultationNotStarted' })
    await expect(save()).rejects.toMatchObject({ status: 409, code: 'consultationNotStarted' })
    const before = await readConsultation(hospital, visit.doctor, visit.id)
    expect(before.participants).toMatchObject([
      { kind: 'patient', status: 'invited', nameLatin: null },
      { kind: 'doctor', status: 'admitted', nameLatin: 'Chen Jianguo' },
    ])

    await enterConsultation(hospital, visit.owner, visit.id)
    await Promise.all([write(), invite(), save()])
    const { participants, ownParticipantId } = await readConsultation(hospital, visit.doctor, visit.id)
    // Whoever was in the room before is known there by the same seat.
    expect(ownParticipantId).toBe(before.ownParticipantId)
    expect(participants.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'patient admitted',
      'doctor admitted',
      'relative invited',
    ])
  })

  test('whoever has read a call that is answered meanwhile finds the seats of the visit', async () => {
    const visit = await addCall(hospital)
    const call = await encounterRow(hospital, visit.id)
    await enterConsultation(hospital, visit.owner, visit.id)
    expect(await findTies(hospital.db, visit.owner, call)).toMatchObject({ relations: ['owner'] })
    expect(await listParticipants(hospital.db, call)).toHaveLength(2)
    await Promise.all(
      Array.from({ length: 10 }, async (_, round) => {
        const { id, owner } = await addCall(hospital)
        const answering = enterConsultation(hospital, owner, id)
        await new Promise((resolve) => setTimeout(resolve, round * 2))
        await readMessages(hospital, owner, id, {})
        await readConsultation(hospital, owner, id)
        await answering
      }),
    )
  })

  test('a call that comes to nothing stands on the board as such', async () => {
    const visit = await addCall(hospital)
    await declineCall(hospital, visit.owner, visit.id)
    const { recent } = await readBoard(hospital)
    expect(recent.find(({ consultationId }) => consultationId === visit.id)).toMatchObject({ status: 'calledInVain' })
  })
})
