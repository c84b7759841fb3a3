import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { topics } from '../../signaling/app.ts'
import { readDoctorQueues } from '../../signaling/board/doctor-queue.ts'
import { Hub } from '../../signaling/live/hub.ts'
import type { Line } from '../../signaling/live/open-lines.ts'
import type { RedFlag } from '../../signaling/waiting-room/contract.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import type { Topic } from '../../signaling/topics.ts'
import { findObstacle } from '../../signaling/waiting-room/rules/eligibility.ts'
import { compareTickets } from '../../signaling/waiting-room/rules/order.ts'
import { findDoctorsOnDuty, findWaiting } from '../../signaling/waiting-room/reading.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import {
  addCompatriot,
  addCoordinator,
  addDoctor,
  addDoctorOnDuty,
  addPatient,
  type Doctor,
} from '../support/people.ts'
import { addTicket, newTicket } from '../support/visits.ts'
import { bookNow, emptyWaitingRoom, waitingIds } from '../waiting-room/scene.ts'

const hospital = openHospital()
beforeEach(() => emptyWaitingRoom(hospital))

const specialties: readonly Specialty[] = ['generalPractice', 'tcm', 'respiratory', 'paediatrics']
const languages: readonly SpokenLanguage[] = ['cmn', 'wuu-wz', 'it']
const flags: readonly (readonly RedFlag[])[] = [[], ['breathless'], [], ['infantFever'], [], [], []]

/** The same for a test each time. The lists have no two lengths with a common part, so that all combinations come. */
const pick = <Item>(items: readonly Item[], turn: number): Item => {
  const item = items[turn % items.length]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

test('what comes to a doctor is the same, however many are read with them', async () => {
  const doctors: Doctor[] = []
  for (let turn = 0; turn < 12; turn += 1) {
    const details = {
      specialties: [...new Set([pick(specialties, turn), pick(specialties, turn * 3)])],
      languages: [...new Set([pick(languages, turn), pick(languages, turn * 2)])],
    }
    const add = turn % 4 === 3 ? addDoctor : addDoctorOnDuty
    doctors.push(await add(hospital, details))
  }
  for (let turn = 0; turn < 300; turn += 1) {
    const { patientId } = await addTicket(hospital, {
      specialty: turn % 9 === 8 ? null : pick(specialties, turn),
      languages: [pick(languages, turn)],
      redFlags: [...pick(flags, turn)],
      interpreterWanted: turn % 11 === 0,
    })
    const birthDate = pick(['2024-05-01', null, null, '1950-01-01', null], turn)
    await hospital.db.updateTable('patient').set({ birthDate }).where('id', '=', patientId).execute()
    hospital.clock.forward({ seconds: 20 })
  }
  const [first] = doctors
  if (first === undefined) throw new Error('no doctor')
  const owner = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, owner)
  const appointmentId = await bookNow(hospital, first, owner, patientId, { minutes: 20 })
  const booked = await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId }))

  const ids = doctors.map(({ expertId }) => expertId)
  const together = await readDoctorQueues(hospital, ids)
  const alone = await Promise.all(ids.map(async (id) => (await readDoctorQueues(hospital, [id]))[0]))
  expect(together).toEqual(alone)
  expect(new Set(together.map((queue) => JSON.stringify(queue))).size).toBeGreaterThan(4)
  expect(together.flatMap(({ tickets }) => tickets.map(({ id }) => id))).toContain(booked.id)

  // And what the rules say of each who waits, one by one.
  const now = hospital.clock.now()
  const waiting = await Promise.all((await waitingIds(hospital)).map((id) => findWaiting(hospital.db, id)))
  const soon = now.add({ hours: 1 })
  const tickets = waiting
    .filter((ticket) => ticket !== undefined)
    .filter(({ notBefore }) => Temporal.Instant.compare(notBefore, soon) <= 0)
  const onDuty = await findDoctorsOnDuty(hospital.db, now)
  expect(onDuty).toHaveLength(9)
  for (const doctor of onDuty) {
    const byRules = tickets
      .filter((ticket) => [undefined, 'notYet'].includes(findObstacle(ticket, doctor, now)))
      .toSorted(compareTickets)
      .slice(0, 20)
    const shown = together[ids.indexOf(doctor.expertId)]?.tickets.map(({ id }) => id)
    expect(shown).toEqual(byRules.map(({ ticketId }) => ticketId))
    expect(shown).toHaveLength(20)
  }
}, 60_000)

/** A page that is open, and what it is sent. */
interface Page extends Line {
  readonly watched: readonly Topic[]
  readonly frames: string[]
}

function openPage(hub: Hub, viewer: AccountViewer, watched: readonly Topic[]): Page {
  const page: Page = {
    viewer,
    watched,
    frames: [],
    send: (frame) => void page.frames.push(frame.toString()),
    close: () => undefined,
  }
  hub.open(page)
  for (const topic of watched) hub.watch(page, topic, undefined)
  return page
}

describe('before many doctors and five boards', () => {
  let hub: Hub
  let pages: Page[]

  beforeEach(async () => {
    hub = new Hub(hospital, topics, async () => [])
    const doctors: Doctor[] = []
    for (let turn = 0; turn < 220; turn += 1) {
      doctors.push(await addDoctorOnDuty(hospital, { specialties: ['generalPractice'], languages: ['cmn'] }))
    }
    await hospital.db.updateTable('duty').set({ pausedAt: hospital.clock.now() }).execute()
    for (let turn = 0; turn < 30; turn += 1) {
      await addTicket(hospital)
      hospital.clock.forward({ seconds: 20 })
    }
    pages = doctors.map((doctor) => {
      const { expertId } = doctor
      return openPage(hub, doctor, [`duty:${expertId}`, `currentConsultation:${expertId}`, `waitingFor:${expertId}`])
    })
    for (let turn = 0; turn < 5; turn += 1) {
      pages.push(openPage(hub, await addCoordinator(hospital), ['board']))
    }
    await vi.waitUntil(() => pages.every(({ frames, watched }) => frames.length === watched.length), {
      timeout: 20_000,
    })
    await hospital.outbox.settled()
  }, 60_000)

  afterEach(() => {
    vi.restoreAllMocks()
    hub.close()
  })

  test('a ticket that is told costs a few statements, and tells each of them what is new alone', async () => {
    const owner = await addCompatriot(hospital)
    const patientId = await addPatient(hospital, owner)
    for (const { frames } of pages) frames.splice(0)
    const query = vi.spyOn(pg.Client.prototype, 'query')
    const ticket = await enterWaitingRoom(hospital, owner, newTicket(patientId, { redFlags: ['breathless'] }))
    await expect.poll(() => pages.filter(({ frames }) => frames.length > 0).length).toBe(225)
    const statements = query.mock.calls.length

    const frames = pages.flatMap((page) => page.frames)
    expect(frames.every((frame) => frame.includes(ticket.id) && frame.startsWith('{"type":"change"'))).toBe(true)
    expect(statements).toBeLessThanOrEqual(40)
    expect(frames.join('').length).toBeLessThan(140_000)
  })
})
