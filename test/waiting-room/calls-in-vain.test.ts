import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { leaveConsultation } from '../../signaling/consultations/leaving.ts'
import { declineCall, endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { AppError } from '../../signaling/errors.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchAll, matchOnce } from '../../signaling/matching/matching.ts'
import { readDuty, resumeDuty } from '../../signaling/roster/duty.ts'
import { findLastVisits } from '../../signaling/waiting-room/figures-store.ts'
import { readOutlook } from '../../signaling/waiting-room/figures.ts'
import { calledAgainFrom, callsInVainAnHour, visitInVainMinutes } from '../../signaling/waiting-room/place.ts'
import {
  callAgain,
  enterWaitingRoom,
  leaveWaitingRoom,
  moveTicket,
  readTicket,
  resumePlace,
  triageTicket,
} from '../../signaling/waiting-room/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import { addDoctorOnDuty, addWaiter, type Doctor, emptyWaitingRoom, newTicket, type Waiter } from './scene.ts'

let services: TestServices

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
})
afterAll(() => services.close())
beforeEach(() => emptyWaitingRoom(services))

const at = (text: string) => Temporal.Instant.from(text)

test.each([
  ['fewer calls', undefined, '2026-03-02T10:00:00Z'],
  ['one an hour ago', '2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'],
  ['one 59 minutes ago', '2026-03-02T09:01:00Z', '2026-03-02T10:01:00Z'],
  ['one this moment', '2026-03-02T10:00:00Z', '2026-03-02T11:00:00Z'],
])('with %s an account is called again from its hour on', (_what, nthLatest, from) => {
  const end = nthLatest === undefined ? undefined : at(nthLatest)
  expect(calledAgainFrom(end, at('2026-03-02T10:00:00Z')).toString()).toBe(from)
})

async function callAndDecline(owner: AccountViewer): Promise<void> {
  const match = await matchOnce(services)
  if (match === undefined) throw new Error('no match')
  await declineCall(services, owner, match.consultationId)
}

/** As many calls in vain as an account has in an hour, a second each. */
async function useUp({ owner, ticket }: Waiter): Promise<void> {
  for (let call = 0; call < callsInVainAnHour; call += 1) {
    await callAndDecline(owner)
    services.clock.forward({ seconds: 1 })
    await resumePlace(services, owner, ticket.id)
  }
}

test('whoever has said "not now" for six times within an hour keeps the place, and is called again when the hour is over', async () => {
  await addDoctorOnDuty(services)
  const waiter = await addWaiter(services, { redFlags: ['chestPain'] })
  const first = services.clock.now()
  await useUp(waiter)
  const { owner, ticket } = waiter
  expect(await matchOnce(services)).toBeUndefined()
  expect(await readTicket(services, owner, ticket.id)).toMatchObject({
    status: 'waiting',
    queueKey: ticket.queueKey,
    notBefore: first.add({ hours: 1 }).toString(),
    restsAfterClearing: false,
  })
  // Neither another queue nor a new ticket is a way around.
  await leaveWaitingRoom(services, owner, ticket.id, {})
  const again = await enterWaitingRoom(services, owner, newTicket(waiter.patientId, { specialty: 'dermatology' }))
  await moveTicket(services, owner, again.id, { specialty: 'generalPractice' })
  expect(await matchOnce(services)).toBeUndefined()
  services.clock.set(first.add({ minutes: 59, seconds: 59 }).toString())
  expect(await matchOnce(services)).toBeUndefined()
  services.clock.set(first.add({ hours: 1 }).toString())
  expect((await matchOnce(services))?.ticketId).toBe(again.id)
})

test('the others of the account rest with it, strangers do not, and a coordinator may call at once', async () => {
  await addDoctorOnDuty(services)
  const waiter = await addWaiter(services)
  services.clock.forward({ seconds: 10 })
  const mother = await createPatient(services, waiter.owner.accountId)
  const hers = await enterWaitingRoom(services, waiter.owner, newTicket(mother))
  await useUp(waiter)
  expect(await matchOnce(services)).toBeUndefined()
  // Nobody is told to wait an hour because somebody else does not answer.
  expect((await readOutlook(services)).unsure).toMatchObject([{ language: 'cmn', minutes: 0 }])
  const stranger = await addWaiter(services)
  expect((await matchOnce(services))?.ticketId).toBe(stranger.ticket.id)
  await leaveWaitingRoom(services, stranger.owner, stranger.ticket.id, {})
  const coordinator = await createViewer(services, 'coordinator')
  await callAgain(services, coordinator, hers.id)
  expect((await matchOnce(services))?.ticketId).toBe(hers.id)
})

