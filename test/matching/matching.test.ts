import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { transact } from '../../signaling/live/transact.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { finishPlace, returnToQueue } from '../../signaling/waiting-room/places.ts'
import { enterWaitingRoom, readTicket } from '../../signaling/waiting-room/service.ts'
import { createServices, createViewer, type TestServices } from '../support/services.ts'
import {
  addDoctor,
  addDoctorOnDuty,
  addWaiter,
  answerCall,
  emptyWaitingRoom,
  newTicket,
} from '../waiting-room/scene.ts'

let services: TestServices

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
})

afterAll(() => services.close())
beforeEach(() => emptyWaitingRoom(services))

const codes = (reasons: readonly { code: string }[] | undefined) => reasons?.map(({ code }) => code)

describe('a match', () => {
  test('skips whoever nobody free can see, and says why', async () => {
    await addDoctorOnDuty(services, { languages: ['cmn', 'it'] })
    await addWaiter(services, { languages: ['fr'] })
    services.clock.forward({ minutes: 3 })
    const { owner, ticket } = await addWaiter(services, { languages: ['it'] })
    services.clock.forward({ minutes: 4 })
    const match = await matchOnce(services)
    expect(match?.ticketId).toBe(ticket.id)
    const seen = await readTicket(services, owner, ticket.id)
    expect(seen).toMatchObject({ status: 'called', queue: null, call: { status: 'called', callNumber: 1 } })
    expect(seen.call?.reasons).toEqual([
      { code: 'waitedLongest', minutes: 4 },
      { code: 'specialty', specialty: 'generalPractice' },
      { code: 'language', language: 'it' },
    ])
    const { blocked } = (await readBoard(services)).tickets.find(({ id }) => id !== ticket.id) ?? {}
    expect(blocked).toBe('noSharedLanguage')
  })

  test('any number who cannot be seen keep nobody behind them waiting', async () => {
    for (let index = 0; index < 40; index += 1) await addWaiter(services, { languages: ['pt'] })
    const { ticket } = await addWaiter(services)
    await addDoctorOnDuty(services)
    expect((await matchOnce(services))?.ticketId).toBe(ticket.id)
  })

  test('prefers the doctor who knows the patient', async () => {
    const { owner, patientId, ticket } = await addWaiter(services)
    const known = await addDoctorOnDuty(services)
    await matchOnce(services)
    await answerCall(services, ticket.id)
    await services.db
      .updateTable('consultation')
      .set({
        status: 'finished',
        startedAt: services.clock.now(),
        endedAt: services.clock.now(),
        endReason: 'completed',
      })
      .execute()
    await transact(services, (trx, announce) => finishPlace(trx, announce, ticket.id, services.clock.now()))
    await addDoctorOnDuty(services)
    await enterWaitingRoom(services, owner, newTicket(patientId))
    const match = await matchOnce(services)
    expect(match?.expertId).toBe(known.expertId)
    expect(match?.reasons).toContainEqual({ code: 'continuity', count: 1 })
  })

  test('not with a retired, paused or leaving doctor', async () => {
    const retired = await addDoctorOnDuty(services)
    const paused = await addDoctorOnDuty(services)
    await addDoctorOnDuty(services, { minutes: 6 })
    const now = services.clock.now()
    await services.db.updateTable('expert').set({ retiredAt: now }).where('id', '=', retired.expertId).execute()
    await services.db.updateTable('duty').set({ pausedAt: now }).where('expertId', '=', paused.expertId).execute()
    await addWaiter(services)
    expect(await matchOnce(services)).toBeUndefined()
  })

  test('returned without a missed call: the same place at once', async () => {
    await addDoctorOnDuty(services)
    const { owner, ticket } = await addWaiter(services)
    await matchOnce(services)
    const back = { now: services.clock.now(), missed: false }
    await transact(services, (trx, announce) => returnToQueue(trx, announce, ticket.id, back))
    expect(await readTicket(services, owner, ticket.id)).toEqual(ticket)
  })
})

test('a coordinator assigns against language and turn, not against specialty, and only to somebody free', async () => {
  const coordinator = await createViewer(services, 'coordinator')
  const doctor = await addDoctorOnDuty(services)
  const other = await addDoctorOnDuty(services, { specialties: ['tcm'] })
  const away = await addDoctor(services)
  const { ticket } = await addWaiter(services, { languages: ['fr'] })
  const assign = (expertId: string, id = ticket.id) => assignTicket(services, coordinator, id, { expertId })
  await expect(assign(other.expertId)).rejects.toMatchObject({ code: 'doctorLacksSpecialty' })
  await expect(assign(away.expertId)).rejects.toMatchObject({ code: 'doctorNotFree' })
  const assigned = await assign(doctor.expertId)
  expect(codes(assigned.call?.reasons)).toEqual(['assignedByHand', 'specialty'])
  await expect(assign(doctor.expertId)).rejects.toMatchObject({ code: 'ticketNotWaiting' })
  const next = await addWaiter(services)
  await expect(assign(doctor.expertId, next.ticket.id)).rejects.toMatchObject({ code: 'doctorNotFree' })
})
