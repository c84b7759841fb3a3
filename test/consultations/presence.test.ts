import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import { leaveConsultation } from '../../signaling/consultations/leaving.ts'
import { keepPresence, type OpenPages } from '../../signaling/consultations/presence.ts'
import { readConsultation, readCurrentConsultation } from '../../signaling/consultations/reading.ts'
import { receiveCarrierEvent } from '../../signaling/consultations/rooms.ts'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { readNote, saveNote } from '../../signaling/notes/service.ts'
import { readDuty, resumeDuty } from '../../signaling/roster/duty.ts'
import { enterWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { newTicket } from '../waiting-room/scene.ts'
import { createFakeCarrier } from './fake-carrier.ts'
import {
  addCompatriot,
  addDoctor,
  addPatient,
  announcedTopics,
  callSomebody,
  consultationRow,
  type Hospital,
  isPaused,
  openHospital,
  ticketStatus,
  type Visit,
} from './hospital.ts'

const carrier = createFakeCarrier()
let hospital: Hospital
/** Accounts with a page open in the process that looks. */
const open = new Set<string>()
const pages: OpenPages = { isOpen: (accountId) => open.has(accountId) }

beforeAll(async () => {
  hospital = await openHospital(carrier)
})

afterAll(async () => {
  await hospital?.[Symbol.asyncDispose]()
})

beforeEach(async () => {
  await sql`truncate ticket, duty, shift, outbox cascade`.execute(hospital.database.owner)
  carrier.rooms.clear()
  carrier.isReachable = true
  carrier.asked = 0
  open.clear()
})

interface Underway extends Visit {
  readonly room: Set<string>
  readonly patientSeat: string
  readonly doctorSeat: string
}

/** A visit under way with both of them in its room. */
async function underWay(between: Parameters<typeof callSomebody>[1] = {}): Promise<Underway> {
  const visit = await callSomebody(hospital, between)
  const doctor = await enterConsultation(hospital.here, visit.doctor, visit.id)
  const patient = await enterConsultation(hospital.here, visit.owner, visit.id)
  const room = carrier.rooms.get((await consultationRow(hospital, visit.id)).roomName)
  if (room === undefined) throw new Error('no room')
  room.add(doctor.participantId).add(patient.participantId)
  return { ...visit, room, patientSeat: patient.participantId, doctorSeat: doctor.participantId }
}

/** Time passes, with the rounds of a room keeper in it. */
async function pass(
  seconds: number,
  { every = 2, through = hospital.here }: { every?: number; through?: Dependencies } = {},
) {
  for (let passed = 0; passed < seconds; passed += every) {
    hospital.now = hospital.now.add({ seconds: every })
    await keepPresence(through, pages)
  }
}

/** The whole of it passes without a server. */
function passWithoutServer(minutes: number): void {
  hospital.now = hospital.now.add({ minutes })
}

/** Another doctor on duty, who speaks the patient's language. */
async function addNextDoctor() {
  const doctor = await addDoctor(hospital, '王芳')
  await hospital.database.db
    .insertInto('expertLanguage')
    .values({ expertId: doctor.expertId, language: 'cmn', proficiency: 'native' })
    .execute()
  return doctor
}

const absenceOf = async ({ id, owner }: Visit) => (await readConsultation(hospital.here, owner, id)).absence

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
    const { consultation } = await readCurrentConsultation(hospital.here, visit.doctor)
    expect(consultation?.absence).toEqual(absence)
    expect((await readBoard(hospital.here)).tickets).toMatchObject([{ id: visit.ticketId, doctorGoneSince: since }])
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

    await enterConsultation(hospital.here, visit.doctor, visit.id)
    visit.room.add(visit.doctorSeat)
    await pass(60)

    expect(await absenceOf(visit)).toBeNull()
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    expect(await isPaused(hospital, visit.doctor)).toBe(false)
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('inConsultation')
  })

  test('for five minutes gives the patient the first place back, before any emergency, and pauses the duty', async () => {
    const visit = await underWay()
    const { version, text: begun } = await readNote(hospital.here, visit.doctor, visit.id)
    const text = { ...begun, assessment: '疑似肺炎' }
    await saveNote(hospital.here, visit.doctor, visit.id, { version, text })
    const urgent = await addCompatriot(hospital)
    const emergency = await enterWaitingRoom(
      hospital.here,
      urgent,
      newTicket(await addPatient(hospital, urgent), { redFlags: ['chestPain'] }),
    )
    const { roomName } = await consultationRow(hospital, visit.id)
    visit.room.delete(visit.doctorSeat)

    await pass(310)

    expect(await consultationRow(hospital, visit.id)).toMatchObject({
      status: 'notHeld',
      endReason: 'doctorGone',
      endedBy: null,
    })
    expect(carrier.rooms.has(roomName)).toBe(false)
    const ticket = await readTicket(hospital.here, visit.owner, visit.ticketId)
    expect(ticket).toMatchObject({ status: 'waiting', queue: 'generalPractice', firstSince: expect.any(String) })
    expect(ticket.queueKey).toBeLessThan((await readTicket(hospital.here, urgent, emergency.id)).queueKey ?? 0)
    expect(await readDuty(hospital.here, visit.doctor)).toMatchObject({ state: 'paused', pausedBecause: 'away' })
    // What was written is still the doctor's to finish.
    expect(await readNote(hospital.here, visit.doctor, visit.id)).toMatchObject({ text: { assessment: '疑似肺炎' } })
    expect((await readCurrentConsultation(hospital.here, visit.doctor)).unsigned.map(({ id }) => id)).toEqual([
      visit.id,
    ])

    const next = await addNextDoctor()
    const match = await matchOnce(hospital.here)
    expect(match).toMatchObject({ ticketId: visit.ticketId, expertId: next.expertId })
    expect(match?.reasons[0]).toEqual({ code: 'doctorGone' })
    const again = await readTicket(hospital.here, visit.owner, visit.ticketId)
    expect(again.call?.reasons[0]).toEqual({ code: 'doctorGone' })

    // Whoever comes back finds the visit over, sees why they are paused, and goes on when they are ready.
    await expect(enterConsultation(hospital.here, visit.doctor, visit.id)).rejects.toMatchObject({
      code: 'consultationOver',
    })
    expect(await resumeDuty(hospital.here, visit.doctor)).toMatchObject({ state: 'free', pausedBecause: null })
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
        during: toRange({ start: hospital.now, end: hospital.now.add({ minutes: 20 }) }),
        status: 'arrived',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.updateTable('ticket').set({ appointmentId }).where('id', '=', ticketId).execute()
    visit.room.delete(visit.doctorSeat)
    await pass(310)
    const next = await addNextDoctor()
    expect(await matchOnce(hospital.here)).toMatchObject({ ticketId, expertId: next.expertId })
  })

  test('who writes to the patient or into the note keeps the visit, without video', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(200)
    await sendMessage(hospital.here, visit.doctor, visit.id, { idempotencyKey: randomUUID(), body: '视频连不上' })
    await pass(200)
    const { version, text } = await readNote(hospital.here, visit.doctor, visit.id)
    const saving = { version, text: { ...text, assessment: '疑似肺炎' } }
    await saveNote(hospital.here, visit.doctor, visit.id, saving)
    await pass(200)
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    expect(await absenceOf(visit)).toMatchObject({ kind: 'doctor' })
    // Sent again, it is nothing new.
    await saveNote(hospital.here, visit.doctor, visit.id, saving)
    await pass(110)
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'notHeld', endReason: 'doctorGone' })
  })

  test('whose page tries to come in for ever, and never does, gives the patient back all the same', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    for (let second = 0; second < 320; second += 4) {
      await enterConsultation(hospital.here, visit.doctor, visit.id).catch(() => undefined)
      await pass(4)
    }
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'notHeld', endReason: 'doctorGone' })
  })

  test('who is back at the last moment has time to come in', async () => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(295)
    await enterConsultation(hospital.here, visit.doctor, visit.id)
    await pass(60)
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
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
      hospital.now = hospital.now.add({ seconds: 2 })
      await Promise.all([keepPresence(hospital.here, pages), keepPresence(hospital.there, pages)])
    }
    for (const { id, ticketId } of visits) {
      expect(await consultationRow(hospital, id)).toMatchObject({ endReason: 'doctorGone' })
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
      hospital.now = hospital.now.add({ seconds: 10 })
      const [, ended] = await Promise.allSettled([
        keepPresence(hospital.here, pages),
        endConsultation(hospital.there, visit.doctor, visit.id, { reason: 'completed', requeue: false }),
      ])
      const { endReason } = await consultationRow(hospital, visit.id)
      const expected = ended.status === 'fulfilled' ? ['completed', 'done'] : ['doctorGone', 'waiting']
      expect([endReason, await ticketStatus(hospital, visit.ticketId)]).toEqual(expected)
    }
  })
})

