import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConsultation, readInvitations } from '../../signaling/consultations/reading.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { addDoctor, announcedTopics, consultationRow } from './hospital.ts'
import { closeConsultations, hospital, inProgress, openConsultations, roomIsOpen } from './visit.ts'

beforeAll(openConsultations, 120_000)
afterAll(closeConsultations)

describe('a second expert', () => {
  test('is invited, asks, is admitted, enters; removed, is out, and the others move on', async () => {
    const visit = await inProgress()
    const second = await addDoctor(hospital, '吴丽华')
    const invite = { idempotencyKey: randomUUID(), kind: 'expert', expertId: second.expertId } as const

    const { participant, link } = await inviteParticipant(hospital.here, visit.doctor, visit.id, invite)
    expect(link).toBeNull()
    expect(await readInvitations(hospital.here, second)).toMatchObject([
      { id: visit.id, participant: { status: 'invited' } },
    ])
    expect(await announcedTopics(hospital)).toContain(`invitations:${second.expertId}`)
    await expect(enterConsultation(hospital.here, second, visit.id)).rejects.toMatchObject({ code: 'notAdmitted' })
    await expect(readConsultation(hospital.here, second, visit.id)).rejects.toMatchObject({ status: 404 })

    expect((await askToEnter(hospital.here, second, visit.id)).participant.status).toBe('asking')
    const seat = { id: visit.id, participantId: participant.id }
    await decideAboutSeat(hospital.here, visit.doctor, seat, 'admit')
    await enterConsultation(hospital.here, second, visit.id)
    expect((await readConsultation(hospital.here, second, visit.id)).ownParticipantId).toBe(participant.id)

    const { roomName: oldRoom } = await consultationRow(hospital, visit.id)
    const after = await decideAboutSeat(hospital.here, visit.doctor, seat, 'remove')
    expect(after.roomEpoch).toBe(2)
    expect(await roomIsOpen(oldRoom)).toBe(false)
    await expect(enterConsultation(hospital.here, second, visit.id)).rejects.toMatchObject({ status: 404 })
    expect(await readInvitations(hospital.here, second)).toEqual([])
    const moved = await enterConsultation(hospital.here, visit.owner, visit.id)
    expect(moved.roomEpoch).toBe(2)
    expect(decodeJwt<{ video: { room: string } }>(moved.token).video.room).not.toBe(oldRoom)

    const again = await inviteParticipant(hospital.here, visit.doctor, visit.id, {
      ...invite,
      idempotencyKey: randomUUID(),
    })
    expect(again.participant).toMatchObject({ id: participant.id, status: 'invited' })
  })

  test('is not admitted unasked, nor twice invited; a stranger invites nobody', async () => {
    const visit = await inProgress()
    const second = await addDoctor(hospital)
    const invite = { kind: 'expert', expertId: second.expertId } as const
    const { participant } = await inviteParticipant(hospital.here, visit.doctor, visit.id, {
      ...invite,
      idempotencyKey: randomUUID(),
    })
    const seat = { id: visit.id, participantId: participant.id }
    await expect(decideAboutSeat(hospital.here, visit.doctor, seat, 'admit')).rejects.toMatchObject({
      code: 'notAsking',
    })
    await expect(
      inviteParticipant(hospital.here, visit.doctor, visit.id, { ...invite, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ code: 'alreadyInvited' })
    await expect(
      inviteParticipant(hospital.here, second, visit.id, { ...invite, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ status: 404 })
    await expect(decideAboutSeat(hospital.here, second, seat, 'admit')).rejects.toMatchObject({ status: 404 })
    const other = await inProgress()
    await expect(
      decideAboutSeat(hospital.here, other.doctor, { ...seat, id: other.id }, 'remove'),
    ).rejects.toMatchObject({ status: 404 })
  })

  test('finds no more room than there is', async () => {
    const visit = await inProgress()
    const invite = () =>
      inviteParticipant(hospital.here, visit.doctor, visit.id, {
        idempotencyKey: randomUUID(),
        kind: 'relative',
        name: '外婆',
      })
    for (let seats = 2; seats < 6; seats += 1) await invite()
    await expect(invite()).rejects.toMatchObject({ code: 'roomFull' })
  })
})
