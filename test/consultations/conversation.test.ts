import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { topics } from '../../signaling/app.ts'
import type { Viewer } from '../../signaling/access.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import type { Message } from '../../signaling/consultations/contract.ts'
import { readFollowed, readMessages, showNew } from '../../signaling/consultations/conversation.ts'
import { askAsGuest } from '../../signaling/consultations/guest-visit.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { AppError } from '../../signaling/errors.ts'
import type { ServerFrame } from '../../signaling/live/contract.ts'
import { Hub } from '../../signaling/live/hub.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addVisit, type Visit } from '../support/visits.ts'

const hospital = openHospital({ there: true })
let hub: Hub

beforeAll(async () => {
  // What is committed here is watched in another process.
  hub = new Hub(hospital.there, topics, async () => [])
})

afterAll(() => hub?.close())

/** A screen that shows a conversation, with every frame it was sent. */
class Screen {
  readonly frames: ServerFrame[] = []
  bytes = 0
  readonly topic: string

  constructor(viewer: Viewer, visitId: string) {
    this.topic = `conversation:${visitId}`
    const line = {
      viewer,
      send: (frame: Buffer) => {
        this.bytes += frame.length
        this.frames.push(JSON.parse(frame.toString()) as ServerFrame)
      },
      close() {},
    }
    hub.open(line)
    hub.watch(line, this.topic, undefined)
  }

  get messages(): Message[] {
    return this.frames.flatMap((frame) => ('data' in frame ? (frame.data as { messages: Message[] }).messages : []))
  }

  get refused(): boolean {
    return this.frames.some(({ type }) => type === 'refused')
  }

  async untilAnswered(): Promise<this> {
    while (this.frames.length === 0) await sleep(5)
    return this
  }

  async untilShown(count: number): Promise<void> {
    while (this.messages.length < count) await sleep(5)
  }

  async untilRefused(): Promise<void> {
    while (!this.refused) await sleep(5)
  }
}

/** The carrier is out of reach here, which keeps nobody's admission from being committed. */
async function enter(viewer: Viewer, id: string): Promise<void> {
  await expect(enterConsultation(hospital, viewer, id)).rejects.toMatchObject({ code: 'videoUnavailable' })
}

async function visitUnderWay(): Promise<Visit> {
  const visit = await addVisit(hospital)
  await enter(visit.doctor, visit.id)
  return visit
}

let pace = 0

/** Slowly enough for the pace of a conversation. */
function say(visit: Visit, viewer: Viewer, body: string): Promise<Message> {
  pace += 1
  hospital.clock.forward({ seconds: 3 })
  return sendMessage(pace % 2 === 0 ? hospital : hospital.there, viewer, visit.id, {
    idempotencyKey: randomUUID(),
    body,
  })
}

async function guestAtTheDoor(visit: Visit): Promise<{ guest: Viewer; seat: { id: string; participantId: string } }> {
  const { participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'relative',
    name: '外婆',
  })
  const browser = {
    role: 'guest',
    consultationId: visit.id,
    invitationId: participant.id,
    browserHash: randomBytes(32),
  } as const
  await askAsGuest(hospital, { ...browser, seatId: undefined }, { name: '外婆' })
  const seat = { id: visit.id, participantId: participant.id }
  return { guest: { ...browser, seatId: participant.id }, seat }
}