test('places given up while they are called let the others of the account rest', async () => {
  await addDoctorOnDuty(services)
  const emergency = { redFlags: ['chestPain' as const] }
  const { owner, patientId, ticket } = await addWaiter(services, emergency)
  const mother = await createPatient(services, owner.accountId)
  const hers = await enterWaitingRoom(services, owner, newTicket(mother))
  let ticketId = ticket.id
  for (let call = 1; call <= callsInVainAnHour; call += 1) {
    expect((await matchOnce(services))?.ticketId).toBe(ticketId)
    await leaveWaitingRoom(services, owner, ticketId, {})
    services.clock.forward({ seconds: 1 })
    if (call === callsInVainAnHour) break
    ticketId = (await enterWaitingRoom(services, owner, newTicket(patientId, emergency))).id
  }
  expect(await matchOnce(services)).toBeUndefined()
  expect(await readTicket(services, owner, hers.id)).toMatchObject({ status: 'waiting' })
})

/** There is no video here: the admission stays. */
async function comeIn(viewer: AccountViewer, consultationId: string): Promise<void> {
  await enterConsultation(services, viewer, consultationId).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'videoUnavailable') throw error
  })
}

/** The next patient of this owner is called, answers, and leaves so many minutes later. */
async function answerAndLeave(
  doctor: Doctor,
  owner: AccountViewer,
  { minutes = 0, doctorComes = true } = {},
): Promise<void> {
  const match = await matchOnce(services)
  if (match === undefined) throw new Error('no match')
  if (doctorComes) await comeIn(doctor, match.consultationId)
  await comeIn(owner, match.consultationId)
  services.clock.forward({ minutes })
  await leaveConsultation(services, owner, match.consultationId, { waitAgain: false })
}

test.each([
  ['a doctor who is there', true],
  ['before the doctor has come', false],
] as const)('an account that answers %s and leaves, six times, rests and pauses nobody', async (_, doctorComes) => {
  const doctor = await addDoctorOnDuty(services)
  const { owner, patientId } = await addWaiter(services, { redFlags: ['chestPain'] })
  const mother = await createPatient(services, owner.accountId)
  await enterWaitingRoom(services, owner, newTicket(mother))
  const first = services.clock.now()
  let again: string | undefined
  for (let call = 0; call < callsInVainAnHour; call += 1) {
    await answerAndLeave(doctor, owner, { doctorComes })
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'free' })
    services.clock.forward({ seconds: 1 })
    again = (await enterWaitingRoom(services, owner, newTicket(patientId, { redFlags: ['chestPain'] }))).id
  }
  expect(await matchOnce(services)).toBeUndefined()
  services.clock.set(first.add({ minutes: 59, seconds: 59 }).toString())
  expect(await matchOnce(services)).toBeUndefined()
  services.clock.set(first.add({ hours: 1 }).toString())
  expect((await matchOnce(services))?.ticketId).toBe(again)
})

test('a doctor whom two families leave at once, one after the other, is paused: the chair may be empty', async () => {
  const doctor = await addDoctorOnDuty(services)
  for (const state of ['free', 'paused']) {
    const { owner } = await addWaiter(services)
    await answerAndLeave(doctor, owner, { minutes: 1 })
    expect(await readDuty(services, doctor)).toMatchObject({ state })
  }
})

test('two accounts that leave everybody at once pause one doctor of a day between them; a new family is heard', async () => {
  const doctor = await addDoctorOnDuty(services)
  const states: string[] = []
  const leaveAtOnce = async (owner: AccountViewer, patientId: string): Promise<void> => {
    await enterWaitingRoom(services, owner, newTicket(patientId))
    await answerAndLeave(doctor, owner, { minutes: 1 })
    const { state } = await readDuty(services, doctor)
    states.push(state)
    if (state === 'paused') await resumeDuty(services, doctor)
  }
  const family = async () => {
    const owner = await createViewer(services, 'compatriot')
    return { owner, patientId: await createPatient(services, owner.accountId) }
  }
  const pair = [await family(), await family()]
  for (const { owner, patientId } of [...pair, ...pair, ...pair]) await leaveAtOnce(owner, patientId)
  expect(states).toEqual(['free', 'paused', 'free', 'free', 'free', 'free'])
  const third = await family()
  await leaveAtOnce(third.owner, third.patientId)
  expect(states.at(-1)).toBe('paused')
})

test('a call that is not answered between two families who leave at once tells nothing of the chair', async () => {
  const doctor = await addDoctorOnDuty(services)
  await answerAndLeave(doctor, (await addWaiter(services)).owner, { minutes: 1 })
  await callAndDecline((await addWaiter(services)).owner)
  await answerAndLeave(doctor, (await addWaiter(services)).owner, { minutes: 1 })
  expect(await readDuty(services, doctor)).toMatchObject({ state: 'paused' })
})

