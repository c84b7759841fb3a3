import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test, vi } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { topics } from '../../signaling/app.ts'
import { markNoShows } from '../../signaling/appointments/arrivals.ts'
import { bookAppointment, cancelAppointment } from '../../signaling/appointments/service.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import { askToEnter, decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { declineCall, endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { AppError } from '../../signaling/errors.ts'
import { archivePatient, changePatient } from '../../signaling/identity/patients.ts'
import { changeMe } from '../../signaling/identity/service.ts'
import { type LiveTopic, recordOf } from '../../signaling/live/topics.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { addAddendum, readNote, saveNote, signNote } from '../../signaling/notes/service.ts'
import { changeExpert } from '../../signaling/panel/service.ts'
import { disableStaff, enableStaff } from '../../signaling/panel/staff.ts'
import {
  announceTurns,
  endDuty,
  endStaleDuties,
  resumeDuty,
  startDuty,
  takeBreak,
} from '../../signaling/roster/duty.ts'
import { addPattern, removePattern } from '../../signaling/roster/patterns.ts'
import { addShift, cancelShift, readRoster, restoreShift } from '../../signaling/roster/service.ts'
import { clearPlaces } from '../../signaling/waiting-room/clearing.ts'
import {
  callAgain,
  enterWaitingRoom,
  leaveWaitingRoom,
  moveTicket,
  resumePlace,
  triageTicket,
} from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import {
  addCompatriot,
  addCoordinator,
  addDoctor,
  addDoctorOnDuty,
  addPatient,
  addShift as layShift,
  type Doctor,
} from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { bookNow } from '../waiting-room/scene.ts'

// Every screen is looked at twice for everything that is done.
vi.setConfig({ testTimeout: 60_000 })

const hospital = openHospital()
let coordinator: AccountViewer
let family: AccountViewer
let neighbour: AccountViewer
/** General practice, on duty. */
let early: Doctor
/** General practice and TCM, on duty: two queues before one doctor. */
let both: Doctor
/** General practice, on shift and not on duty: looks at what is to come. */
let late: Doctor
const consultations = new Set<string>()
const tickets = new Set<string>()

beforeAll(async () => {
  coordinator = await addCoordinator(hospital)
  family = await addCompatriot(hospital)
  neighbour = await addCompatriot(hospital)
  early = await addDoctorOnDuty(hospital)
  both = await addDoctorOnDuty(hospital, { specialties: ['generalPractice', 'tcm'] })
  late = await addDoctor(hospital)
  await layShift(hospital, late)
})

/** Every topic that could be on somebody's screen, with what each who may watch it would be shown now. */
async function screens(): Promise<Map<string, string>> {
  const viewers = [coordinator, family, neighbour, early, both, late]
  const accounts = [family.accountId, neighbour.accountId]
  const experts = [early.expertId, both.expertId, late.expertId]
  const idsOf: Record<string, readonly string[]> = {
    outlook: [''],
    board: [''],
    roster: [''],
    queue: ['triage', 'generalPractice', 'tcm', 'dermatology'],
    tickets: accounts,
    nextPlace: accounts,
    appointments: accounts,
    ticket: [...tickets],
    duty: experts,
    waitingFor: experts,
    doctorQueue: experts,
    currentConsultation: experts,
    invitations: experts,
    consultation: [...consultations],
    conversation: [...consultations],
    note: [...consultations],
    advice: [...consultations],
    guest: [],
  }
  const all = topics.flatMap((topic) => {
    const ids = idsOf[topic.name]
    if (ids === undefined) throw new Error(`the topic ${topic.name} is looked at by no test`)
    return ids.map(async (id): Promise<[string, string]> => {
      const able = viewers.filter(({ role }) => topic.access.who[role] !== undefined)
      const shown = await (topic.kind === 'shared'
        ? look(topic, id)
        : Promise.all(able.map((each) => look(topic, id, each))))
      return [id === '' ? topic.name : `${topic.name}:${id}`, JSON.stringify(shown)]
    })
  })
  return new Map(await Promise.all(all))
}

async function look(topic: LiveTopic, id: string, viewer = coordinator): Promise<unknown> {
  // The roster's topic only says that the week has to be read again.
  if (topic.name === 'roster') return readRoster(hospital, week)
  if (topic.kind === 'shared') return topic.load(hospital, id)
  try {
    return await topic.load(hospital, viewer, recordOf(id))
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

const week = { from: '2026-03-02T00:00:00Z', until: '2026-03-09T00:00:00Z' }

/** Some topics are announced by another one's name. */
function announcedAs(name: string): string {
  const [topicName = '', id] = name.split(':', 2)
  const heard = topics.find((topic) => topic.name === topicName)?.announcedAs ?? topicName
  return id === undefined ? heard : `${heard}:${id}`
}

async function announcedSince(id: number): Promise<Set<string>> {
  const rows = await hospital.db.selectFrom('outbox').select('topics').where('id', '>', id).execute()
  return new Set(rows.flatMap((row) => row.topics))
}

async function lastAnnouncement(): Promise<number> {
  const row = await hospital.db.selectFrom('outbox').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}

/** Does something, and expects that every screen that looks different afterwards was told of it. */
async function told<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  const before = await screens()
  const last = await lastAnnouncement()
  const result = await act()
  const after = await screens()
  const announced = await announcedSince(last)
  const changed = [...after].filter(([name, shown]) => before.has(name) && before.get(name) !== shown)
  const missed = changed.map(([name]) => name).filter((name) => !announced.has(announcedAs(name)))
  expect.soft(missed, `${what}: these screens were not told`).toEqual([])
  return result
}

/** There is no video here: the admission stays, which is what screens show. */
async function enter(viewer: AccountViewer, consultationId: string): Promise<void> {
  await enterConsultation(hospital, viewer, consultationId).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'videoUnavailable') throw error
  })
}

