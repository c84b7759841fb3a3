import { beforeEach, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { leaveConsultation } from '../../signaling/consultations/leaving.ts'
import { declineCall, endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { AppError } from '../../signaling/errors.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchAll, matchOnce } from '../../signaling/matching/matching.ts'
import { readDuty, resumeDuty, takeBreak } from '../../signaling/roster/duty.ts'
import { visitInVainMinutes } from '../../signaling/vocabulary.ts'
import { findRoom } from '../../signaling/waiting-room/figures-store.ts'
import { readOutlook } from '../../signaling/waiting-room/figures.ts'
import { readNextPlace } from '../../signaling/waiting-room/resting.ts'
import { calledAgainFrom, callsInVainAnHour } from '../../signaling/waiting-room/rules/place.ts'
import {
  callAgain,
  enterWaitingRoom,
  leaveWaitingRoom,
  moveTicket,
  readTicket,
  resumePlace,
  triageTicket,
} from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty, addPatient, type Doctor } from '../support/people.ts'
import { addTicket, newTicket, type Waiting } from '../support/visits.ts'
import { bookNow, emptyWaitingRoom } from './scene.ts'

const hospital = openHospital()

beforeEach(() => emptyWaitingRoom(hospital))

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
  const match = await matchOnce(hospital)
  if (match === undefined) throw new Error('no match')
  await declineCall(hospital, owner, match.consultationId)
}

/** As many calls in vain as an account has in an hour, a second each. */
async function useUp({ owner, ticket }: Waiting): Promise<void> {
  for (let call = 0; call < callsInVainAnHour; call += 1) {
    await callAndDecline(owner)
    hospital.clock.forward({ seconds: 1 })
    await resumePlace(hospital, owner, ticket.id)
  }
}

test('whoever has said "not now" for six times within an hour keeps the place, and is called again when the hour is over', async () => {
  await addDoctorOnDuty(hospital)
  const waiter = await addTicket(hospital, { redFlags: ['chestPain'] })
  const first = hospital.clock.now()
  await useUp(waiter)
  const { owner, ticket } = waiter
  expect(await matchOnce(hospital)).toBeUndefined()
  expect(await readTicket(hospital, owner, ticket.id)).toMatchObject({
    status: 'waiting',
    queueKey: ticket.queueKey,
    notBefore: first.add({ hours: 1 }).toString(),
    restsAfterClearing: false,
  })
  // Neither another queue nor a new ticket is a way around.
  await leaveWaitingRoom(hospital, owner, ticket.id, {})
  const again = await enterWaitingRoom(hospital, owner, newTicket(waiter.patientId, { specialty: 'dermatology' }))
  await moveTicket(hospital, owner, again.id, { specialty: 'generalPractice' })
  expect(await matchOnce(hospital)).toBeUndefined()
  hospital.clock.set(first.add({ minutes: 59, seconds: 59 }).toString())
  expect(await matchOnce(hospital)).toBeUndefined()
  hospital.clock.set(first.add({ hours: 1 }).toString())
  expect((await matchOnce(hospital))?.ticketId).toBe(again.id)
})

test('before a place is taken it is said from when on it is called, to its account alone', async () => {
  await addDoctorOnDuty(hospital)
  const waiter = await addTicket(hospital)
  const { owner, patientId, ticket } = waiter
  const readNext = async () => await readNextPlace(hospital, owner, owner.accountId)
  expect(await readNext()).toEqual({ notBefore: null })
  await useUp(waiter)
  await leaveWaitingRoom(hospital, owner, ticket.id, {})
  const { notBefore } = await readNext()
  const again = await enterWaitingRoom(hospital, owner, newTicket(patientId))
  expect(again.notBefore).not.toBeNull()
  expect(notBefore).toBe(again.notBefore)
  const stranger = await addCompatriot(hospital)
  await expect(readNextPlace(hospital, stranger, owner.accountId)).rejects.toMatchObject({ status: 404 })
  hospital.clock.forward({ hours: 1 })
  expect(await readNext()).toEqual({ notBefore: null })
})

