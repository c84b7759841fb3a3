import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { readDoctorQueue } from '../../signaling/board/doctor-queue.ts'
import { assignTicket } from '../../signaling/matching/assigning.ts'
import { matchAll, matchOnce } from '../../signaling/matching/matching.ts'
import { resumeDuty, takeBreak } from '../../signaling/roster/duty.ts'
import { type Specialty, type QueueName } from '../../signaling/shapes.ts'
import { specialties, queues } from '../../signaling/vocabulary.ts'
import { type Urgency } from '../../signaling/waiting-room/contract.ts'
import { raiseAlarms } from '../../signaling/waiting-room/lingering.ts'
import { moveTicket, readTicket, triageTicket } from '../../signaling/waiting-room/service.ts'
import { agesSeen, specialtyOf, standInOf, standInsOf, widensAt } from '../../signaling/waiting-room/widening.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import { addDoctorOnDuty, addWaiter, emptyWaitingRoom, openCalls } from './scene.ts'

const now = Temporal.Instant.from('2026-03-02T09:00:00Z')

function pressing(queue: QueueName, urgency: Urgency, birthDate: string | null = null) {
  return { queue, urgency, birthDate, arrivedAt: now, expertId: null }
}

describe('who stands in for whom', () => {
  test.each<[QueueName, Urgency, string | null, Specialty[]]>([
    ['respiratory', 'routine', null, []],
    ['respiratory', 'urgent', null, ['internalMedicine', 'generalPractice']],
    ['respiratory', 'urgent', '2020-05-01', ['generalPractice', 'paediatrics']],
    ['paediatrics', 'urgent', '2026-01-10', ['generalPractice']],
    ['generalPractice', 'urgent', '1980-01-01', ['internalMedicine', 'respiratory']],
    ['triage', 'urgent', '2020-01-01', ['paediatrics']],
    ['psychologicalCounselling', 'urgent', null, ['psychiatry']],
    ['psychiatry', 'urgent', null, []],
    ['publicAffairs', 'urgent', null, []],
    ['publicAffairs', 'emergency', null, []],
  ])('%s, %s, born %s: %j', (queue, urgency, birthDate, expected) => {
    expect(standInsOf(pressing(queue, urgency, birthDate), now)).toEqual(expected)
  })

  test('every physician in an emergency, the nearest first, and nobody who is none', () => {
    for (const queue of queues.filter((name) => name !== 'publicAffairs')) {
      const standIns = standInsOf(pressing(queue, 'emergency'), now)
      expect(new Set([...standIns, specialtyOf(queue)]).size).toBe(queue === 'psychologicalCounselling' ? 9 : 8)
      expect(standIns).not.toContain('publicAffairs')
      expect(standIns).not.toContain('psychologicalCounselling')
    }
    expect(standInsOf(pressing('psychiatry', 'emergency'), now)[0]).toBe('generalPractice')
  })

  test('fourteen years to the day are grown up', () => {
    expect(standInsOf(pressing('triage', 'urgent', '2012-03-02'), now)).toContain('internalMedicine')
    expect(standInsOf(pressing('triage', 'urgent', '2012-03-03'), now)).toEqual(['paediatrics'])
  })

  test.each([
    ['emergency', 0],
    ['urgent', 15],
  ] as const)('%s: after %i minutes', (urgency, minutes) => {
    expect(widensAt(pressing('respiratory', urgency))?.equals(now.add({ minutes }))).toBe(true)
    expect(widensAt({ ...pressing('respiratory', urgency), expertId: 'booked' })).toBeUndefined()
  })

  test('what is read from the database for a doctor is what the rule lets them take', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...queues),
        fc.constantFrom('emergency', 'urgent', 'routine'),
        fc.subarray([...specialties], { minLength: 1 }),
        fc.constantFrom(null, '1950-01-01', '2020-01-01'),
        (queue, urgency, by, birthDate) => {
          const grownUp = birthDate !== '2020-01-01'
          const read = agesSeen(queue, urgency, by).some((age) => age === undefined || age === grownUp)
          expect(read).toBe(standInOf(pressing(queue, urgency, birthDate), by, now) !== undefined)
        },
      ),
    )
  })
})

