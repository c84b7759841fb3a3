import type { Transaction } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../db/tables.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { createSignInLink, signInByLink } from '../../signaling/identity/sign-in.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { readDuty, startDuty } from '../../signaling/roster/duty.ts'
import { readRoster } from '../../signaling/roster/service.ts'
import { type DemoPeople, openDemoHospital } from '../../signaling/start/demo-hospital.ts'
import { placeOf } from '../../signaling/waiting-room/rules/place.ts'
import { findViewer } from '../identity/me.ts'
import { openHospital, startHospital } from '../support/hospital.ts'
import { addCoordinator } from '../support/people.ts'

const hospital = openHospital({ now: '2026-11-22T12:00:00Z' })

async function open(): Promise<DemoPeople> {
  const people = await openDemoHospital(hospital)
  if (people === undefined) throw new Error('no demo hospital')
  return people
}

/** Signs in as the link does. */
async function viewerOf(accountId: string): Promise<AccountViewer> {
  const signedIn = await signInByLink(hospital, undefined, await createSignInLink(hospital, accountId))
  if (typeof signedIn === 'string') throw new Error(signedIn)
  const viewer = await findViewer(hospital, signedIn.session.token)
  if (viewer === undefined) throw new Error('no session')
  return viewer
}

async function takeTicket(accountId: string): Promise<string> {
  const now = hospital.clock.now()
  const patient = await hospital.db
    .selectFrom('patient')
    .select('id')
    .where('accountId', '=', accountId)
    .where('relationship', '=', 'self')
    .executeTakeFirstOrThrow()
  return hospital.db.transaction().execute((trx) => standInQueue(trx, patient.id, accountId, now))
}

async function standInQueue(
  trx: Transaction<Database>,
  patientId: string,
  accountId: string,
  now: Temporal.Instant,
): Promise<string> {
  const ticket = await trx
    .insertInto('ticket')
    .values({
      patientId,
      accountId,
      idempotencyKey: crypto.randomUUID(),
      complaint: '嗓子疼三天',
      specialty: 'generalPractice',
      languages: ['cmn'],
      country: 'IT',
      urgency: 'routine',
      arrivedAt: now,
    })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow()
  const facts = {
    number: ticket.number,
    arrivedAt: now,
    urgency: 'routine',
    specialty: 'generalPractice',
    appointment: undefined,
  } as const
  await trx
    .insertInto('waiting')
    .values({
      ...placeOf(facts, now),
      ticketId: ticket.id,
      patientId,
      languages: ['cmn'],
      interpreterWanted: false,
      urgency: 'routine',
      triaged: false,
      arrivedAt: now,
    })
    .execute()
  return ticket.id
}

const waiting = () => hospital.db.selectFrom('waiting').select(['ticketId', 'queue', 'arrivedAt']).execute()

describe('the demo hospital', () => {
  test('is made once, all of it', async () => {
    const people = await open()
    const count = async () => ({
      experts: (await hospital.db.selectFrom('expert').select('id').execute()).length,
      signedNotes: (await hospital.db.selectFrom('note').select('id').where('signedAt', 'is not', null).execute())
        .length,
      addenda: (await hospital.db.selectFrom('noteAddendum').select('id').execute()).length,
      appointments: (await hospital.db.selectFrom('appointment').select('id').execute()).length,
      waiting: (await waiting()).length,
      shifts: (await hospital.db.selectFrom('shift').select('id').execute()).length,
    })
    const first = await count()
    expect(first.experts).toBeGreaterThanOrEqual(30)
    expect(first).toMatchObject({ signedNotes: 12, addenda: 3, waiting: 6 })
    expect(first.appointments).toBeGreaterThanOrEqual(3)
    expect(await open()).toEqual(people)
    expect(await count()).toEqual(first)
    expect(hospital.letters).toEqual([])
  })

  test('shows gaps in its week, and none in general practice and counselling', async () => {
    const days = ['2026-11-08', '2026-11-22', '2026-12-06', '2026-12-20'].map((day) => `${day}T00:00:00Z`)
    const withGaps = new Set<string>()
    for (const [index, until] of days.slice(1).entries()) {
      const { gaps } = await readRoster(hospital, { from: days[index] ?? until, until })
      for (const { specialty } of gaps) withGaps.add(specialty)
    }
    expect(withGaps.has('generalPractice') || withGaps.has('psychologicalCounselling')).toBe(false)
    expect(withGaps.size).toBe(8)
  })

  test('has others on duty, all on a break', async () => {
    const duties = await hospital.db.selectFrom('duty').select('pausedAt').where('endedAt', 'is', null).execute()
    expect(duties.length).toBeGreaterThan(0)
    expect(duties.every((duty) => duty.pausedAt !== null)).toBe(true)
  })

  test('lets its compatriot meet its doctor, and nobody come between', async () => {
    const people = await open()
    const doctor = await viewerOf(people.doctor)
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'off', canStart: true })
    await startDuty(hospital, doctor)
    expect(await matchOnce(hospital)).toBeUndefined()
    const ticketId = await takeTicket(people.compatriot)
    expect(await matchOnce(hospital)).toMatchObject({ ticketId })
    expect(await readDuty(hospital, doctor)).toMatchObject({ state: 'busy' })
    expect((await open()).doctor).toBe(people.doctor)
  })

  test('has somebody on shift at every hour of a week long after, and somebody waiting since lately', async () => {
    hospital.clock.set('2027-03-22T00:30:00Z')
    for (let hour = 0; hour < 7 * 24; hour += 7) {
      const { doctor } = await open()
      const row = await hospital.db
        .selectFrom('expert')
        .select('id')
        .where('accountId', '=', doctor)
        .executeTakeFirstOrThrow()
      const now = hospital.clock.now()
      const week = await readRoster(hospital, { from: now.toString(), until: now.add({ minutes: 60 }).toString() })
      const shift = week.shifts.find((candidate) => candidate.expertId === row.id)
      expect(Temporal.Instant.compare(shift?.during.start ?? '9999-01-01T00:00Z', now)).toBeLessThanOrEqual(0)
      expect(Temporal.Instant.compare(shift?.during.end ?? now, now.add({ minutes: 60 }))).toBeGreaterThanOrEqual(0)
      const tickets = await waiting()
      expect(tickets.length).toBeGreaterThanOrEqual(6)
      const arrivals = tickets.filter((ticket) => ticket.queue !== 'generalPractice').map((ticket) => ticket.arrivedAt)
      for (const arrivedAt of arrivals) expect(now.since(arrivedAt).total('hours')).toBeLessThan(10)
      hospital.clock.forward({ hours: 7 })
    }
  })

  test('has ended the visit that was left open', async () => {
    const left = await hospital.db.selectFrom('encounter').select('id').where('endedAt', 'is', null).execute()
    expect(left).toEqual([])
  })

  test('gives somebody a shift where all were cancelled', async () => {
    await hospital.db.updateTable('shift').set({ cancelledAt: hospital.clock.now() }).execute()
    const { doctor } = await open()
    expect(await readDuty(hospital, await viewerOf(doctor))).toMatchObject({ canStart: true })
  })
})

test('a database with people of its own gets no demo', async () => {
  await using own = await startHospital({ now: '2026-11-22T12:00:00Z' })
  await addCoordinator(own)
  expect(await openDemoHospital(own)).toBeUndefined()
  expect(await own.db.selectFrom('expert').select('id').execute()).toEqual([])
})
