import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { topics } from '../../signaling/app.ts'
import type { Viewer } from '../../signaling/access.ts'
import type { Consultation, CurrentConsultation, Invitation } from '../../signaling/consultations/contract.ts'
import type { GuestView } from '../../signaling/consultations/guest-contract.ts'
import { askAsGuest } from '../../signaling/consultations/guest-visit.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import type { ServerFrame } from '../../signaling/live/contract.ts'
import { Hub } from '../../signaling/live/hub.ts'
import type { Advice, Note } from '../../signaling/notes/contract.ts'
import { readNote, saveNote, signNote } from '../../signaling/notes/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addCall, addVisit } from '../support/visits.ts'

const hospital = openHospital({ there: true })
let hub: Hub

beforeAll(async () => {
  // What is committed here is watched in another process.
  hub = new Hub(hospital.there, topics, async () => [])
})

afterAll(() => hub?.close())

/** A screen that shows one topic. */
class Screen<Value> {
  #last: ServerFrame | undefined

  constructor(viewer: Viewer, topic: string) {
    const line = {
      viewer,
      send: (frame: Buffer) => {
        this.#last = JSON.parse(frame.toString()) as ServerFrame
      },
      close() {},
    }
    hub.open(line)
    hub.watch(line, topic, undefined)
  }

  /** Resolves when the screen shows this. */
  async until(shows: (value: Value) => boolean): Promise<void> {
    while (this.#last === undefined || !('data' in this.#last) || !shows(this.#last.data as Value)) await sleep(5)
  }

  async untilRefused(): Promise<void> {
    while (this.#last?.type !== 'refused') await sleep(5)
  }
}

/** The carrier is out of reach here, which keeps nobody's admission from being committed. */
async function enter(viewer: Viewer, id: string): Promise<void> {
  await expect(enterConsultation(hospital, viewer, id)).rejects.toMatchObject({ code: 'videoUnavailable' })
}

test('both sides see the patient come, and the end', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const current = new Screen<CurrentConsultation>(doctor, `currentConsultation:${doctor.expertId}`)
  await current.until(({ consultation }) => consultation === null)
  const visit = await addCall(hospital, { doctor })
  await current.until(({ consultation }) => consultation?.id === visit.id)

  const home = new Screen<Consultation>(visit.owner, `consultation:${visit.id}`)
  const clinic = new Screen<Consultation>(doctor, `consultation:${visit.id}`)
  await enter(visit.owner, visit.id)
  await clinic.until(({ status }) => status === 'inProgress')
  await endConsultation(hospital, doctor, visit.id, { reason: 'completed', requeue: false })
  await home.until(({ status }) => status === 'finished')
  await current.until(({ consultation, unsigned }) => consultation === null && unsigned.length === 1)
})

test('the patient reads the advice as soon as it is signed', async () => {
  const visit = await addVisit(hospital)
  const advice = new Screen<Advice | null>(visit.owner, `advice:${visit.id}`)
  const otherTab = new Screen<Note>(visit.doctor, `note:${visit.id}`)
  const { version, text } = await readNote(hospital, visit.doctor, visit.id)
  await advice.until((shown) => shown === null)
  await saveNote(hospital, visit.doctor, visit.id, { version, text: { ...text, advice: '多喝水' } })
  await otherTab.until((note) => note.version === version + 1)
  await signNote(hospital, visit.doctor, visit.id, version + 1)
  await advice.until((shown) => shown?.advice === '多喝水')
})

test('the patient in the visit is told at once that the advice is ready', async () => {
  const visit = await addVisit(hospital)
  const inVisit = new Screen<Consultation>(visit.owner, `consultation:${visit.id}`)
  await inVisit.until(({ status, noteSigned }) => status === 'inProgress' && !noteSigned)
  const { version, text } = await readNote(hospital, visit.doctor, visit.id)
  await saveNote(hospital, visit.doctor, visit.id, { version, text: { ...text, advice: '多喝水' } })
  await signNote(hospital, visit.doctor, visit.id, version + 1)
  await inVisit.until(({ status, noteSigned }) => status === 'inProgress' && noteSigned)
})

test('an invited expert and a guest see how far they have come, and the others that the room has moved', async () => {
  const visit = await addVisit(hospital)
  const home = new Screen<Consultation>(visit.owner, `consultation:${visit.id}`)
  const second = await addDoctorOnDuty(hospital)
  const invitations = new Screen<Invitation[]>(second, `invitations:${second.expertId}`)
  const { participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'expert',
    expertId: second.expertId,
  })
  await invitations.until(([first]) => first?.participant.status === 'invited')
  await askToEnter(hospital, second, visit.id)
  await home.until(({ participants }) => participants.some(({ status }) => status === 'asking'))
  const seat = { id: visit.id, participantId: participant.id }
  await decideAboutSeat(hospital, visit.doctor, seat, 'admit')
  await invitations.until(([first]) => first?.participant.status === 'admitted')

  const invited = await inviteParticipant(hospital, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'relative',
    name: '外婆',
  })
  const seatId = invited.participant.id
  const browser = {
    role: 'guest',
    consultationId: visit.id,
    invitationId: seatId,
    browserHash: randomBytes(32),
  } as const
  await askAsGuest(hospital, { ...browser, seatId: undefined }, { name: '外婆' })
  const guestScreen = new Screen<GuestView>({ ...browser, seatId }, `guest:${seatId}`)
  await decideAboutSeat(hospital, visit.doctor, { ...seat, participantId: seatId }, 'admit')
  await guestScreen.until((view) => view.participant.status === 'admitted' && view.participants.length > 0)

  const inside = new Screen<Consultation>(second, `consultation:${visit.id}`)
  await decideAboutSeat(hospital, visit.doctor, seat, 'remove')
  await home.until(({ roomEpoch }) => roomEpoch === 2)
  await guestScreen.until(({ roomEpoch }) => roomEpoch === 2)
  await invitations.until((shown) => shown.length === 0)
  await inside.untilRefused()
})