describe('a queue that nobody free takes from', () => {
  let services: TestServices
  let coordinator: AccountViewer
  beforeAll(async () => {
    services = await createServices('2026-03-02T09:00:00Z')
    coordinator = await createViewer(services, 'coordinator')
  })
  afterAll(() => services.close())
  beforeEach(() => emptyWaitingRoom(services))

  const matchEverybody = () => matchAll(services, 2)

  test('chest pain is taken by a free general practitioner at once, who, patient and coordinator read why', async () => {
    const gp = await addDoctorOnDuty(services)
    const { owner, ticket } = await addWaiter(services, { specialty: 'respiratory', redFlags: ['chestPain'] })
    expect(ticket.widening?.standIns).toContain('generalPractice')
    const why = { code: 'standsIn', specialty: 'generalPractice', instead: 'respiratory' }
    const [next] = (await readDoctorQueue(services, gp)).tickets
    expect(next?.reasons).toContainEqual(why)
    expect((await matchOnce(services))?.expertId).toBe(gp.expertId)
    expect((await readTicket(services, owner, ticket.id)).call?.reasons).toEqual([
      { code: 'urgency' },
      why,
      { code: 'language', language: 'cmn' },
    ])
    expect((await readBoard(services)).tickets[0]?.reasons).toContainEqual(why)
  })

  test('the specialty goes first; who stands in takes the emergency before their own routine patients', async () => {
    const gp = await addDoctorOnDuty(services)
    const own = await addWaiter(services)
    const first = await addWaiter(services, { specialty: 'respiratory', redFlags: ['breathless'] })
    const second = await addWaiter(services, { specialty: 'respiratory', redFlags: ['chestPain'] })
    const specialist = await addDoctorOnDuty(services, { specialties: ['respiratory'] })
    await matchEverybody()
    const calls = await openCalls(services)
    expect(calls.get(first.ticket.id)).toBe(specialist.expertId)
    expect(calls.get(second.ticket.id)).toBe(gp.expertId)
    expect(calls.has(own.ticket.id)).toBe(false)
  })

  test('a specialist who speaks none of the patient’s languages is none for them', async () => {
    await addDoctorOnDuty(services, { specialties: ['respiratory'], languages: ['fr'] })
    const gp = await addDoctorOnDuty(services)
    await addWaiter(services, { specialty: 'respiratory', redFlags: ['chestPain'] })
    expect((await matchOnce(services))?.expertId).toBe(gp.expertId)
  })

  test('urgent: after a quarter of an hour; routine: never', async () => {
    const gp = await addDoctorOnDuty(services)
    await addWaiter(services, { specialty: 'respiratory' })
    const { ticket } = await addWaiter(services, { specialty: 'paediatrics', redFlags: ['infantFever'] })
    services.clock.forward({ minutes: 14, seconds: 59 })
    expect(await matchOnce(services)).toBeUndefined()
    services.clock.forward({ seconds: 1 })
    expect(await matchOnce(services)).toMatchObject({ ticketId: ticket.id, expertId: gp.expertId })
    services.clock.forward({ hours: 3 })
    expect(await matchOnce(services)).toBeUndefined()
  })

  test('a child is left to who sees children', async () => {
    await addDoctorOnDuty(services, { specialties: ['internalMedicine'] })
    const owner = await createViewer(services, 'compatriot')
    const patientId = await createPatient(services, owner.accountId)
    await services.db.updateTable('patient').set({ birthDate: '2021-01-01' }).where('id', '=', patientId).execute()
    const child = await addWaiter(services, { redFlags: ['pregnancyBleeding'] })
    await services.db
      .updateTable('patient')
      .set({ birthDate: '2021-01-01' })
      .where('id', '=', child.patientId)
      .execute()
    const grownUp = await addWaiter(services, { redFlags: ['pregnancyBleeding'] })
    services.clock.forward({ minutes: 15 })
    expect((await matchOnce(services))?.ticketId).toBe(grownUp.ticket.id)
  })

  test('lawyers and counsellors stand in for nobody', async () => {
    await addDoctorOnDuty(services, { specialties: ['publicAffairs', 'psychologicalCounselling'] })
    await addWaiter(services, { specialty: 'psychiatry', redFlags: ['selfHarm'] })
    expect(await matchOnce(services)).toBeUndefined()
  })

  test('alerts the doctor on a break and the board, once nobody free has taken it; who resumes takes it', async () => {
    const onBreak = await addDoctorOnDuty(services, { specialties: ['respiratory'] })
    const other = await addDoctorOnDuty(services, { specialties: ['tcm'], languages: ['fr'] })
    await takeBreak(services, onBreak)
    await takeBreak(services, other)
    const { ticket } = await addWaiter(services, { specialty: 'respiratory', redFlags: ['chestPain'] })
    const alertOf = async (doctor: typeof onBreak) => (await readDoctorQueue(services, doctor)).alert
    expect(await raiseAlarms(services)).toBe(0)
    services.clock.forward({ seconds: 5 })
    expect(await alertOf(onBreak)).toBeNull()
    expect(await raiseAlarms(services)).toBe(1)
    expect(await raiseAlarms(services)).toBe(0)
    const since = services.clock.now().toString()
    expect(await alertOf(onBreak)).toEqual({
      ticketId: ticket.id,
      number: ticket.number,
      specialty: 'respiratory',
      urgency: 'emergency',
      since,
    })
    expect(await alertOf(other)).toBeNull()
    const [onBoard] = (await readBoard(services)).tickets
    expect(onBoard).toMatchObject({ alarmedAt: since, blocked: 'allBusy' })
    expect(onBoard?.standIns[0]).toBe('internalMedicine')

    await resumeDuty(services, onBreak)
    expect(await alertOf(onBreak)).toBeNull()
    expect((await matchOnce(services))?.expertId).toBe(onBreak.expertId)
  })

  test('alerts on their break whoever may only stand in of an emergency, and of nothing less', async () => {
    const standIn = await addDoctorOnDuty(services, { specialties: ['generalPractice'] })
    await takeBreak(services, standIn)
    const alerted = async () => (await readDoctorQueue(services, standIn)).alert?.ticketId
    await addWaiter(services, { specialty: 'respiratory', redFlags: ['infantFever'] })
    services.clock.forward({ minutes: 15, seconds: 5 })
    expect(await raiseAlarms(services)).toBe(1)
    expect(await alerted()).toBeUndefined()
    const { ticket } = await addWaiter(services, { specialty: 'respiratory', redFlags: ['chestPain'] })
    services.clock.forward({ seconds: 5 })
    expect(await raiseAlarms(services)).toBe(1)
    expect(await alerted()).toBe(ticket.id)
  })

  test('an alarm is raised in one of several processes, and anew for another specialty', async () => {
    const other = await services.another()
    const { ticket } = await addWaiter(services, { specialty: 'respiratory', redFlags: ['infantFever'] })
    services.clock.forward({ minutes: 15 })
    const raised = await Promise.all([raiseAlarms(services), raiseAlarms(other), raiseAlarms(services)])
    expect(raised.toSorted()).toEqual([0, 0, 1])
    await triageTicket(services, coordinator, ticket.id, { specialty: 'paediatrics', urgency: 'urgent' })
    expect((await readBoard(services)).tickets[0]?.alarmedAt).toBeNull()
    expect(await raiseAlarms(other)).toBe(1)
  })

  test('a coordinator may assign whoever may stand in', async () => {
    const gp = await addDoctorOnDuty(services, { languages: ['fr'] })
    const { ticket } = await addWaiter(services, { specialty: 'respiratory', redFlags: ['chestPain'] })
    const assigned = await assignTicket(services, coordinator, ticket.id, { expertId: gp.expertId })
    expect(assigned.call?.reasons.map(({ code }) => code)).toEqual(['assignedByHand', 'urgency', 'standsIn'])
  })

  test('the patient moves to general practice with the place of their arrival, and nobody else moves it', async () => {
    await addWaiter(services)
    services.clock.forward({ minutes: 1 })
    const { owner, ticket } = await addWaiter(services, { specialty: 'dermatology' })
    const stranger = await createViewer(services, 'compatriot')
    const toGeneralPractice = { specialty: 'generalPractice' } as const
    await expect(moveTicket(services, stranger, ticket.id, toGeneralPractice)).rejects.toMatchObject({ status: 404 })
    const moved = await moveTicket(services, owner, ticket.id, toGeneralPractice)
    expect(moved).toMatchObject({ queue: 'generalPractice', queueKey: ticket.queueKey, arrivedAt: ticket.arrivedAt })
    expect(await moveTicket(services, owner, ticket.id, toGeneralPractice)).toEqual(moved)
  })
})
