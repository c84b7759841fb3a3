import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { readConsultation, readInvitations } from '../../signaling/consultations/reading.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { announcedTopics, encounterRow } from './state.ts'
import { hospital, inProgress, openConsultations, roomIsOpen } from './visit.ts'

openConsultations()

describe('a second expert', () => {
  test('is invited, asks, is admitted, enters; removed, is out, and the others move on', async () => {
    const visit = await inProgress()
    const second = await addDoctorOnDuty(hospital, { name: '吴丽华' })
    const invite = { idempotencyKey: randomUUID(), kind: 'expert', expertId: second.expertId } as const

    const { participant, link } = await inviteParticipant(hospital, visit.doctor, visit.id, invite)
    expect(link).toBeNull()
    expect(await readInvitations(hospital, second)).toMatchObject([
      { id: visit.id, participant: { status: 'invited' } },
    ])
    expect(await announcedTopics(hospital)).toContain(`invitations:${second.expertId}`)
    await expect(enterConsultation(hospital, second, visit.id)).rejects.toMatchObject({ code: 'notAdmitted' })
    await expect(readConsultation(hospital, second, visit.id)).rejects.toMatchObject({ status: 404 })

    expect((await askToEnter(hospital, second, visit.id)).participant.status).toBe('asking')
    const seat = { id: visit.id, participantId: participant.id }
    await decideAboutSeat(hospital, visit.doctor, seat, 'admit')
    await enterConsultation(hospital, second, visit.id)
    expect((await readConsultation(hospital, second, visit.id)).ownParticipantId).toBe(participant.id)

    const { roomName: oldRoom } = await encounterRow(hospital, visit.id)
    const after = await decideAboutSeat(hospital, visit.doctor, seat, 'remove')
    expect(after.roomEpoch).toBe(2)
    expect(await roomIsOpen(oldRoom)).toBe(false)
    await expect(enterConsultation(hospital, second, visit.id)).rejects.toMatchObject({ status: 404 })
    expect(await readInvitations(hospital, second)).toEqual([])
    const moved = await enterConsultation(hospital, visit.owner, visit.id)
    expect(moved.roomEpoch).toBe(2)
    expect(decodeJwt<{ video: { room: string } }>(moved.token).video.room).not.toBe(oldRoom)

    const again = await inviteParticipant(hospital, visit.doctor, visit.id, {
      ...invite,
      idempotencyKey: randomUUID(),
    })
    expect(again.participant).toMatchObject({ id: participant.id, status: 'invited' })
  })

  test('is not admitted unasked, nor twice invited; a stranger invites nobody', async () => {
    const visit = await inProgress()
    const second = await addDoctorOnDuty(hospital)
    const invite = { kind: 'expert', expertId: second.expertId } as const
    const { participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
      ...invite,
      idempotencyKey: randomUUID(),
    })
    const seat = { id: visit.id, participantId: participant.id }
    await expect(decideAboutSeat(hospital, visit.doctor, seat, 'admit')).rejects.toMatchObject({
      code: 'notAsking',
    })
    await expect(
      inviteParticipant(hospital, visit.doctor, visit.id, { ...invite, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ code: 'alreadyInvited' })
    await expect(
      inviteParticipant(hospital, second, visit.id, { ...invite, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ status: 404 })
    await expect(decideAboutSeat(hospital, second, seat, 'admit')).rejects.toMatchObject({ status: 404 })
    const other = await inProgress()
    await expect(decideAboutSeat(hospital, other.doctor, { ...seat, id: other.id }, 'remove')).rejects.toMatchObject({
      status: 404,
    })
  })

  test('finds no more room than there is', async () => {
    const visit = await inProgress()
    const invite = () =>
      inviteParticipant(hospital, visit.doctor, visit.id, {
        idempotencyKey: randomUUID(),
        kind: 'relative',
        name: '外婆',
      })
    for (let seats = 2; seats < 6; seats += 1) await invite()
    await expect(invite()).rejects.toMatchObject({ code: 'roomFull' })
  })
})