async function wait(
  owner: AccountViewer,
  patientId: string,
  over: Parameters<typeof newTicket>[1] = {},
): Promise<string> {
  const { id } = await enterWaitingRoom(hospital, owner, newTicket(patientId, over))
  tickets.add(id)
  return id
}

async function match(): Promise<string> {
  const made = await told('a match', () => matchOnce(hospital))
  if (made === undefined) throw new Error('nobody was matched')
  consultations.add(made.consultationId)
  return made.consultationId
}

async function doctorOf(consultationId: string): Promise<Doctor> {
  const { expertId } = await hospital.db
    .selectFrom('encounter')
    .select('expertId')
    .where('id', '=', consultationId)
    .executeTakeFirstOrThrow()
  return expertId === early.expertId ? early : both
}

test('whoever waits, is called, is seen and reads the advice', async () => {
  const child = await addPatient(hospital, family)
  const unsure = await addPatient(hospital, neighbour)
  const first = await told('a place is taken', () => wait(family, child))
  const second = await told('a place is taken by somebody not sure', () => wait(neighbour, unsure, { specialty: null }))
  await told('a patient’s name and birth date', () =>
    changePatient(hospital, family, child, { name: '小宝', birthDate: '2024-01-01' }),
  )
  await told('an account’s zone', () => changeMe(hospital, family, { timeZone: 'Europe/Madrid' }))
  await told('a triage', () => triageTicket(hospital, coordinator, second, { specialty: 'tcm', urgency: 'urgent' }))
  await told('moved', () => moveTicket(hospital, neighbour, second, { specialty: 'generalPractice' }))
  await told('offered again', () => callAgain(hospital, coordinator, first))
  await told('left', () => leaveWaitingRoom(hospital, neighbour, second, {}))

  const visit = await match()
  const doctor = await doctorOf(visit)
  const guest = doctor === early ? both : early
  await told('declined', () => declineCall(hospital, family, visit))
  consultations.delete(visit)
  await told('ready again', () => resumePlace(hospital, family, first))
  const again = await match()
  const holder = await doctorOf(again)
  await told('a name during the call', () => changePatient(hospital, family, child, { name: '小宝宝' }))
  await told('answered', () => enter(family, again))
  await told('the doctor is in', () => enter(holder, again))
  const message = { idempotencyKey: randomUUID(), body: '您好' }
  await told('a message', () => sendMessage(hospital, family, again, message))
  await told('a gender during the visit', () => changePatient(hospital, family, child, { gender: 'female' }))
  const other = holder === early ? both : early
  const invited = await told('an invitation', () =>
    inviteParticipant(hospital, holder, again, {
      idempotencyKey: randomUUID(),
      kind: 'expert',
      expertId: other.expertId,
    }),
  )
  await told('asked', () => askToEnter(hospital, other, again))
  const seat = { id: again, participantId: invited.participant.id }
  await told('admitted', () => decideAboutSeat(hospital, holder, seat, 'admit'))
  await told('removed', () => decideAboutSeat(hospital, holder, seat, 'remove'))
  const note = await readNote(hospital, holder, again)
  const text = { ...note.text, advice: '多喝水' }
  const saved = await told('a note saved', () => saveNote(hospital, holder, again, { version: note.version, text }))
  await told('ended', () => endConsultation(hospital, holder, again, { reason: 'completed', requeue: false }))
  await told('signed', () => signNote(hospital, holder, again, saved.version))
  await told('an addendum', () => addAddendum(hospital, holder, again, { idempotencyKey: randomUUID(), body: '复查' }))
  await told('resumed', () => resumeDuty(hospital, holder))
  expect(guest.expertId).not.toBe(doctor.expertId)
})

