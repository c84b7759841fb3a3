import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type QueueDelta, type QueuePlace, queues } from '../../signaling/waiting-room/contract.ts'
import { minutesAPlace, minutesUntilCalled, typicalMinutes } from '../../signaling/waiting-room/estimate.ts'
import { deltaOfViews, placeInView, readQueueView } from '../../signaling/waiting-room/figures.ts'
import { matchAll } from '../../signaling/waiting-room/matching.ts'
import { queueKey } from '../../signaling/waiting-room/order.ts'
import { leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { createServices, type TestServices } from '../support/services.ts'
import { addDoctor, addDoctorOnDuty, addShift, addWaiter, emptyWaitingRoom } from './scene.ts'

describe('estimates', () => {
  test.each([
    ['too few visits: the expectation', 'generalPractice', [3, 3, 3], 12],
    ['the median, whatever the outliers', 'generalPractice', [5, 6, 7, 8, 600], 7],
    ['of an even number', 'tcm', [5, 6, 7, 8, 9, 10], 7.5],
    ['never nothing', 'tcm', [0, 0, 0, 0, 0], 1],
  ] as const)('%s', (_, queue, visits, minutes) => {
    expect(typicalMinutes(queue, visits)).toBe(minutes)
  })

  const gp = { specialties: ['generalPractice'] } as const
  const both = { specialties: ['tcm', 'dermatology'] } as const
  test.each([
    ['nobody serves it', 'tcm', [gp], {}, 12, null],
    ['one doctor', 'generalPractice', [gp], { generalPractice: 4 }, 12, 12],
    ['two doctors', 'generalPractice', [gp, gp], { generalPractice: 4 }, 12, 6],
    ['a doctor shared by two queues alike', 'tcm', [both], { tcm: 3, dermatology: 3 }, 20, 40],
    ['a doctor shared by a long and a short one', 'tcm', [both], { tcm: 1, dermatology: 3 }, 20, 80],
    [
      'those who are not sure count before general practice too',
      'generalPractice',
      [gp],
      { generalPractice: 1, triage: 1 },
      12,
      24,
    ],
  ] as const)('%s', (_, queue, doctors, waiting, typical, minutes) => {
    expect(minutesAPlace(queue, doctors, waiting, typical)).toBe(minutes)
  })

  test.each([
    [0, 1, 12, 0],
    [0, 0, 12, 6],
    [2, 0, 12, 30],
    [2, 2, 6, 3],
    [0, 0, null, null],
  ])('%i ahead, %i free, %s minutes a place: %s', (ahead, doctorsFree, pace, minutes) => {
    expect(minutesUntilCalled(ahead, { doctorsFree, minutesAPlace: pace })).toBe(minutes)
  })
})

describe('a queue, live', () => {
  let services: TestServices
  beforeAll(async () => {
    services = await createServices('2026-03-02T09:00:00Z')
  })
  afterAll(() => services.close())
  beforeEach(() => emptyWaitingRoom(services))

  /** Moves its own place as a browser does. */
  function follow(place: QueuePlace, key: number, delta: QueueDelta | undefined): number {
    if (delta === undefined) return place.ahead
    const before = (keys: readonly number[]) => keys.filter((other) => other < key).length
    return place.ahead - before(delta.left) + before(delta.entered)
  }

  async function fill(count: number): Promise<void> {
    const now = services.clock.now()
    await sql`
      with accounts as (
        insert into account (email, role, name, time_zone, locale)
        select 'household' || n || '@example.org', 'compatriot', '林秀英', 'Europe/Rome', 'it' from generate_series(1, ${count}::int) n
        returning id
      ), people as (
        insert into patient (account_id, name, relationship) select id, '林秀英', 'self' from accounts returning id, account_id
      ), tickets as (
        insert into ticket (patient_id, account_id, idempotency_key, complaint, specialty, languages, country, urgency, arrived_at)
        select id, account_id, gen_random_uuid(), 'x', 'generalPractice', '{cmn}', 'IT',
          case when random() < 0.1 then 'urgent' else 'routine' end, ${now}::timestamptz - random() * interval '3 hours'
        from people returning id, patient_id, number, urgency, arrived_at
      )
      insert into waiting (ticket_id, patient_id, queue, languages, interpreter_wanted, urgency, triaged, queue_key, arrived_at, not_before)
      select id, patient_id, 'generalPractice', '{cmn}', false, urgency, false,
        (floor((extract(epoch from arrived_at) * 1000000 - case urgency when 'urgent' then 7200000000 else 0 end) / 100000) * 100000 + number)::bigint,
        arrived_at, arrived_at
      from tickets`.execute(services.db)
  }

  test('five thousand wait: each knows exactly how many are ahead, from one snapshot and the same small delta for all', async () => {
    await fill(5_000)
    for (let index = 0; index < 10; index += 1) await addDoctorOnDuty(services)
    const before = await readQueueView(services, 'generalPractice')
    expect(new Set(before.keys).size).toBe(5_000)
    const watched = before.keys
      .filter((_, index) => index % 7 === 0)
      .map((key) => ({ key, place: placeInView(before, key) }))
    watched.forEach(({ place }, index) => expect(place.ahead).toBe(index * 7))
    expect(placeInView(before, undefined)).toMatchObject({ ahead: 5_000, aheadByUrgency: 0 })

    await matchAll(services, 4, () => undefined)
    await addWaiter(services, { redFlags: ['chestPain'] })
    const after = await readQueueView(services, 'generalPractice')
    const delta = deltaOfViews(before, after)
    expect(delta?.left).toHaveLength(10)
    expect(delta?.entered).toHaveLength(1)
    expect(JSON.stringify(delta).length).toBeLessThan(600)
    expect(delta?.figures).toMatchObject({ waiting: 4_991, doctorsOnDuty: 10, doctorsFree: 0 })
    for (const { key, place } of watched.filter((one) => after.keys.includes(one.key))) {
      expect(follow(place, key, delta)).toBe(placeInView(after, key).ahead)
    }
    expect(deltaOfViews(after, after)).toBeUndefined()
  })

  test('counts those who came later and stand ahead', async () => {
    const first = await addWaiter(services)
    services.clock.forward({ minutes: 5 })
    const urgent = await addWaiter(services, { redFlags: ['infantFever'] })
    const view = await readQueueView(services, 'generalPractice')
    expect(placeInView(view, first.ticket.queueKey ?? 0)).toMatchObject({ ahead: 1, aheadByUrgency: 1 })
    expect(placeInView(view, urgent.ticket.queueKey ?? 0)).toMatchObject({ ahead: 0, aheadByUrgency: 0 })
    expect(view.figures).toMatchObject({
      waiting: 2,
      urgent: 1,
      doctorsOnDuty: 0,
      minutesAPlace: null,
      nextShiftAt: null,
    })
    await leaveWaitingRoom(services, urgent.owner, urgent.ticket.id, {})
    expect(deltaOfViews(view, await readQueueView(services, 'generalPractice'))?.left).toEqual([urgent.ticket.queueKey])
  })

  test('says when somebody comes, where nobody is on duty', async () => {
    const doctor = await addDoctor(services, { specialties: ['psychiatry'] })
    await addShift(services, doctor, { startsIn: { hours: 3 } })
    const at = services.clock.now().add({ hours: 3 }).toString()
    expect((await readQueueView(services, 'psychiatry')).figures.nextShiftAt).toBe(at)
  })

  test('reads every queue there is', async () => {
    for (const queue of queues) expect((await readQueueView(services, queue)).keys).toEqual([])
  })

  test('a key in the database is the key of the rules', async () => {
    const { ticket } = await addWaiter(services, { redFlags: ['breathless'] })
    const arrivedAt = Temporal.Instant.from(ticket.arrivedAt)
    const { keys } = await readQueueView(services, 'generalPractice')
    expect(keys).toEqual([queueKey({ arrivedAt, urgency: 'emergency', number: ticket.number })])
  })
})