test('the others of the account rest with it, strangers do not, and a coordinator may call at once', async () => {
  await addDoctorOnDuty(hospital)
  const waiter = await addTicket(hospital)
  hospital.clock.forward({ seconds: 10 })
  const mother = await addPatient(hospital, waiter.owner)
  const hers = await enterWaitingRoom(hospital, waiter.owner, newTicket(mother))
  await useUp(waiter)
  expect(await matchOnce(hospital)).toBeUndefined()
  // Nobody is told to wait an hour because somebody else does not answer.
  expect((await readOutlook(hospital)).unsure).toMatchObject([{ language: 'cmn', minutes: 0 }])
  const stranger = await addTicket(hospital)
  expect((await matchOnce(hospital))?.ticketId).toBe(stranger.ticket.id)
  await leaveWaitingRoom(hospital, stranger.owner, stranger.ticket.id, {})
  const coordinator = await addCoordinator(hospital)
  await callAgain(hospital, coordinator, hers.id)
  expect((await matchOnce(hospital))?.ticketId).toBe(hers.id)
})

test('whoever comes for a booked hour has it, whatever calls of the account have come to nothing', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  await takeBreak(hospital, doctor)
  await addDoctorOnDuty(hospital)
  const waiter = await addTicket(hospital)
  const arrive = async () => {
    const patientId = await addPatient(hospital, waiter.owner)
    const appointmentId = await bookNow(hospital, doctor, waiter.owner, patientId, { minutes: 20 })
    return await enterWaitingRoom(hospital, waiter.owner, newTicket(patientId, { appointmentId }))
  }
  const before = await arrive()
  await useUp(waiter)
  expect(await readTicket(hospital, waiter.owner, before.id)).toMatchObject({ notBefore: before.notBefore })
  hospital.clock.forward({ minutes: 25 })
  const behind = await arrive()
  const latest = hospital.clock.now().add({ minutes: 20 })
  expect(Temporal.Instant.compare(at(behind.notBefore ?? latest.toString()), latest)).toBeLessThanOrEqual(0)
})

test('an emergency that comes for a booked hour rests until that hour at the longest', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  await takeBreak(hospital, doctor)
  await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  const arrive = async () => {
    const patientId = await addPatient(hospital, owner)
    const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes: 20 })
    return await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId, redFlags: ['chestPain'] }))
  }
  const inTenMinutes = () => hospital.clock.now().add({ minutes: 10 }).toString()
  for (let call = 1; call < callsInVainAnHour; call += 1) {
    await callAndDecline(owner)
    hospital.clock.forward({ seconds: 1 })
    await resumePlace(hospital, owner, ticket.id)
  }
  const last = await matchOnce(hospital)
  expect(last?.ticketId).toBe(ticket.id)
  const before = await arrive()
  await declineCall(hospital, owner, last?.consultationId ?? '')
  expect(await readTicket(hospital, owner, before.id)).toMatchObject({
    urgency: 'emergency',
    notBefore: inTenMinutes(),
  })
  hospital.clock.forward({ minutes: 25 })
  const behind = await arrive()
  expect(behind).toMatchObject({ urgency: 'emergency', notBefore: inTenMinutes() })
  hospital.clock.forward({ minutes: 10 })
  expect([before.id, behind.id]).toContain((await matchOnce(hospital))?.ticketId)
})

test('places given up while they are called let the others of the account rest', async () => {
  await addDoctorOnDuty(hospital)
  const emergency = { redFlags: ['chestPain' as const] }
  const { owner, patientId, ticket } = await addTicket(hospital, emergency)
  const mother = await addPatient(hospital, owner)
  const hers = await enterWaitingRoom(hospital, owner, newTicket(mother))
  let ticketId = ticket.id
  for (let call = 1; call <= callsInVainAnHour; call += 1) {
    expect((await matchOnce(hospital))?.ticketId).toBe(ticketId)
    await leaveWaitingRoom(hospital, owner, ticketId, {})
    hospital.clock.forward({ seconds: 1 })
    if (call === callsInVainAnHour) break
    ticketId = (await enterWaitingRoom(hospital, owner, newTicket(patientId, emergency))).id
  }
  expect(await matchOnce(hospital)).toBeUndefined()
  expect(await readTicket(hospital, owner, hers.id)).toMatchObject({ status: 'waiting' })
})

/** There is no video here: the admission stays. */
async function comeIn(viewer: AccountViewer, consultationId: string): Promise<void> {
  await enterConsultation(hospital, viewer, consultationId).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'videoUnavailable') throw error
  })
}

