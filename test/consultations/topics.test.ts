import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { topics } from '../../signaling/app.ts'
import type { Viewer } from '../../signaling/access.ts'
import { inviteParticipant } from '../../signaling/consultations/seats.ts'
import type { PersonalTopic } from '../../signaling/live/topics.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addVisit, type Visit } from '../support/visits.ts'

const hospital = openHospital()
let visit: Visit
let guest: Viewer

beforeAll(async () => {
  visit = await addVisit(hospital)
  const { participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'relative',
    name: '外婆',
  })
  const common = { role: 'guest', consultationId: visit.id, browserHash: randomBytes(32) } as const
  guest = { ...common, invitationId: participant.id, seatId: undefined }
})

function load(name: string, viewer: Viewer, id: string | undefined): Promise<unknown> {
  const topic = topics.find((each): each is PersonalTopic => each.kind === 'personal' && each.name === name)
  if (topic === undefined) throw new Error(`no topic ${name}`)
  return topic.load(hospital, viewer, id)
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
      await addDoctorOnDuty(hospital),
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