describe('a patient who is gone', () => {
  test('is told to the doctor with since when, and never taken away', async () => {
    const visit = await underWay()
    visit.room.delete(visit.patientSeat)
    await pass(1_200, { every: 5 })
    const { consultation } = await readCurrentConsultation(hospital.here, visit.doctor)
    expect(consultation?.absence).toMatchObject({ kind: 'patient', giveBackAt: null })
    expect(consultation?.status).toBe('inProgress')
    expect((await readBoard(hospital.here)).tickets).toMatchObject([{ doctorGoneSince: null }])
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
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
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
    const { roomName } = await consultationRow(hospital, visit.id)
    carrier.rooms.set(roomName, new Set([visit.patientSeat, visit.doctorSeat]))
    await pass(300, { every: 5 })
    expect(await absenceOf(visit)).toBeNull()
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
  })

  test('of a carrier that was restarted ends by itself where neither of the two comes back', async () => {
    const visit = await underWay()
    await pass(30)
    carrier.isReachable = false
    await pass(60, { every: 5 })
    carrier.isReachable = true
    carrier.forgetRooms()
    await pass(290)
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    await pass(60)
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ endReason: 'doctorGone' })
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
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ status: 'inProgress' })
    await pass(20)
    expect(await consultationRow(hospital, visit.id)).toMatchObject({ endReason: 'doctorGone' })
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
    JSON.stringify({ id, kind, room, identity, entryId: identity, occurredAt: hospital.now.toString() })

  test('makes the room looked into at once, and is believed in nothing else', async () => {
    const visit = await underWay()
    await pass(40)
    const { roomName } = await consultationRow(hospital, visit.id)
    carrier.asked = 0
    await pass(1, { every: 1 })
    expect(carrier.asked).toBe(0)

    // Late, twice and in disorder: the doctor has been back for long.
    const left = event(roomName, 'left', visit.doctorSeat)
    for (const body of [event(roomName, 'joined', visit.doctorSeat), left, left]) {
      await receiveCarrierEvent(hospital.here, body, undefined)
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
    const { roomName } = await consultationRow(hospital, visit.id)
    await receiveCarrierEvent(hospital.there, event(roomName, 'joined', visit.doctorSeat), undefined)
    await keepPresence(hospital.here, pages)
    expect(await absenceOf(visit)).toBeNull()
  })

  test('of rooms that are none of ours means nothing', async () => {
    await receiveCarrierEvent(hospital.here, event('elsewhere', 'left', randomUUID()), undefined)
    await pass(1, { every: 1 })
    expect(carrier.asked).toBe(0)
  })
})

