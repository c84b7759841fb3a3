import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import type { Carrier } from '../../media/carrier.ts'
import { closeMissedCall } from '../../signaling/consultations/calling.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import { reconcileRooms } from '../../signaling/consultations/rooms.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { declineCall, endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { transact } from '../../signaling/live/transact.ts'
import { returnToQueue } from '../../signaling/waiting-room/place-changes.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addCall } from '../support/visits.ts'
import { encounterRow, ticketStatus } from './state.ts'

/** Each race is run this often, on fresh visits: who wins is left to chance. */
const rounds = Array.from({ length: 8 }, (_, round) => round)

const hospital = openHospital({ video: true, there: true })

const completed = { reason: 'completed', requeue: false } as const

function codeOf(outcome: PromiseSettledResult<unknown>): unknown {
  return outcome.status === 'fulfilled' ? 'done' : (outcome.reason as { code?: unknown }).code
}

async function roomIsOpen(room: string): Promise<boolean> {
  return await hospital.livekit.carrier.whoIsThere(room).then(
    () => true,
    () => false,
  )
}

async function answered() {
  const visit = await addCall(hospital)
  await enterConsultation(hospital, visit.owner, visit.id)
  return visit
}

async function expire(dependencies: Dependencies, id: string, ticketId: string): Promise<boolean> {
  return await transact(dependencies, async (trx, announce) => {
    const now = hospital.clock.now()
    const closed = await closeMissedCall(trx, announce, id, { now, reason: 'unanswered', endedBy: null })
    if (closed) await returnToQueue(trx, announce, ticketId, { now, missed: true })
    return closed
  })
}

test.each(rounds)('answered in the last moment: either the call or the visit (%i)', async () => {
  const visit = await addCall(hospital)
  const [entered, expired] = await Promise.allSettled([
    enterConsultation(hospital, visit.owner, visit.id),
    expire(hospital.there, visit.id, visit.ticketId),
  ])
  const { status } = await encounterRow(hospital, visit.id)
  if (entered.status === 'fulfilled') {
    expect(expired).toMatchObject({ value: false })
    expect(status).toBe('inProgress')
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('inConsultation')
  } else {
    expect(codeOf(entered)).toBe('callOver')
    expect(expired).toMatchObject({ value: true })
    expect(status).toBe('calledInVain')
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('waiting')
  }
})

test.each(rounds)('entered, declined, expired and ended at once: one course of things (%i)', async () => {
  const visit = await addCall(hospital)
  await Promise.allSettled([
    enterConsultation(hospital, visit.owner, visit.id),
    declineCall(hospital.there, visit.owner, visit.id),
    expire(hospital, visit.id, visit.ticketId),
    enterConsultation(hospital.there, visit.doctor, visit.id),
    endConsultation(hospital.there, visit.doctor, visit.id, completed),
  ])
  const { status, endedAt, startedAt } = await encounterRow(hospital, visit.id)
  const ticket = await ticketStatus(hospital, visit.ticketId)
  expect(endedAt).not.toBeNull()
  expect([status, ticket]).toEqual(startedAt === null ? ['calledInVain', 'waiting'] : ['finished', 'done'])
})

test.each(rounds)('entering against the end: the room does not stay open (%i)', async () => {
  const visit = await answered()
  const { roomName } = await encounterRow(hospital, visit.id)
  const outcomes = await Promise.allSettled([
    enterConsultation(hospital, visit.owner, visit.id),
    endConsultation(hospital.there, visit.doctor, visit.id, completed),
    enterConsultation(hospital.there, visit.doctor, visit.id),
  ])
  expect(['done', 'consultationOver']).toContain(codeOf(outcomes[0]))
  expect(codeOf(outcomes[1])).toBe('done')
  expect(await roomIsOpen(roomName)).toBe(false)
})

test('admission committed, then the end, then the carrier: the room is not opened again', async () => {
  const visit = await answered()
  const { roomName } = await encounterRow(hospital, visit.id)
  const slow: Carrier = {
    ...hospital.livekit.carrier,
    async openRoom(room) {
      await endConsultation(hospital.there, visit.doctor, visit.id, completed)
      await hospital.livekit.carrier.openRoom(room)
    },
  }
  await expect(enterConsultation({ ...hospital, carrier: slow }, visit.owner, visit.id)).rejects.toMatchObject({
    code: 'consultationOver',
  })
  expect(await roomIsOpen(roomName)).toBe(false)
})

test('admission committed, then a removal: the way leads into the new room', async () => {
  const visit = await answered()
  const second = await addDoctorOnDuty(hospital)
  const { participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'expert',
    expertId: second.expertId,
  })
  const seat = { id: visit.id, participantId: participant.id }
  await askToEnter(hospital, second, visit.id)
  await decideAboutSeat(hospital, visit.doctor, seat, 'admit')
  const { roomName: oldRoom } = await encounterRow(hospital, visit.id)
  const slow: Carrier = {
    ...hospital.livekit.carrier,
    async openRoom(room) {
      await decideAboutSeat(hospital.there, visit.doctor, seat, 'remove')
      await hospital.livekit.carrier.openRoom(room)
    },
  }
  const entry = await enterConsultation({ ...hospital, carrier: slow }, visit.owner, visit.id)
  const { roomName } = await encounterRow(hospital, visit.id)
  expect(roomName).not.toBe(oldRoom)
  expect(decodeJwt<{ video: { room: string } }>(entry.token).video.room).toBe(roomName)
  expect(entry.roomEpoch).toBe(2)
  expect(await roomIsOpen(oldRoom)).toBe(false)
})

