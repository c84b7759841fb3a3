import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { declineCall } from '../../signaling/consultations/service.ts'
import { matchAll, matchOnce } from '../../signaling/matching/matching.ts'
import { takeBreak } from '../../signaling/roster/duty.ts'
import type { SpokenLanguage } from '../../signaling/shapes.ts'
import { queues } from '../../signaling/vocabulary.ts'
import { type QueueDelta, type QueueLine, type QueuePlace, type Ticket } from '../../signaling/waiting-room/contract.ts'
import {
  deltaOfViews,
  minutesIn,
  placeInView,
  readOutlook,
  readQueueView,
} from '../../signaling/waiting-room/figures.ts'
import { readProspects, readRecentProspects } from '../../signaling/waiting-room/forecasting.ts'
import { queueKey } from '../../signaling/waiting-room/rules/order.ts'
import { enterWaitingRoom, leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addDoctor, addDoctorOnDuty, addPatient, addShift } from '../support/people.ts'
import { addTicket, newTicket } from '../support/visits.ts'
import { bookNow, emptyWaitingRoom } from './scene.ts'

describe('a queue, live', () => {
  const hospital = openHospital()
  beforeEach(() => emptyWaitingRoom(hospital))

  /** Moves its own place as a browser does. */
  function follow(place: QueuePlace, key: number, delta: QueueDelta | undefined): number {
    if (delta === undefined) return place.ahead
    const before = (keys: readonly number[]) => keys.filter((other) => other < key).length
    return place.ahead - before(delta.left) + before(delta.entered)
  }

  async function fill(count: number): Promise<void> {
    const now = hospital.clock.now()
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
      from tickets`.execute(
      // A crowd may take longer to lay than a request may.
      hospital.database.owner,
    )
  }

  test('five thousand wait: each knows exactly how many are ahead, from one snapshot and the same small delta for all', async () => {
    await fill(5_000)
    for (let index = 0; index < 10; index += 1) await addDoctorOnDuty(hospital)
    const before = await readQueueView(hospital, 'generalPractice')
    expect(new Set(before.keys).size).toBe(5_000)
    const watched = before.keys
      .filter((_, index) => index % 7 === 0)
      .map((key) => ({ key, place: placeInView(before, key) }))
    watched.forEach(({ place }, index) => expect(place.ahead).toBe(index * 7))
    expect(placeInView(before, undefined)).toMatchObject({ ahead: 5_000, aheadByUrgency: 0 })

    await matchAll(hospital, 4)
    await addTicket(hospital, { redFlags: ['chestPain'] })
    const after = await readQueueView(hospital, 'generalPractice')
    const delta = deltaOfViews(before, after)
    expect(delta?.left).toHaveLength(10)
    expect(delta?.entered).toHaveLength(1)
    expect(JSON.stringify(delta).length).toBeLessThan(1_200)
    expect(delta?.figures).toMatchObject({ waiting: 4_991 })
    for (const { key, place } of watched.filter((one) => after.keys.includes(one.key))) {
      expect(follow(place, key, delta)).toBe(placeInView(after, key).ahead)
    }
    expect(deltaOfViews(after, after)).toBeUndefined()
  })

  test('counts those who came later and stand ahead', async () => {
    const first = await addTicket(hospital)
    hospital.clock.forward({ minutes: 5 })
    const urgent = await addTicket(hospital, { redFlags: ['infantFever'] })
    const view = await readQueueView(hospital, 'generalPractice')
    expect(placeInView(view, first.ticket.queueKey ?? 0)).toMatchObject({ ahead: 1, aheadByUrgency: 1 })
    expect(placeInView(view, urgent.ticket.queueKey ?? 0)).toMatchObject({ ahead: 0, aheadByUrgency: 0 })
    expect(view.figures).toEqual({ waiting: 2, urgent: 1 })
    expect([...view.lines.values()]).toEqual(
      ['cmn', 'cmn urgent'].map((name) => expect.objectContaining({ line: name, doctors: 0, nextAt: null })),
    )
    await leaveWaitingRoom(hospital, urgent.owner, urgent.ticket.id, {})
    expect(deltaOfViews(view, await readQueueView(hospital, 'generalPractice'))?.left).toEqual([urgent.ticket.queueKey])
  })

  const lineOf = async (ticket: Ticket): Promise<QueueLine> => {
    const view = await readQueueView(hospital, ticket.queue ?? 'triage')
    const line = view.lines.get(ticket.line ?? '')
    if (line === undefined) throw new Error('a ticket without a line')
    return line
  }
  const minutesFor = async (ticket: Ticket) => minutesIn((await lineOf(ticket)).steps, ticket.queueKey ?? 0)

  test('says when somebody who speaks the language comes, where nobody on duty does', async () => {
    const { ticket } = await addTicket(hospital, { specialty: 'psychiatry', languages: ['it', 'fr'] })
    const shift = async (languages: SpokenLanguage[], hours: number) => {
      await addShift(hospital, await addDoctor(hospital, { specialties: ['psychiatry'], languages }), {
        startsIn: { hours },
      })
    }
    await shift(['cmn'], 1)
    await shift(['it'], 4)
    await shift(['fr'], 3)
    await addDoctorOnDuty(hospital, { specialties: ['psychiatry'] })
    const at = hospital.clock.now().add({ hours: 3 }).toString()
    expect(await lineOf(ticket)).toMatchObject({ doctors: 0, nextAt: at })
    expect(await minutesFor(ticket)).toBeNull()
  })

  test('home, queue and board say the same to the same person, whoever waits and whoever is on a break', async () => {
    await addDoctorOnDuty(hospital, { languages: ['cmn', 'it'] })
    await addDoctorOnDuty(hospital, { specialties: ['tcm', 'dermatology'], minutes: 50 })
    await takeBreak(hospital, await addDoctorOnDuty(hospital, { languages: ['fr'] }))
    const people = [
      await addTicket(hospital),
      await addTicket(hospital, { languages: ['fr'] }),
      await addTicket(hospital, { languages: ['pt', 'it'], specialty: null }),
      await addTicket(hospital, { specialty: 'tcm' }),
      await addTicket(hospital, { specialty: 'dermatology' }),
      await addTicket(hospital, { specialty: 'tcm', languages: ['cmn', 'en'] }),
      await addTicket(hospital, { specialty: 'respiratory', redFlags: ['chestPain'] }),
      await addTicket(hospital, { specialty: 'respiratory', redFlags: ['infantFever'] }),
    ]
    const said = await Promise.all(people.map(({ ticket }) => minutesFor(ticket)))
    expect(said).toEqual([30, null, 40, 0, 20, 30, 0, 15])
    const board = new Map((await readBoard(hospital)).tickets.map(({ id, minutes }) => [id, minutes]))
    expect(people.map(({ ticket }) => board.get(ticket.id))).toEqual(said)
    // Whoever joins now is told at home what they read once they are in.
    const { unsure, specialties } = await readOutlook(hospital)
    const outlook = unsure.find(({ language }) => language === 'it')
    const { ticket } = await addTicket(hospital, { languages: ['it'], specialty: null })
    expect(await minutesFor(ticket)).toBe(outlook?.minutes)
    expect(unsure.find(({ language }) => language === 'fr')).toEqual({
      language: 'fr',
      minutes: null,
      nextAt: null,
      onBreak: true,
    })
    expect(specialties.find(({ specialty }) => specialty === 'generalPractice')).toMatchObject({ onDuty: 1 })
  })

  test('says that somebody who may take them is on a break, and not of who is gone or has no time left', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    await takeBreak(hospital, doctor)
    await takeBreak(hospital, await addDoctorOnDuty(hospital, { languages: ['fr'], minutes: 6 }))
    await addShift(hospital, await addDoctor(hospital), { startsIn: { hours: 3 } })
    const owner = await addCompatriot(hospital)
    const patientId = await addPatient(hospital, owner)
    const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes: 5 })
    const booked = await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId, languages: ['it'] }))
    const { ticket } = await addTicket(hospital)
    const french = await addTicket(hospital, { languages: ['fr'] })

    const nextAt = hospital.clock.now().add({ hours: 3 }).toString()
    for (const one of [ticket, booked]) expect(await lineOf(one)).toMatchObject({ doctors: 0, onBreak: true })
    expect(await minutesFor(ticket)).toBeNull()
    expect((await lineOf(french.ticket)).onBreak).toBeUndefined()
    expect(await readOutlook(hospital)).toMatchObject({
      onDuty: 0,
      onBreak: 2,
      unsure: [{ language: 'cmn', minutes: null, nextAt, onBreak: true }],
    })

    const before = await readQueueView(hospital, 'generalPractice')
    const { db } = hospital
    await db.updateTable('duty').set({ pausedBecause: 'away' }).where('expertId', '=', doctor.expertId).execute()
    const delta = deltaOfViews(before, await readQueueView(hospital, 'generalPractice'))
    expect(new Set(delta?.lines.map(({ line }) => line))).toEqual(new Set([ticket.line, booked.line]))
    expect(delta?.lines.some(({ onBreak }) => onBreak === true)).toBe(false)
  })

  test('each of several who have booked one doctor is told their own time, whatever they speak', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const arrive = async (minutes: number, languages: SpokenLanguage[]) => {
      const owner = await addCompatriot(hospital)
      const patientId = await addPatient(hospital, owner)
      const appointmentId = await bookNow(hospital, doctor, owner, patientId, { minutes })
      return await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId, languages }))
    }
    const tickets = [await arrive(5, ['cmn']), await arrive(25, ['cmn', 'it'])]
    expect(await Promise.all(tickets.map(minutesFor))).toEqual([0, 15])
    const board = new Map((await readBoard(hospital)).tickets.map(({ id, minutes }) => [id, minutes]))
    expect(tickets.map(({ id }) => board.get(id))).toEqual([0, 15])
  })

  test('who says "not now" is ahead of nobody, and is told no time', async () => {
    await addDoctorOnDuty(hospital)
    const first = await addTicket(hospital)
    const second = await addTicket(hospital)
    const match = await matchOnce(hospital)
    expect(match?.ticketId).toBe(first.ticket.id)
    await declineCall(hospital, first.owner, match?.consultationId ?? '')
    const view = await readQueueView(hospital, 'generalPractice')
    expect(placeInView(view, second.ticket.queueKey ?? 0)).toMatchObject({ ahead: 0, figures: { waiting: 1 } })
    expect(await minutesFor(second.ticket)).toBe(0)
    expect((await readBoard(hospital)).tickets.find(({ id }) => id === first.ticket.id)).toMatchObject({
      minutes: null,
    })
  })

  test('who asks while a forecast is being made gets one that has seen what had committed', async () => {
    await addDoctorOnDuty(hospital)
    const early = readQueueView(hospital, 'generalPractice')
    const { ticket } = await addTicket(hospital)
    const late = await Promise.all([
      readQueueView(hospital, 'generalPractice'),
      readQueueView(hospital, 'generalPractice'),
    ])
    await early
    for (const view of late) expect(view.keys).toEqual([ticket.queueKey])
  })

  test('all who ask at once are told from one forecast', async () => {
    const [one, other] = await Promise.all([readProspects(hospital), readProspects(hospital)])
    expect(one).toBe(other)
    expect(await readProspects(hospital)).not.toBe(one)
  })

  test('who asks again and again while a forecast takes long is told the last one for a while, and then a new one', async () => {
    const db = hospital.db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        await new Promise((resolve) => setTimeout(resolve, 60))
        return result
      },
    })
    const slow = { ...hospital, db }
    const first = await readRecentProspects(slow)
    expect(await readRecentProspects(slow)).toBe(first)
    expect(await readProspects(slow)).not.toBe(first)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(await readRecentProspects(slow)).not.toBe(first)
  })

  test('reads every queue there is', async () => {
    for (const queue of queues) expect((await readQueueView(hospital, queue)).keys).toEqual([])
  })

  test('a key in the database is the key of the rules', async () => {
    const { ticket } = await addTicket(hospital, { redFlags: ['breathless'] })
    const arrivedAt = Temporal.Instant.from(ticket.arrivedAt)
    const { keys } = await readQueueView(hospital, 'generalPractice')
    expect(keys).toEqual([queueKey({ arrivedAt, urgency: 'emergency', number: ticket.number })])
  })
})