test('calls that are not answered, places given by hand or put back', async () => {
  const patient = await addPatient(hospital, neighbour)
  const place = await wait(neighbour, patient)
  const visit = await match()
  hospital.clock.forward({ minutes: 2 })
  await told('a call runs out', () => expireCalls(hospital))
  expect(await doctorOf(visit)).toBeDefined()
  await told('by hand', () => assignTicket(hospital, coordinator, place, { expertId: both.expertId }))
  await told('left while called', () => leaveWaitingRoom(hospital, neighbour, place, {}))

  const child = await addPatient(hospital, neighbour)
  const several = [await wait(neighbour, patient, { specialty: 'dermatology' }), await wait(neighbour, child)]
  await told('all of an account taken out', () =>
    clearPlaces(hospital, coordinator, several[0] ?? '', { reason: '重复排号' }),
  )
  const anew = await wait(neighbour, patient)
  await told('one of them called all the same', () => callAgain(hospital, coordinator, anew))
  const called = await match()
  const holder = await doctorOf(called)
  await enter(neighbour, called)
  await told('put back', () => endConsultation(hospital, holder, called, { reason: 'wrongSpecialty', requeue: true }))
  await leaveWaitingRoom(hospital, coordinator, anew, {})
})

test('the roster, duty and the panel', async () => {
  const date = '2026-03-04'
  const hours = { startsAtLocal: '14:00', endsAtLocal: '23:00', timeZone: 'Asia/Shanghai', slotMinutes: 30 }
  const given = { expertId: late.expertId, idempotencyKey: randomUUID(), ...hours }
  const shift = await told('a shift', () => addShift(hospital, coordinator, { ...given, date }))
  const laid = await told('a pattern', () =>
    addPattern(hospital, coordinator, { ...given, weekdays: [4], validFrom: date, validUntil: null }),
  )
  const patient = await addPatient(hospital, family)
  const booking = { patientId: patient, shiftId: shift.id, specialty: 'generalPractice' as const, reason: '' }
  const book = (start: string) => bookAppointment(hospital, family, { ...booking, idempotencyKey: randomUUID(), start })
  const booked = await told('booked', () => book(shift.during.start))
  await told('a booking cancelled', () => cancelAppointment(hospital, family, booked.id))
  await book(shift.during.start)
  const again = { ...booking, reason: '发烧', idempotencyKey: randomUUID(), start: shift.during.start }
  await told('the same booked with another reason', () => bookAppointment(hospital, family, again))
  await told('a booked patient’s name', () => changePatient(hospital, family, patient, { name: '林国华' }))
  await told('a shift cancelled', () => cancelShift(hospital, shift.id, true))
  await told('restored', () => restoreShift(hospital, shift.id))
  const theirs = await addPatient(hospital, family)
  await bookAppointment(hospital, family, {
    ...booking,
    patientId: theirs,
    idempotencyKey: randomUUID(),
    start: shift.during.start,
  })
  await told('a booked patient archived', () => archivePatient(hospital, family, theirs, true))
  await book(shift.during.start)
  await told('a pattern ended', () => removePattern(hospital, laid.pattern.id))

  await told('on duty', () => startDuty(hospital, late))
  await told('a break', () => takeBreak(hospital, late))
  await told('resumed', () => resumeDuty(hospital, late))
  await told('off duty', () => endDuty(hospital, late))
  await told('specialties and languages', () =>
    changeExpert(hospital, both.expertId, {
      specialties: ['generalPractice', 'dermatology'],
      languages: [{ language: 'it', proficiency: 'basic' }],
    }),
  )
  const leaver = await addDoctor(hospital)
  const coming = await addShift(hospital, coordinator, {
    ...given,
    expertId: leaver.expertId,
    idempotencyKey: randomUUID(),
    date,
  })
  await bookAppointment(hospital, family, {
    ...booking,
    patientId: await addPatient(hospital, family),
    shiftId: coming.id,
    idempotencyKey: randomUUID(),
    start: coming.during.start,
  })
  await told('a doctor disabled', () => disableStaff(hospital, coordinator, leaver.accountId, true))
  await told('a doctor enabled again', () => enableStaff(hospital, coordinator, leaver.accountId))
  hospital.clock.set('2026-03-04T05:51:00Z')
  const turned = await lastAnnouncement()
  await announceTurns(hospital)
  expect(await announcedSince(turned)).toContain(`duty:${late.expertId}`)
  hospital.clock.set('2026-03-04T05:55:00Z')
  expect(await announceTurns(hospital)).toBe(0)
  hospital.clock.set('2026-03-04T08:00:00Z')
  await told('duties whose shift is over', () => endStaleDuties(hospital))
  hospital.clock.set('2026-03-05T08:00:00Z')
  await told('a booked patient who never came', () => markNoShows(hospital))
})

test('a booked patient who is called counts in the roster no more, and counts again once they wait', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const patient = await addPatient(hospital, family)
  const appointmentId = await bookNow(hospital, doctor, family, patient, { minutes: 5 })
  const place = await told('a booked patient arrives', () => wait(family, patient, { appointmentId }))
  const called = await match()
  await told('declined', () => declineCall(hospital, family, called))
  consultations.delete(called)
  await told('by hand', () => assignTicket(hospital, coordinator, place, { expertId: doctor.expertId }))
  await told('left while called', () => leaveWaitingRoom(hospital, family, place, {}))
})