test.each(rounds)('admitted, removed and entering at once: out in the end (%i)', async () => {
  const visit = await answered()
  const second = await addDoctorOnDuty(hospital)
  const { participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'expert',
    expertId: second.expertId,
  })
  const seat = { id: visit.id, participantId: participant.id }
  await askToEnter(hospital, second, visit.id)
  const [, , entered] = await Promise.allSettled([
    decideAboutSeat(hospital, visit.doctor, seat, 'admit'),
    decideAboutSeat(hospital.there, visit.doctor, seat, 'remove'),
    enterConsultation(hospital, second, visit.id),
  ])
  await expect(enterConsultation(hospital, second, visit.id)).rejects.toMatchObject({ status: 404 })
  if (entered.status === 'fulfilled') {
    const held = decodeJwt<{ video: { room: string } }>(entered.value.token).video.room
    expect(held).not.toBe((await encounterRow(hospital, visit.id)).roomName)
    expect(await roomIsOpen(held)).toBe(false)
  }
})

test('ten times the same invitation at once is one seat', async () => {
  const visit = await answered()
  const invite = { idempotencyKey: randomUUID(), kind: 'relative', name: '外婆' } as const
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      inviteParticipant(at % 2 === 0 ? hospital : hospital.there, visit.doctor, visit.id, invite),
    ),
  )
  expect(new Set(answers.map(({ link }) => link)).size).toBe(1)
})

test('six seats are six, however many are invited at once', async () => {
  const visit = await answered()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, (_, at) =>
      inviteParticipant(at % 2 === 0 ? hospital : hospital.there, visit.doctor, visit.id, {
        idempotencyKey: randomUUID(),
        kind: 'relative',
        name: '外婆',
      }),
    ),
  )
  expect(outcomes.map(codeOf).filter((code) => code === 'done')).toHaveLength(4)
  expect(outcomes.map(codeOf).filter((code) => code === 'roomFull')).toHaveLength(8)
})

test('a message sent ten times at once is one message', async () => {
  const visit = await answered()
  const message = { idempotencyKey: randomUUID(), body: '我在路上' }
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      sendMessage(at % 2 === 0 ? hospital : hospital.there, visit.owner, visit.id, message),
    ),
  )
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
})

test.each(rounds)('a message against the end is in the conversation, or refused (%i)', async () => {
  const visit = await answered()
  const [sent] = await Promise.allSettled([
    sendMessage(hospital, visit.owner, visit.id, { idempotencyKey: randomUUID(), body: '再见' }),
    endConsultation(hospital.there, visit.doctor, visit.id, completed),
  ])
  const kept = await hospital.database.db
    .selectFrom('message')
    .select('id')
    .where('consultationId', '=', visit.id)
    .execute()
  expect([codeOf(sent), kept.length]).toEqual(sent.status === 'fulfilled' ? ['done', 1] : ['consultationOver', 0])
})

test('two processes that reconcile at once close each room once', async () => {
  const visits = await Promise.all(rounds.map(() => answered()))
  await Promise.all(visits.map((visit) => endConsultation(hospital, visit.doctor, visit.id, completed)))
  hospital.clock.forward({ hours: 1 })
  const closed: string[] = []
  const counting: Carrier = {
    ...hospital.livekit.carrier,
    async closeRoom(room) {
      closed.push(room)
      await hospital.livekit.carrier.closeRoom(room)
    },
  }
  const forgotten = await Promise.all(
    [hospital, hospital.there].map((process) => reconcileRooms({ ...process, carrier: counting })),
  )
  expect(closed).toHaveLength(new Set(closed).size)
  expect(forgotten.reduce((sum, each) => sum + each)).toBe(closed.length)
  const left = await hospital.database.db.selectFrom('abandonedRoom').selectAll().execute()
  expect(left.filter(({ roomName }) => closed.includes(roomName))).toEqual([])
})
