import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
import { agesSeen, specialtyOf, standInOf, standInsOf, widensAt } from '../../signaling/waiting-room/rules/widening.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty, addPatient } from '../support/people.ts'
import { addTicket } from '../support/visits.ts'
import { emptyWaitingRoom, openCalls } from './scene.ts'

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
  const hospital = openHospital({ there: true })
  let coordinator: AccountViewer
  beforeAll(async () => {
    coordinator = await addCoordinator(hospital)
  })
  beforeEach(() => emptyWaitingRoom(hospital))

  const matchEverybody = () => matchAll(hospital, 2)

  test('chest pain is taken by a free general practitioner at once, who, patient and coordinator read why', async () => {
    const gp = await addDoctorOnDuty(hospital)
    const { owner, ticket } = await addTicket(hospital, { specialty: 'respiratory', redFlags: ['chestPain'] })
    expect(ticket.widening?.standIns).toContain('generalPractice')
    const why = { code: 'standsIn', specialty: 'generalPractice', instead: 'respiratory' }
    const [next] = (await readDoctorQueue(hospital, gp)).tickets
    expect(next?.reasons).toContainEqual(why)
    expect((await matchOnce(hospital))?.expertId).toBe(gp.expertId)
    expect((await readTicket(hospital, owner, ticket.id)).call?.reasons).toEqual([
      { code: 'urgency' },
      why,
      { code: 'language', language: 'cmn' },
    ])
    expect((await readBoard(hospital)).tickets[0]?.reasons).toContainEqual(why)
  })

  test('the specialty goes first; who stands in takes the emergency before their own routine patients', async () => {
    const gp = await addDoctorOnDuty(hospital)
    const own = await addTicket(hospital)
    const first = await addTicket(hospital, { specialty: 'respiratory', redFlags: ['breathless'] })
    const second = await addTicket(hospital, { specialty: 'respiratory', redFlags: ['chestPain'] })
    const specialist = await addDoctorOnDuty(hospital, { specialties: ['respiratory'] })
    await matchEverybody()
    const calls = await openCalls(hospital)
    expect(calls.get(first.ticket.id)).toBe(specialist.expertId)
    expect(calls.get(second.ticket.id)).toBe(gp.expertId)
    expect(calls.has(own.ticket.id)).toBe(false)
  })

  test('a specialist who speaks none of the patient’s languages is none for them', async () => {
    await addDoctorOnDuty(hospital, { specialties: ['respiratory'], languages: ['fr'] })
    const gp = await addDoctorOnDuty(hospital)
    await addTicket(hospital, { specialty: 'respiratory', redFlags: ['chestPain'] })
    expect((await matchOnce(hospital))?.expertId).toBe(gp.expertId)
  })

  test('urgent: after a quarter of an hour; routine: never', async () => {
    const gp = await addDoctorOnDuty(hospital)
    await addTicket(hospital, { specialty: 'respiratory' })
    const { ticket } = await addTicket(hospital, { specialty: 'paediatrics', redFlags: ['infantFever'] })
    hospital.clock.forward({ minutes: 14, seconds: 59 })
    expect(await matchOnce(hospital)).toBeUndefined()
    hospital.clock.forward({ seconds: 1 })
    expect(await matchOnce(hospital)).toMatchObject({ ticketId: ticket.id, expertId: gp.expertId })
    hospital.clock.forward({ hours: 3 })
    expect(await matchOnce(hospital)).toBeUndefined()
  })

  test('a child is left to who sees children', async () => {
    await addDoctorOnDuty(hospital, { specialties: ['internalMedicine'] })
    const owner = await addCompatriot(hospital)
    const patientId = await addPatient(hospital, owner)
    await hospital.db.updateTable('patient').set({ birthDate: '2021-01-01' }).where('id', '=', patientId).execute()
    const child = await addTicket(hospital, { redFlags: ['pregnancyBleeding'] })
    await hospital.db
      .updateTable('patient')
      .set({ birthDate: '2021-01-01' })
      .where('id', '=', child.patientId)
      .execute()
    const grownUp = await addTicket(hospital, { redFlags: ['pregnancyBleeding'] })
    hospital.clock.forward({ minutes: 15 })
    expect((await matchOnce(hospital))?.ticketId).toBe(grownUp.ticket.id)
  })

  test('lawyers and counsellors stand in for nobody', async () => {
    await addDoctorOnDuty(hospital, { specialties: ['publicAffairs', 'psychologicalCounselling'] })
    await addTicket(hospital, { specialty: 'psychiatry', redFlags: ['selfHarm'] })
    expect(await matchOnce(hospital)).toBeUndefined()
  })

  test('alerts the doctor on a break and the board, once nobody free has taken it; who resumes takes it', async () => {
    const onBreak = await addDoctorOnDuty(hospital, { specialties: ['respiratory'] })
    const other = await addDoctorOnDuty(hospital, { specialties: ['tcm'], languages: ['fr'] })
    await takeBreak(hospital, onBreak)
    await takeBreak(hospital, other)
    const { ticket } = await addTicket(hospital, { specialty: 'respiratory', redFlags: ['chestPain'] })
    const alertOf = async (doctor: typeof onBreak) => (await readDoctorQueue(hospital, doctor)).alert
    expect(await raiseAlarms(hospital)).toBe(0)
    hospital.clock.forward({ seconds: 5 })
    expect(await alertOf(onBreak)).toBeNull()
    expect(await raiseAlarms(hospital)).toBe(1)
    expect(await raiseAlarms(hospital)).toBe(0)
    const since = hospital.clock.now().toString()
    expect(await alertOf(onBreak)).toEqual({
      ticketId: ticket.id,
      number: ticket.number,
      specialty: 'respiratory',
      urgency: 'emergency',
      since,
    })
    expect(await alertOf(other)).toBeNull()
    const [onBoard] = (await readBoard(hospital)).tickets
    expect(onBoard).toMatchObject({ alarmedAt: since, blocked: 'allBusy' })
    expect(onBoard?.standIns[0]).toBe('internalMedicine')

    await resumeDuty(hospital, onBreak)
    expect(await alertOf(onBreak)).toBeNull()
    expect((await matchOnce(hospital))?.expertId).toBe(onBreak.expertId)
  })

  test('alerts on their break whoever may only stand in of an emergency, and of nothing less', async () => {
    const standIn = await addDoctorOnDuty(hospital, { specialties: ['generalPractice'] })
    await takeBreak(hospital, standIn)
    const alerted = async () => (await readDoctorQueue(hospital, standIn)).alert?.ticketId
    await addTicket(hospital, { specialty: 'respiratory', redFlags: ['infantFever'] })
    hospital.clock.forward({ minutes: 15, seconds: 5 })
    expect(await raiseAlarms(hospital)).toBe(1)
    expect(await alerted()).toBeUndefined()
    const { ticket } = await addTicket(hospital, { specialty: 'respiratory', redFlags: ['chestPain'] })
    hospital.clock.forward({ seconds: 5 })
    expect(await raiseAlarms(hospital)).toBe(1)
    expect(await alerted()).toBe(ticket.id)
  })

  test('an alarm is raised in one of several processes, and anew for another specialty', async () => {
    const other = hospital.there
    const { ticket } = await addTicket(hospital, { specialty: 'respiratory', redFlags: ['infantFever'] })
    hospital.clock.forward({ minutes: 15 })
    const raised = await Promise.all([raiseAlarms(hospital), raiseAlarms(other), raiseAlarms(hospital)])
    expect(raised.toSorted()).toEqual([0, 0, 1])
    await triageTicket(hospital, coordinator, ticket.id, { specialty: 'paediatrics', urgency: 'urgent' })
    expect((await readBoard(hospital)).tickets[0]?.alarmedAt).toBeNull()
    expect(await raiseAlarms(other)).toBe(1)
  })

  test('a coordinator may assign whoever may stand in', async () => {
    const gp = await addDoctorOnDuty(hospital, { languages: ['fr'] })
    const { ticket } = await addTicket(hospital, { specialty: 'respiratory', redFlags: ['chestPain'] })
    const assigned = await assignTicket(hospital, coordinator, ticket.id, { expertId: gp.expertId })
    expect(assigned.call?.reasons.map(({ code }) => code)).toEqual(['assignedByHand', 'urgency', 'standsIn'])
  })

  test('the patient moves to general practice with the place of their arrival, and nobody else moves it', async () => {
    await addTicket(hospital)
    hospital.clock.forward({ minutes: 1 })
    const { owner, ticket } = await addTicket(hospital, { specialty: 'dermatology' })
    const stranger = await addCompatriot(hospital)
    const toGeneralPractice = { specialty: 'generalPractice' } as const
    await expect(moveTicket(hospital, stranger, ticket.id, toGeneralPractice)).rejects.toMatchObject({ status: 404 })
    const moved = await moveTicket(hospital, owner, ticket.id, toGeneralPractice)
    expect(moved).toMatchObject({ queue: 'generalPractice', queueKey: ticket.queueKey, arrivedAt: ticket.arrivedAt })
    expect(await moveTicket(hospital, owner, ticket.id, toGeneralPractice)).toEqual(moved)
  })
})
