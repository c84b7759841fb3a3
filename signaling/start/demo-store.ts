import { type Kysely, sql, type Transaction } from 'kysely'
import { demoDomain } from '../../db/demo/people.ts'
import type { DemoTicket } from '../../db/demo/waiting.ts'
import { lockExpert } from '../../db/locks.ts'
import { toRange } from '../../db/range.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import { violates } from '../errors.ts'
import type { Outbox } from '../live/outbox.ts'
import { transact } from '../live/transact.ts'
import { announceShifts } from '../roster/duty.ts'
import { pauseHours, placeOf } from '../waiting-room/rules/place.ts'

type Instant = Temporal.Instant

export async function isEmpty(db: Kysely<Database>): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) === undefined
}

export function findPerson(db: Kysely<Database>, email: string) {
  return db.selectFrom('account').select(['id', 'name']).where('email', '=', email).executeTakeFirst()
}

export interface DemoDoctor {
  readonly expertId: string
  readonly accountId: string
  readonly name: string
  readonly timeZone: string
  readonly specialties: readonly string[]
  /** The end of the shift that is on. */
  readonly shiftEndsAt: Instant | undefined
  readonly onDuty: boolean
  /** The visit or call under way. */
  readonly consultationId: string | null
}

/** The experts of the demo who have not retired, by name. */
export async function findDemoDoctors(db: Kysely<Database>, now: Instant): Promise<DemoDoctor[]> {
  const rows = await db
    .selectFrom('expert')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .leftJoin('shift', (join) =>
      join
        .onRef('shift.expertId', '=', 'expert.id')
        .on('shift.cancelledAt', 'is', null)
        .on(({ ref }) => sql<boolean>`${ref('shift.during')} @> ${now}::timestamptz`),
    )
    .leftJoin('duty', (join) => join.onRef('duty.expertId', '=', 'expert.id').on('duty.endedAt', 'is', null))
    .leftJoin('encounter', (join) =>
      join.onRef('encounter.expertId', '=', 'expert.id').on('encounter.endedAt', 'is', null),
    )
    .select(['expert.id as expertId', 'account.id as accountId', 'account.name', 'expert.timeZone'])
    .select(['expert.specialties', 'shift.during', 'duty.id as dutyId', 'encounter.id as consultationId'])
    .where('account.email', 'like', `%@${demoDomain}`)
    .where('expert.retiredAt', 'is', null)
    .orderBy('expert.nameLatin')
    .execute()
  return rows.map(({ during, dutyId, ...doctor }) => ({
    ...doctor,
    shiftEndsAt: during?.end,
    onDuty: dutyId !== null,
  }))
}

/** Gives a doctor a shift; false where the time is taken. */
export async function layDemoShift(
  dependencies: { readonly db: Kysely<Database>; readonly outbox: Outbox },
  { expertId, timeZone }: DemoDoctor,
  during: InstantRange,
): Promise<boolean> {
  try {
    await transact(dependencies, async (trx, announce) => {
      await lockExpert(trx, expertId)
      await trx
        .insertInto('shift')
        .values({ expertId, timeZone, during: toRange(during) })
        .execute()
      await announceShifts(trx, announce, expertId)
    })
    return true
  } catch (error) {
    if (violates(error, 'shift_no_overlap')) return false
    throw error
  }
}

/** A patient of the demo by name, with what is known of the last place in the waiting room. */
export async function findDemoPatient(db: Kysely<Database>, email: string, name: string) {
  const patient = await db
    .selectFrom('patient')
    .innerJoin('account', 'account.id', 'patient.accountId')
    .select(['patient.id as patientId', 'patient.accountId'])
    .where('account.email', '=', email)
    .where('patient.name', '=', name)
    .where('patient.archivedAt', 'is', null)
    .executeTakeFirst()
  if (patient === undefined) return undefined
  const tickets = await db
    .selectFrom('ticket')
    .select(['id', 'status', 'arrivedAt'])
    .where('patientId', '=', patient.patientId)
    .orderBy('arrivedAt', 'desc')
    .limit(1)
    .execute()
  const last = tickets[0]
  return {
    ...patient,
    lastArrivedAt: last?.arrivedAt ?? null,
    hasOpenTicket: last !== undefined && last.status !== 'done' && last.status !== 'left',
    waitingTicketId: last?.status === 'waiting' ? last.id : null,
  }
}

interface NewDemoTicket extends Omit<DemoTicket, 'patient'> {
  readonly patientId: string
  readonly accountId: string
  readonly country: string
  readonly key: string
  readonly arrivedAt: Instant
}

export async function insertDemoTicket(trx: Transaction<Database>, given: NewDemoTicket, now: Instant): Promise<void> {
  const { patientId, accountId, specialty, urgency, arrivedAt, complaint, country, key: idempotencyKey } = given
  const languages = [...given.languages]
  const lists = { redFlags: [...given.redFlags], languages, toBeSupplied: [...given.toBeSupplied] }
  const { id: ticketId, number } = await trx
    .insertInto('ticket')
    .values({ patientId, accountId, idempotencyKey, complaint, specialty, country, urgency, arrivedAt, ...lists })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow()
  const place = placeOf({ number, arrivedAt, urgency, specialty, appointment: undefined }, now)
  const pause = given.paused && { pausedAt: now, notBefore: now.add({ hours: pauseHours }) }
  await trx
    .insertInto('waiting')
    .values({
      ...place,
      ...pause,
      ticketId,
      patientId,
      urgency,
      arrivedAt,
      languages,
      triaged: false,
      interpreterWanted: false,
    })
    .execute()
}

export async function leaveDemoTicket(trx: Transaction<Database>, ticketId: string, now: Instant): Promise<void> {
  await trx.deleteFrom('waiting').where('ticketId', '=', ticketId).execute()
  await trx
    .updateTable('ticket')
    .set({ status: 'left', leftReason: 'patient', leftAt: now })
    .where('id', '=', ticketId)
    .where('status', '=', 'waiting')
    .execute()
}
