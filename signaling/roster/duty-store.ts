import { type Kysely, sql, type Transaction } from 'kysely'
import { lockOpenEncounters } from '../../db/encounters.ts'
import type { Database } from '../../db/tables.ts'
import type { Specialty } from '../shapes.ts'

type Instant = Temporal.Instant

export interface OpenDuty {
  readonly id: string
  readonly shiftId: string
  readonly pausedAt: Instant | null
  readonly pausedBecause: 'away' | null
  readonly shiftEndsAt: Instant
}

/** The duty an expert has not ended yet. */
export async function findOpenDuty(db: Kysely<Database>, expertId: string): Promise<OpenDuty | undefined> {
  const row = await db
    .selectFrom('duty')
    .innerJoin('shift', 'shift.id', 'duty.shiftId')
    .select(['duty.id', 'duty.shiftId', 'duty.pausedAt', 'duty.pausedBecause', 'shift.during'])
    .where('duty.expertId', '=', expertId)
    .where('duty.endedAt', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { during, ...duty } = row
  return { ...duty, shiftEndsAt: during.end }
}

/** Whether the expert is with a patient, or has one called. */
export async function isBusy(db: Kysely<Database>, expertId: string): Promise<boolean> {
  const row = await db
    .selectFrom('encounter')
    .select('id')
    .where('expertId', '=', expertId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The same, with the call or the visit held until the transaction ends. */
export async function lockBusy(trx: Transaction<Database>, expertId: string): Promise<boolean> {
  const open = await lockOpenEncounters(trx, sql<boolean>`expert_id = ${expertId}::uuid`)
  return open.length > 0
}

/** Whether the visit or call that the expert had last was ended by a coordinator, and not before `since`. */
export async function wasEndedByCoordinator(db: Kysely<Database>, expertId: string, since: Instant): Promise<boolean> {
  const last = await db
    .selectFrom('encounter')
    .leftJoin('account', 'account.id', 'encounter.endedBy')
    .select(['encounter.endedAt', 'account.role'])
    .where('encounter.expertId', '=', expertId)
    .orderBy('encounter.matchedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last?.role !== 'coordinator' || last.endedAt === null) return false
  return Temporal.Instant.compare(last.endedAt, since) >= 0
}

export async function insertDuty(
  trx: Transaction<Database>,
  { expertId, shiftId, startedAt }: { expertId: string; shiftId: string; startedAt: Instant },
): Promise<void> {
  await trx.insertInto('duty').values({ expertId, shiftId, startedAt }).execute()
}

/** Pauses an open duty because the doctor has gone from a visit, also one that is paused already; whether there was one. */
export async function setAway(trx: Transaction<Database>, expertId: string, now: Instant): Promise<boolean> {
  const rows = await trx
    .updateTable('duty')
    .set(({ fn, val }) => ({ pausedAt: fn.coalesce('pausedAt', val(now)), pausedBecause: 'away' }))
    .where('expertId', '=', expertId)
    .where('endedAt', 'is', null)
    .returning('id')
    .execute()
  return rows.length > 0
}

/** Sets or clears the pause of an open duty; whether that changed anything. */
export async function setPaused(
  trx: Transaction<Database>,
  expertId: string,
  pausedAt: Instant | null,
): Promise<boolean> {
  const rows = await trx
    .updateTable('duty')
    .set({ pausedAt, pausedBecause: null })
    .where('expertId', '=', expertId)
    .where('endedAt', 'is', null)
    .where('pausedAt', pausedAt === null ? 'is not' : 'is', null)
    .returning('id')
    .execute()
  return rows.length > 0
}

/** Whether there was an open duty to end. */
export async function setEnded(trx: Transaction<Database>, expertId: string, endedAt: Instant): Promise<boolean> {
  const rows = await trx
    .updateTable('duty')
    .set({ endedAt })
    .where('expertId', '=', expertId)
    .where('endedAt', 'is', null)
    .returning('id')
    .execute()
  return rows.length > 0
}

/** The open duty goes on in another shift. */
export async function moveDuty(trx: Transaction<Database>, expertId: string, shiftId: string): Promise<void> {
  await trx.updateTable('duty').set({ shiftId }).where('expertId', '=', expertId).where('endedAt', 'is', null).execute()
}

/** So many at once, so that no tick is long where a whole shift of the hospital ends. */
const staleAtOnce = 100

/** Experts whose duty goes on though its shift is over and nobody is with them: some, those first whose shift is over for longest. */
export async function findStaleDuties(db: Kysely<Database>, now: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('duty')
    .innerJoin('shift', 'shift.id', 'duty.shiftId')
    .select('duty.expertId')
    .where('duty.endedAt', 'is', null)
    .where(({ fn, val, eb }) => eb(fn<Instant>('upper', ['shift.during']), '<=', val(now)))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('encounter')
            .select('encounter.id')
            .whereRef('encounter.expertId', '=', 'duty.expertId')
            .where('encounter.endedAt', 'is', null),
        ),
      ),
    )
    .orderBy(({ fn }) => fn<Instant>('upper', ['shift.during']))
    .orderBy('duty.expertId')
    .limit(staleAtOnce)
    .execute()
  return rows.map((row) => row.expertId)
}

export function listSpecialties(
  db: Kysely<Database>,
  expertIds: readonly string[],
): Promise<{ readonly expertId: string; readonly specialties: Specialty[] }[]> {
  return db.selectFrom('expert').select(['id as expertId', 'specialties']).where('id', 'in', expertIds).execute()
}
