import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { topics } from '../../signaling/app.ts'
import type { Viewer } from '../../signaling/access.ts'
import { inviteParticipant } from '../../signaling/consultations/seats.ts'
import type { PersonalTopic } from '../../signaling/live/topics.ts'
import {
  addCompatriot,
  addCoordinator,
  addDoctor,
  callSomebody,
  type Hospital,
  openHospital,
  type Visit,
} from './hospital.ts'

let hospital: Hospital
let visit: Visit
let guest: Viewer

beforeAll(async () => {
  hospital = await openHospital()
  visit = await callSomebody(hospital)
  const { participant } = await inviteParticipant(hospital.here, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'relative',
    name: '外婆',
  })
  const common = { role: 'guest', consultationId: visit.id, browserHash: randomBytes(32) } as const
  guest = { ...common, invitationId: participant.id, seatId: undefined }
})

afterAll(async () => {
  await hospital?.[Symbol.asyncDispose]()
})

function load(name: string, viewer: Viewer, id: string | undefined): Promise<unknown> {
  const topic = topics.find((each): each is PersonalTopic => each.kind === 'personal' && each.name === name)
  if (topic === undefined) throw new Error(`no topic ${name}`)
  return topic.load(hospital.here, viewer, id)
}

describe.each([
  ['consultation', () => visit.id, () => [visit.owner, visit.doctor]],
  ['currentConsultation', () => visit.doctor.expertId, () => [visit.doctor]],
  ['invitations', () => visit.doctor.expertId, () => [visit.doctor]],
  ['note', () => visit.id, () => [visit.doctor]],
  ['advice', () => visit.id, () => [visit.owner]],
  ['guest', () => (guest.role === 'guest' ? guest.invitationId : ''), () => [guest]],
] as const)('%s', (name, id, allowed) => {
  test('is watched by those it is for, and by nobody else', async () => {
    const everybody: Viewer[] = [
      visit.owner,
      visit.doctor,
      guest,
      await addCompatriot(hospital),
      await addDoctor(hospital),
      await addCoordinator(hospital),
    ]
    const people: readonly Viewer[] = allowed()
    for (const viewer of everybody) {
      const outcome = await load(name, viewer, id()).then(
        () => 'shown',
        (error: { status: number }) => error.status,
      )
      if (people.includes(viewer)) expect(outcome).toBe('shown')
      else expect([401, 404]).toContain(outcome)
    }
  })

  test.each([undefined, 'x', randomUUID()])('of %s is not there', async (nothing) => {
    for (const viewer of allowed()) {
      await expect(load(name, viewer, nothing)).rejects.toMatchObject({ status: 404 })
    }
  })
})
