import { beforeEach, expect, test } from 'vitest'
import { readConsultation } from '../../signaling/consultations/reading.ts'
import { declineCall, endConsultation } from '../../signaling/consultations/service.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { readTicket } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addCall, addVisit, type Visit } from '../support/visits.ts'
import { emptyWaitingRoom } from './scene.ts'

const hospital = openHospital()

beforeEach(() => emptyWaitingRoom(hospital))

const endedOf = async ({ owner, ticketId }: Visit) => (await readTicket(hospital, owner, ticketId)).endedByStaff

test.each([
  ['call', 'doctor'],
  ['call', 'coordinator'],
  ['visit', 'doctor'],
  ['visit', 'coordinator'],
] as const)('whose %s a %s has put back reads so, until the next one has ended', async (what, by) => {
  const visit = await (what === 'call' ? addCall(hospital) : addVisit(hospital))
  const coordinator = await addCoordinator(hospital)
  const { id, ticketId, owner, doctor } = visit
  expect(await endedOf(visit)).toBeNull()

  const ender = by === 'doctor' ? doctor : coordinator
  await endConsultation(hospital, ender, id, { reason: 'technical', requeue: true })
  expect(await readTicket(hospital, owner, ticketId)).toMatchObject({
    status: 'waiting',
    call: null,
    endedByStaff: { what, by },
  })
  expect(await readConsultation(hospital, owner, id)).toMatchObject({ endedBy: by })

  hospital.clock.forward({ seconds: 1 })
  const next = await addDoctorOnDuty(hospital)
  await assignTicket(hospital, coordinator, ticketId, { expertId: next.expertId })
  const { call, endedByStaff } = await readTicket(hospital, owner, ticketId)
  expect(endedByStaff).toBeNull()
  await declineCall(hospital, owner, call?.consultationId ?? '')
  expect(await endedOf(visit)).toBeNull()
})

test('of a visit that is over it is told where a coordinator has ended it, and not where its doctor has', async () => {
  const coordinator = await addCoordinator(hospital)
  for (const by of ['doctor', 'coordinator'] as const) {
    const visit = await addVisit(hospital)
    const ender = by === 'doctor' ? visit.doctor : coordinator
    await endConsultation(hospital, ender, visit.id, { reason: 'other', requeue: false })
    expect(await readTicket(hospital, visit.owner, visit.ticketId)).toMatchObject({
      status: 'done',
      call: { consultationId: visit.id },
      endedByStaff: by === 'coordinator' ? { what: 'visit', by } : null,
    })
    expect(await readConsultation(hospital, visit.owner, visit.id)).toMatchObject({ status: 'finished', endedBy: by })
  }
})

test('a place that ends with its call says by whom itself', async () => {
  const coordinator = await addCoordinator(hospital)
  const visit = await addCall(hospital)
  await endConsultation(hospital, coordinator, visit.id, { reason: 'other', requeue: false })
  expect(await readTicket(hospital, visit.owner, visit.ticketId)).toMatchObject({
    status: 'left',
    leftReason: 'coordinator',
    endedByStaff: null,
  })
})