test('a visit that the doctor ends because the patient has left is no call in vain', async () => {
  const doctor = await addDoctorOnDuty(services)
  const { owner, ticket } = await addWaiter(services)
  for (let call = 0; call < callsInVainAnHour; call += 1) {
    const consultationId = (await matchOnce(services))?.consultationId ?? ''
    await comeIn(doctor, consultationId)
    await comeIn(owner, consultationId)
    services.clock.forward({ minutes: 1 })
    await endConsultation(services, doctor, consultationId, { reason: 'patientLeft', requeue: true })
    await resumeDuty(services, doctor)
  }
  expect((await matchOnce(services))?.ticketId).toBe(ticket.id)
})

test('a place that a coordinator has called in spite of its rest stays free when it is moved, and when staff put it back', async () => {
  const doctor = await addDoctorOnDuty(services)
  const waiter = await addWaiter(services)
  await useUp(waiter)
  const { owner, ticket } = waiter
  expect(await matchOnce(services)).toBeUndefined()
  const coordinator = await createViewer(services, 'coordinator')
  await callAgain(services, coordinator, ticket.id)
  await triageTicket(services, coordinator, ticket.id, { specialty: 'generalPractice', urgency: 'urgent' })
  for (const viewer of [coordinator, doctor]) {
    const consultationId = (await matchOnce(services))?.consultationId ?? ''
    await comeIn(doctor, consultationId)
    await comeIn(owner, consultationId)
    services.clock.forward({ minutes: 1 })
    await endConsultation(services, viewer, consultationId, { reason: 'technical', requeue: true })
    await resumeDuty(services, doctor)
  }
  // What its patient lets pass counts as before.
  await callAndDecline(owner)
  await resumePlace(services, owner, ticket.id)
  expect(await matchOnce(services)).toBeUndefined()
})

test('one visit that breaks off at once keeps nobody from the next doctor', async () => {
  const doctor = await addDoctorOnDuty(services)
  const { owner, patientId } = await addWaiter(services)
  await answerAndLeave(doctor, owner)
  const again = await enterWaitingRoom(services, owner, newTicket(patientId))
  expect((await matchOnce(services))?.ticketId).toBe(again.id)
})

test('a visit that is left at once is no measure of how long one takes, and one that lasts is no call in vain', async () => {
  const doctor = await addDoctorOnDuty(services)
  const { owner, patientId } = await addWaiter(services)
  await answerAndLeave(doctor, owner)
  expect(await findLastVisits(services.db)).toEqual(new Map())
  for (let visit = 0; visit < callsInVainAnHour; visit += 1) {
    await enterWaitingRoom(services, owner, newTicket(patientId))
    await answerAndLeave(doctor, owner, { minutes: visitInVainMinutes })
    // There is a note to write.
    expect(await readDuty(services, doctor)).toMatchObject({ state: 'paused' })
    await resumeDuty(services, doctor)
  }
  const visits = Array<number>(callsInVainAnHour).fill(visitInVainMinutes)
  expect(await findLastVisits(services.db)).toEqual(new Map([['generalPractice', visits]]))
  const again = await enterWaitingRoom(services, owner, newTicket(patientId))
  expect((await matchOnce(services))?.ticketId).toBe(again.id)
})

test('five emergencies that never come to anything hold doctors for minutes of an hour, not for all of it', async () => {
  for (let doctor = 0; doctor < 5; doctor += 1) await addDoctorOnDuty(services)
  const owner = await createViewer(services, 'compatriot')
  const patients = await Promise.all(Array.from({ length: 5 }, () => createPatient(services, owner.accountId)))
  const enter = async (patientId: string): Promise<void> =>
    void (await enterWaitingRoom(services, owner, newTicket(patientId, { redFlags: ['chestPain'] })))
  for (const patientId of patients) await enter(patientId)
  const end = services.clock.now().add({ minutes: 59 })
  let calls = 0
  while (Temporal.Instant.compare(services.clock.now(), end) < 0) {
    calls += (await matchAll(services, 64)).length
    // Half of them run out, half are declined at the last moment and taken up again.
    services.clock.forward({ seconds: 88 })
    const open = await services.db
      .selectFrom('consultation')
      .select(['id', 'ticketId'])
      .where('endedAt', 'is', null)
      .orderBy('id')
      .execute()
    for (const { id, ticketId } of open.slice(0, 3)) {
      await declineCall(services, owner, id)
      await resumePlace(services, owner, ticketId)
    }
    services.clock.forward({ seconds: 3 })
    await expireCalls(services)
    const waits = await services.db.selectFrom('waiting').select('patientId').execute()
    for (const patientId of patients) if (!waits.some((one) => one.patientId === patientId)) await enter(patientId)
  }
  // Five may ring when the sixth comes to nothing.
  expect(calls).toBeLessThanOrEqual(callsInVainAnHour + 4)
  expect(calls).toBeGreaterThanOrEqual(callsInVainAnHour)
})