describe('what is sent', () => {
  test('is what is new, and not what was there', async () => {
    const visit = await visitUnderWay()
    await say(visit, visit.owner, '您好')
    const clinic = await new Screen(visit.doctor, visit.id).untilAnswered()
    expect(clinic.messages.map(({ body }) => body)).toEqual(['您好'])
    await say(visit, visit.doctor, '哪里不舒服？')
    await clinic.untilShown(2)
    expect(clinic.frames.at(-1)).toMatchObject({
      type: 'change',
      data: { messages: [{ body: '哪里不舒服？', senderKind: 'doctor' }] },
    })
  })

  test('carries the key of its writer, by which their page knows it before the answer is there', async () => {
    const visit = await visitUnderWay()
    const phone = await new Screen(visit.owner, visit.id).untilAnswered()
    const idempotencyKey = randomUUID()
    const sent = await sendMessage(hospital, visit.owner, visit.id, { idempotencyKey, body: '您好' })
    expect(sent.idempotencyKey).toBe(idempotencyKey)
    // Taken by another, it is the key of another message.
    const other = await sendMessage(hospital.there, visit.doctor, visit.id, { idempotencyKey, body: '哪里不舒服？' })
    await phone.untilShown(2)
    expect(phone.messages).toEqual([sent, other])
    expect((await readMessages(hospital, visit.owner, visit.id, {})).messages).toEqual([sent, other])
  })

  test('of a flood is not more than was written', async () => {
    const visit = await visitUnderWay()
    const clinic = await new Screen(visit.doctor, visit.id).untilAnswered()
    const body = '长'.repeat(4_000)
    for (let count = 1; count <= 100; count += 1) {
      await say(visit, visit.owner, body)
      if (count % 10 === 0) await clinic.untilShown(count)
    }
    await clinic.untilShown(100)
    expect(clinic.messages).toHaveLength(100)
    expect(clinic.bytes).toBeLessThan(1.1 * 100 * Buffer.byteLength(body))
  })

  test('comes once and in the order in which it was written, from two processes at once', async () => {
    const visit = await visitUnderWay()
    const screens = await Promise.all(
      [visit.doctor, visit.owner].map((viewer) => new Screen(viewer, visit.id).untilAnswered()),
    )
    const writers = [visit.owner, visit.doctor]
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const body = String(n)
        const there = n % 3 === 0 ? hospital.there : hospital
        return sendMessage(there, writers[n % 2] ?? visit.owner, visit.id, { idempotencyKey: randomUUID(), body })
      }),
    )
    for (const screen of screens) await screen.untilShown(40)
    const { messages } = await readMessages(hospital, visit.owner, visit.id, {})
    expect(new Set(messages.map(({ body }) => body)).size).toBe(40)
    for (const screen of screens) expect(screen.messages).toEqual(messages)
  })

  test('first is the last of a long conversation; what was before is read by pages', async () => {
    const visit = await visitUnderWay()
    const said: string[] = []
    for (let n = 0; n < 450; n += 1) said.push((await say(visit, visit.owner, String(n))).id)
    const clinic = await new Screen(visit.doctor, visit.id).untilAnswered()
    expect(clinic.frames[0]).toMatchObject({ type: 'snapshot', data: { hasEarlier: true } })
    expect(clinic.messages.map(({ id }) => id)).toEqual(said.slice(-200))

    const before = clinic.messages[0]?.id ?? ''
    const earlier = await readMessages(hospital, visit.doctor, visit.id, { before })
    expect(earlier.messages.map(({ id }) => id)).toEqual(said.slice(50, 250))
    expect(earlier.hasEarlier).toBe(true)
    const first = await readMessages(hospital, visit.doctor, visit.id, {
      before: earlier.messages[0]?.id ?? '',
    })
    expect(first.messages.map(({ id }) => id)).toEqual(said.slice(0, 50))
    expect(first.hasEarlier).toBe(false)
    const elsewhere = await visitUnderWay()
    await expect(readMessages(hospital, elsewhere.owner, elsewhere.id, { before })).rejects.toMatchObject({
      status: 404,
    })
  })

  test('first is no more than a phone takes at once, however long the messages are', async () => {
    const visit = await visitUnderWay()
    const said: string[] = []
    for (let n = 0; n < 60; n += 1) said.push((await say(visit, visit.owner, '长'.repeat(4_000))).id)
    const clinic = await new Screen(visit.doctor, visit.id).untilAnswered()
    expect(clinic.frames[0]).toMatchObject({ type: 'snapshot', data: { hasEarlier: true } })
    expect(clinic.messages.map(({ id }) => id)).toEqual(said.slice(-25))
    expect(clinic.bytes).toBeLessThan(500_000)

    const earlier = await readMessages(hospital, visit.doctor, visit.id, { before: said[35] ?? '' })
    expect(earlier.messages.map(({ id }) => id)).toEqual(said.slice(10, 35))
    expect(earlier.hasEarlier).toBe(true)
    const first = await readMessages(hospital, visit.doctor, visit.id, { before: said[10] ?? '' })
    expect(first.messages.map(({ id }) => id)).toEqual(said.slice(0, 10))
    expect(first.hasEarlier).toBe(false)
  })

  test('is all that was written since, though it is more than a page', async () => {
    const visit = await visitUnderWay()
    const before = await readFollowed(hospital.there, visit.id, undefined)
    for (let n = 0; n < 30; n += 1) await say(visit, visit.owner, '长'.repeat(4_000))
    const after = await readFollowed(hospital.there, visit.id, before)
    expect(after.messages).toHaveLength(25)
    expect(showNew(after)?.messages).toHaveLength(30)
  })
})

