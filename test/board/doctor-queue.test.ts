import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { topics } from '../../signaling/app.ts'
import { readDoctorQueues } from '../../signaling/board/doctor-queue.ts'
import { Hub } from '../../signaling/live/hub.ts'
import type { Line } from '../../signaling/live/open-lines.ts'
import type { RedFlag } from '../../signaling/waiting-room/contract.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import type { Topic } from '../../signaling/topics.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import {
  addDoctor,
  addDoctorOnDuty,
  addWaiter,
  bookNow,
  type Doctor,
  emptyWaitingRoom,
  newTicket,
} from '../waiting-room/scene.ts'

let services: TestServices
beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
})
beforeEach(() => emptyWaitingRoom(services))
afterAll(() => services?.close())

const specialties: readonly Specialty[] = ['generalPractice', 'tcm', 'respiratory', 'paediatrics']
const languages: readonly SpokenLanguage[] = ['cmn', 'wuu-wz', 'it']
const flags: readonly (readonly RedFlag[])[] = [[], ['breathless'], []]

/** The same for a test each time: no two of a doctor's or a ticket's traits turn together. */
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
    doctors.push(await add(services, details))
  }
  for (let turn = 0; turn < 60; turn += 1) {
    await addWaiter(services, {
      specialty: turn % 9 === 8 ? null : pick(specialties, turn * 5 + 1),
      languages: [pick(languages, turn)],
      redFlags: [...pick(flags, turn * 7)],
      interpreterWanted: turn % 11 === 0,
    })
    services.clock.forward({ seconds: 40 })
  }
  const [first] = doctors
  if (first === undefined) throw new Error('no doctor')
  const { owner, patientId } = await addWaiter(services, { languages: ['de'] })
  await bookNow(services, first, owner, patientId, { minutes: 20 })

  const ids = doctors.map(({ expertId }) => expertId)
  const together = await readDoctorQueues(services, ids)
  const alone = await Promise.all(ids.map(async (id) => (await readDoctorQueues(services, [id]))[0]))
  expect(together).toEqual(alone)
  expect(together.filter(({ tickets }) => tickets.length === 0)).toEqual([])
  expect(new Set(together.map((queue) => JSON.stringify(queue))).size).toBeGreaterThan(4)
})

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

describe('before two hundred doctors and five boards', () => {
  let hub: Hub
  let pages: Page[]

  beforeEach(async () => {
    hub = new Hub(services, topics, async () => [])
    const doctors: Doctor[] = []
    for (let turn = 0; turn < 200; turn += 1) {
      doctors.push(await addDoctorOnDuty(services, { specialties: ['generalPractice'], languages: ['cmn'] }))
    }
    await services.db.updateTable('duty').set({ pausedAt: services.clock.now() }).execute()
    for (let turn = 0; turn < 30; turn += 1) {
      await addWaiter(services)
      services.clock.forward({ seconds: 20 })
    }
    pages = doctors.map((doctor) => {
      const { expertId } = doctor
      return openPage(hub, doctor, [`duty:${expertId}`, `currentConsultation:${expertId}`, `waitingFor:${expertId}`])
    })
    for (let turn = 0; turn < 5; turn += 1) {
      pages.push(openPage(hub, await createViewer(services, 'coordinator'), ['board']))
    }
    await vi.waitUntil(() => pages.every(({ frames, watched }) => frames.length === watched.length), {
      timeout: 20_000,
    })
    await services.outbox.settled()
  }, 60_000)

  test('a ticket that is told costs a few statements, and tells each of them what is new alone', async () => {
    const owner = await createViewer(services, 'compatriot')
    const patientId = await createPatient(services, owner.accountId)
    for (const { frames } of pages) frames.splice(0)
    const query = vi.spyOn(pg.Client.prototype, 'query')
    const ticket = await enterWaitingRoom(services, owner, newTicket(patientId, { redFlags: ['breathless'] }))
    await expect.poll(() => pages.filter(({ frames }) => frames.length > 0).length).toBe(205)
    const statements = query.mock.calls.length
    query.mockRestore()
    hub.close()

    const frames = pages.flatMap((page) => page.frames)
    expect(frames.every((frame) => frame.includes(ticket.id) && frame.startsWith('{"type":"change"'))).toBe(true)
    expect(statements).toBeLessThanOrEqual(45)
    expect(frames.join('').length).toBeLessThan(130_000)
  })
})