/** The next patient of this owner is called, answers, and leaves so many minutes later. */
async function answerAndLeave(
  doctor: Doctor,
  owner: AccountViewer,
  { minutes = 0, doctorComes = true } = {},
): Promise<void> {
  const match = await matchOnce(hospital)
  if (match === undefined) throw new Error('no match')
  if (doctorComes) await comeIn(doctor, match.consultationId)
  await comeIn(owner, match.consultationId)
  hospital.clock.forward({ minutes })
  await leaveConsultation(hospital, owner, match.consultationId, { waitAgain: false })
}

test.each([
  ['a doctor who is there', true],
  ['before the doctor has come', false],
] as const)('an account that answers %s and leaves, six times, rests and pauses nobody', async (_, doctorComes) => {
  const doctor = await addDoctorOnDuty(hospital)
  const { owner, patientId } = await addTicket(hospital, { redFlags: ['chestPain'] })
  const mother = await addPatient(hospital, owner)
  await enterWaitingRoom(hospital, owner, newTicket(mother))
  const first = hospital.clock.now()
  let again: string | undefined
  for (let call = 0; call < callsInVainAnHour; call += 1) {
    await answerAndLeave(doctor, owner, { doctorComes })
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'free' })
    hospital.clock.forward({ seconds: 1 })
    again = (await enterWaitingRoom(hospital, owner, newTicket(patientId, { redFlags: ['chestPain'] }))).id
  }
  expect(await matchOnce(hospital)).toBeUndefined()
  hospital.clock.set(first.add({ minutes: 59, seconds: 59 }).toString())
  expect(await matchOnce(hospital)).toBeUndefined()
  hospital.clock.set(first.add({ hours: 1 }).toString())
  expect((await matchOnce(hospital))?.ticketId).toBe(again)
})

test('a doctor whom two families leave at once, one after the other, is paused: the chair may be empty', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  for (const state of ['free', 'paused']) {
    const { owner } = await addTicket(hospital)
    await answerAndLeave(doctor, owner, { minutes: 1 })
    expect(await readDuty(hospital, doctor)).toMatchObject({ state })
  }
})

test('two accounts that leave everybody at once pause one doctor of a day between them; a new family is heard', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const states: string[] = []
  const leaveAtOnce = async (owner: AccountViewer, patientId: string): Promise<void> => {
    await enterWaitingRoom(hospital, owner, newTicket(patientId))
    await answerAndLeave(doctor, owner, { minutes: 1 })
    const { state } = await readDuty(hospital, doctor)
    states.push(state)
    if (state === 'paused') await resumeDuty(hospital, doctor)
  }
  const family = async () => {
    const owner = await addCompatriot(hospital)
    return { owner, patientId: await addPatient(hospital, owner) }
  }
  const pair = [await family(), await family()]
  for (const { owner, patientId } of [...pair, ...pair, ...pair]) await leaveAtOnce(owner, patientId)
  expect(states).toEqual(['free', 'paused', 'free', 'free', 'free', 'free'])
  const third = await family()
  await leaveAtOnce(third.owner, third.patientId)
  expect(states.at(-1)).toBe('paused')
})

test('a call that is not answered between two families who leave at once tells nothing of the chair', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  await answerAndLeave(doctor, (await addTicket(hospital)).owner, { minutes: 1 })
  await callAndDecline((await addTicket(hospital)).owner)
  await answerAndLeave(doctor, (await addTicket(hospital)).owner, { minutes: 1 })
  expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'paused' })
})

test('a visit that the doctor ends because the patient has left is no call in vain', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const { owner, ticket } = await addTicket(hospital)
  for (let call = 0; call < callsInVainAnHour; call += 1) {
    const consultationId = (await matchOnce(hospital))?.consultationId ?? ''
    await comeIn(doctor, consultationId)
    await comeIn(owner, consultationId)
    hospital.clock.forward({ minutes: 1 })
    await endConsultation(hospital, doctor, consultationId, { reason: 'patientLeft', requeue: true })
    await resumeDuty(hospital, doctor)
  }
  expect((await matchOnce(hospital))?.ticketId).toBe(ticket.id)
})