describe('the patient leaves', () => {
  test('a call', async () => {
    const visit = await callSomebody(hospital)
    const left = await leaveConsultation(hospital.here, visit.owner, visit.id, { waitAgain: false })
    expect(left).toMatchObject({ status: 'notHeld', endReason: 'declined' })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('left')
    expect(await isPaused(hospital, visit.doctor)).toBe(false)
  })

  test('a visit with the doctor in it: it is over, and the doctor has the note to write', async () => {
    const visit = await underWay()
    await pass(10)
    await expect(leaveConsultation(hospital.here, visit.owner, visit.id, { waitAgain: true })).rejects.toMatchObject({
      status: 409,
      code: 'doctorNotGone',
    })
    for (const process of [hospital.here, hospital.there]) {
      const left = await leaveConsultation(process, visit.owner, visit.id, { waitAgain: false })
      expect(left).toMatchObject({ status: 'finished', endReason: 'patientLeft' })
    }
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('done')
    expect(await isPaused(hospital, visit.doctor)).toBe(true)
    expect(await readDuty(hospital.here, visit.doctor)).toMatchObject({ pausedBecause: null })
  })

  test.each([
    [true, 'waiting'],
    [false, 'left'],
  ] as const)('a visit whose doctor has gone; waits again: %s', async (waitAgain, status) => {
    const visit = await underWay()
    visit.room.delete(visit.doctorSeat)
    await pass(70)
    const left = await leaveConsultation(hospital.here, visit.owner, visit.id, { waitAgain })
    expect(left).toMatchObject({ status: 'notHeld', endReason: 'doctorGone' })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe(status)
    expect(await readDuty(hospital.here, visit.doctor)).toMatchObject({ state: 'paused', pausedBecause: 'away' })
  })

  test('a visit whose doctor has not come yet, without harm to the doctor or a place before others', async () => {
    const visit = await callSomebody(hospital)
    await enterConsultation(hospital.here, visit.owner, visit.id)
    await expect(leaveConsultation(hospital.here, visit.owner, visit.id, { waitAgain: true })).rejects.toMatchObject({
      status: 409,
      code: 'doctorNotGone',
    })
    const left = await leaveConsultation(hospital.here, visit.owner, visit.id, { waitAgain: false })
    expect(left).toMatchObject({ status: 'notHeld', endReason: 'patientLeft' })
    expect(await ticketStatus(hospital, visit.ticketId)).toBe('left')
    expect(await isPaused(hospital, visit.doctor)).toBe(false)
  })

  test('with two presses at once: left once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const visit = await underWay()
      const both = await Promise.allSettled(
        [hospital.here, hospital.there].map((through) =>
          leaveConsultation(through, visit.owner, visit.id, { waitAgain: false }),
        ),
      )
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
      expect(await ticketStatus(hospital, visit.ticketId)).toBe('done')
    }
  })

  test('and nobody else does it for them', async () => {
    const visit = await underWay()
    for (const stranger of [visit.doctor, await addCompatriot(hospital), await addDoctor(hospital)]) {
      await expect(leaveConsultation(hospital.here, stranger, visit.id, { waitAgain: false })).rejects.toMatchObject({
        status: 404,
      })
    }
  })
})
