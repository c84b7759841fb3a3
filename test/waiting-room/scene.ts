import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { toRange } from '../../db/range.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import type { TestHospital } from '../support/hospital.ts'
import type { Doctor } from '../support/people.ts'

/** SQLSTATE: a lock was not to be had in time. */
const lockNotAvailable = '55P03'

/**
 * Nobody waits, nobody has waited, nobody is on duty or on shift. To empty tables is to lock one after the other, in no order that
 * transactions keep to: under a hospital that runs, it lets go at once of what it has where it would have to wait.
 */
export async function emptyWaitingRoom({ database }: Pick<TestHospital, 'database'>): Promise<void> {
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

export async function bookNow(
  { db, clock }: TestHospital,
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

/** The calls and visits under way: ticket id → expert id. */
export async function openCalls({ db }: Pick<Dependencies, 'db'>): Promise<Map<string, string>> {
  const rows = await db.selectFrom('encounter').select(['ticketId', 'expertId']).where('endedAt', 'is', null).execute()
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

/** The topics of what was committed last. */
export async function lastTold({ db }: Pick<Dependencies, 'db'>): Promise<readonly string[]> {
  const { topics } = await db
    .selectFrom('outbox')
    .select('topics')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return topics
}