describe('who reads along', () => {
  test('is who takes part in the visit, and nobody else', async () => {
    const visit = await visitUnderWay()
    await say(visit, visit.owner, '只对医生说')
    const { guest } = await guestAtTheDoor(visit)
    const other = await visitUnderWay()
    const strangers = [
      guest,
      await addCompatriot(hospital),
      await addDoctorOnDuty(hospital),
      await addCoordinator(hospital),
      other.owner,
      other.doctor,
      (await guestAtTheDoor(other)).guest,
    ]
    for (const stranger of strangers) {
      const screen = new Screen(stranger, visit.id)
      await screen.untilRefused()
      expect(screen.messages).toEqual([])
      await expect(readMessages(hospital, stranger, visit.id, {})).rejects.toMatchObject({ status: 404 })
    }
    await say(visit, visit.owner, '还有一句')
    for (const friend of [visit.owner, visit.doctor]) {
      const screen = await new Screen(friend, visit.id).untilAnswered()
      expect(screen.messages).toHaveLength(2)
    }
  })

  test('is a guest from the moment of being let in until being put out', async () => {
    const visit = await visitUnderWay()
    const clinic = await new Screen(visit.doctor, visit.id).untilAnswered()
    await say(visit, visit.owner, '一')
    const { guest, seat } = await guestAtTheDoor(visit)
    await new Screen(guest, visit.id).untilRefused()

    await decideAboutSeat(hospital, visit.doctor, seat, 'admit')
    // At once, while what the others were told is older than the admission.
    const inside = await new Screen(guest, visit.id).untilAnswered()
    expect(inside.refused).toBe(false)
    await say(visit, visit.owner, '二')
    await inside.untilShown(2)

    await decideAboutSeat(hospital, visit.doctor, seat, 'remove')
    await say(visit, visit.owner, '三')
    await clinic.untilShown(3)
    await inside.untilRefused()
    await sleep(100)
    expect(inside.messages.map(({ body }) => body)).toEqual(['一', '二'])
    await new Screen(guest, visit.id).untilRefused()
  })

  test('is an expert once let in, and a guest no longer than the visit', async () => {
    const visit = await visitUnderWay()
    const second = await addDoctorOnDuty(hospital)
    const { participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
      idempotencyKey: randomUUID(),
      kind: 'expert',
      expertId: second.expertId,
    })
    await new Screen(second, visit.id).untilRefused()
    await askToEnter(hospital, second, visit.id)
    await decideAboutSeat(hospital, visit.doctor, { id: visit.id, participantId: participant.id }, 'admit')
    const expert = await new Screen(second, visit.id).untilAnswered()
    expect(expert.refused).toBe(false)

    const { guest, seat } = await guestAtTheDoor(visit)
    await decideAboutSeat(hospital, visit.doctor, seat, 'admit')
    const inside = await new Screen(guest, visit.id).untilAnswered()
    await endConsultation(hospital, visit.doctor, visit.id, { reason: 'completed', requeue: false })
    await inside.untilRefused()
    expect(expert.refused).toBe(false)
  })
})

describe('the pace', () => {
  const flood = (visit: Visit, viewer: Viewer, count: number) =>
    Promise.allSettled(
      Array.from({ length: count }, (_, n) =>
        sendMessage(n % 2 === 0 ? hospital : hospital.there, viewer, visit.id, {
          idempotencyKey: randomUUID(),
          body: String(n),
        }),
      ),
    )

  test('of one seat is thirty messages a minute, however many come at once; the others go on', async () => {
    const visit = await visitUnderWay()
    const outcomes = await flood(visit, visit.owner, 50)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30)
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue
      expect(outcome.reason).toBeInstanceOf(AppError)
      expect(outcome.reason).toMatchObject({ status: 429, code: 'writeSlower', details: { seconds: 60 } })
    }
    await expect(
      sendMessage(hospital, visit.doctor, visit.id, { idempotencyKey: randomUUID(), body: '慢慢说' }),
    ).resolves.toMatchObject({ body: '慢慢说' })
    hospital.clock.forward({ seconds: 61 })
    expect((await flood(visit, visit.owner, 30)).filter(({ status }) => status === 'fulfilled')).toHaveLength(30)
  })

  test('does not count a message that is sent again', async () => {
    const visit = await visitUnderWay()
    const message = { idempotencyKey: randomUUID(), body: '您好' }
    const sent = await sendMessage(hospital, visit.owner, visit.id, message)
    await flood(visit, visit.owner, 40)
    expect(await sendMessage(hospital, visit.owner, visit.id, message)).toEqual(sent)
  })
})
