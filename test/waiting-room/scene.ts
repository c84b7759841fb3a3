import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { toRange } from '../../db/range.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { transact } from '../../signaling/live/transact.ts'
import type { NewTicket, Ticket } from '../../signaling/waiting-room/contract.ts'
import { seatInConsultation } from '../../signaling/waiting-room/places.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { createPatient, createViewer, type TestServices } from '../support/services.ts'

/** SQLSTATE: a lock was not to be had in time. */
const lockNotAvailable = '55P03'

/**
 * Nobody waits, nobody has waited, nobody is on duty or on shift. To empty tables is to lock one after the other, in no order that
 * transactions keep to: under a hospital that runs, it lets go at once of what it has where it would have to wait.
 */
export async function emptyWaitingRoom({ database }: Pick<TestServices, 'database'>): Promise<void> {
  for (;;) {
    try {
      await database.owner.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = '100ms'`.execute(trx)
        await sql`truncate ticket, duty, shift cascade`.execute(trx)
      })
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === lockNotAvailable)) throw error
      await pause(20)
    }
  }
}

export type Doctor = AccountViewer & { readonly expertId: string }

type ExpertDetails = NonNullable<Parameters<typeof createViewer>[2]>

/** A doctor on the panel, with nothing planned. */
export async function addDoctor(services: TestServices, details: ExpertDetails = {}): Promise<Doctor> {
  const viewer = await createViewer(services, 'doctor', details)
  if (viewer.expertId === undefined) throw new Error('a doctor without a panel entry')
  return { ...viewer, expertId: viewer.expertId }
}

/** A shift from now on, or from a while after. */
export async function addShift(
  { db, clock }: TestServices,
  { expertId }: Doctor,
  { startsIn = { minutes: 0 }, minutes = 480 }: { startsIn?: Temporal.DurationLike; minutes?: number } = {},
): Promise<string> {
  const start = clock.now().add(startsIn)
  const { id } = await db
    .insertInto('shift')
    .values({ expertId, during: toRange({ start, end: start.add({ minutes }) }), timeZone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A doctor on duty. */
export async function addDoctorOnDuty(
  services: TestServices,
  details: ExpertDetails & { minutes?: number } = {},
): Promise<Doctor> {
  const doctor = await addDoctor(services, details)
  const shiftId = await addShift(services, doctor, details)
  const { db, clock } = services
  await db.insertInto('duty').values({ expertId: doctor.expertId, shiftId, startedAt: clock.now() }).execute()
  return doctor
}

export interface Waiter {
  readonly owner: AccountViewer
  readonly patientId: string
  readonly ticket: Ticket
}

export function newTicket(patientId: string, over: Partial<NewTicket> = {}): NewTicket {
  return {
    idempotencyKey: randomUUID(),
    patientId,
    complaint: '发烧两天，咳嗽',
    redFlags: [],
    specialty: 'generalPractice',
    languages: ['cmn'],
    interpreterWanted: false,
    country: 'IT',
    toBeSupplied: [],
    ...over,
  }
}

/** Somebody who takes a place: a new account with a new patient, unless given. */
export async function addWaiter(
  services: TestServices,
  over: Partial<NewTicket> = {},
  through: Dependencies = services,
): Promise<Waiter> {
  const owner = await createViewer(services, 'compatriot')
  const patientId = over.patientId ?? (await createPatient(services, owner.accountId))
  const ticket = await enterWaitingRoom(through, owner, newTicket(patientId, over))
  return { owner, patientId, ticket }
}

/** The patient of a call is in the visit. */
export async function answerCall(services: TestServices, ticketId: string): Promise<void> {
  await transact(services, (trx, announce) => seatInConsultation(trx, announce, ticketId, services.clock.now()))
}

export async function bookNow(
  { db, clock }: TestServices,
  doctor: Doctor,
  owner: AccountViewer,
  patientId: string,
  startsIn: Temporal.DurationLike,
): Promise<string> {
  const start = clock.now().add(startsIn)
  const shift = await db
    .selectFrom('shift')
    .select('id')
    .where('expertId', '=', doctor.expertId)
    .executeTakeFirstOrThrow()
  const { id } = await db
    .insertInto('appointment')
    .values({
      patientId,
      accountId: owner.accountId,
      idempotencyKey: randomUUID(),
      expertId: doctor.expertId,
      shiftId: shift.id,
      specialty: 'generalPractice',
      during: toRange({ start, end: start.add({ minutes: 20 }) }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The open consultations: ticket id → expert id. */
export async function openCalls({ db }: Pick<Dependencies, 'db'>): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('consultation')
    .select(['ticketId', 'expertId'])
    .where('endedAt', 'is', null)
    .execute()
  return new Map(rows.map(({ ticketId, expertId }) => [ticketId, expertId]))
}

export async function waitingIds({ db }: Pick<Dependencies, 'db'>): Promise<string[]> {
  const rows = await db.selectFrom('waiting').select('ticketId').orderBy('queueKey').execute()
  return rows.map(({ ticketId }) => ticketId)
}

export async function attendanceOf({ db }: Pick<Dependencies, 'db'>, appointmentId: string): Promise<string> {
  const { status } = await db
    .selectFrom('appointment')
    .select('status')
    .where('id', '=', appointmentId)
    .executeTakeFirstOrThrow()
  return status
}