test('a place that a coordinator has called in spite of its rest stays free when it is moved, and when staff put it back', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const waiter = await addTicket(hospital)
  await useUp(waiter)
  const { owner, ticket } = waiter
  expect(await matchOnce(hospital)).toBeUndefined()
  const coordinator = await addCoordinator(hospital)
  await callAgain(hospital, coordinator, ticket.id)
  await triageTicket(hospital, coordinator, ticket.id, { specialty: 'generalPractice', urgency: 'urgent' })
  for (const viewer of [coordinator, doctor]) {
    const consultationId = (await matchOnce(hospital))?.consultationId ?? ''
    await comeIn(doctor, consultationId)
    await comeIn(owner, consultationId)
    hospital.clock.forward({ minutes: 1 })
    await endConsultation(hospital, viewer, consultationId, { reason: 'technical', requeue: true })
    await resumeDuty(hospital, doctor)
  }
  // What its patient lets pass counts as before.
  await callAndDecline(owner)
  await resumePlace(hospital, owner, ticket.id)
  expect(await matchOnce(hospital)).toBeUndefined()
})

test('one visit that breaks off at once keeps nobody from the next doctor', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const { owner, patientId } = await addTicket(hospital)
  await answerAndLeave(doctor, owner)
  const again = await enterWaitingRoom(hospital, owner, newTicket(patientId))
  expect((await matchOnce(hospital))?.ticketId).toBe(again.id)
})

test('a visit that is left at once is no measure of how long one takes, and one that lasts is no call in vain', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const { owner, patientId } = await addTicket(hospital)
  await answerAndLeave(doctor, owner)
  const lastVisits = async () => {
    const now = hospital.clock.now()
    return (await findRoom(hospital.db, now, { grownUpBornBy: '2012-01-01', callableBy: now })).lastVisits
  }
  expect(await lastVisits()).toEqual(new Map())
  for (let visit = 0; visit < callsInVainAnHour; visit += 1) {
    await enterWaitingRoom(hospital, owner, newTicket(patientId))
    await answerAndLeave(doctor, owner, { minutes: visitInVainMinutes })
    // There is a note to write.
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'paused' })
    await resumeDuty(hospital, doctor)
  }
  const visits = Array<number>(callsInVainAnHour).fill(visitInVainMinutes)
  expect(await lastVisits()).toEqual(new Map([['generalPractice', visits]]))
  const again = await enterWaitingRoom(hospital, owner, newTicket(patientId))
  expect((await matchOnce(hospital))?.ticketId).toBe(again.id)
})

test('five emergencies that never come to anything hold doctors for minutes of an hour, not for all of it', async () => {
  for (let doctor = 0; doctor < 5; doctor += 1) await addDoctorOnDuty(hospital)
  const owner = await addCompatriot(hospital)
  const patients = await Promise.all(Array.from({ length: 5 }, () => addPatient(hospital, owner)))
  const enter = async (patientId: string): Promise<void> =>
    void (await enterWaitingRoom(hospital, owner, newTicket(patientId, { redFlags: ['chestPain'] })))
  for (const patientId of patients) await enter(patientId)
  const end = hospital.clock.now().add({ minutes: 59 })
  let calls = 0
  while (Temporal.Instant.compare(hospital.clock.now(), end) < 0) {
    calls += (await matchAll(hospital, 64)).length
    // Half of them run out, half are declined at the last moment and taken up again.
    hospital.clock.forward({ seconds: 88 })
    const open = await hospital.db
      .selectFrom('call')
      .select(['id', 'ticketId'])
      .where('endedAt', 'is', null)
      .orderBy('id')
      .execute()
    for (const { id, ticketId } of open.slice(0, 3)) {
      await declineCall(hospital, owner, id)
      await resumePlace(hospital, owner, ticketId)
    }
    hospital.clock.forward({ seconds: 3 })
    await expireCalls(hospital)
    const waits = await hospital.db.selectFrom('waiting').select('patientId').execute()
    for (const patientId of patients) if (!waits.some((one) => one.patientId === patientId)) await enter(patientId)
  }
  // Five may ring when the sixth comes to nothing.
  expect(calls).toBeLessThanOrEqual(callsInVainAnHour + 4)
  expect(calls).toBeGreaterThanOrEqual(callsInVainAnHour)
})
