import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'

type Instant = Temporal.Instant
export type PatternRow = Selectable<Database['shiftPattern']>

function selectGoing(db: Kysely<Database>) {
  return db
    .selectFrom('shiftPattern')
    .innerJoin('expert', 'expert.id', 'shiftPattern.expertId')
    .selectAll('shiftPattern')
    .where('shiftPattern.endedAt', 'is', null)
    .where('expert.retiredAt', 'is', null)
}

/** Patterns whose last day is this one or later, or that have none. */
export function listPatterns(db: Kysely<Database>, lastDay: string): Promise<PatternRow[]> {
  return selectGoing(db)
    .where(({ eb, or }) => or([eb('validUntil', 'is', null), eb('validUntil', '>=', lastDay)]))
    .orderBy('expert.nameLatin')
    .orderBy('shiftPattern.startsAtLocal')
    .orderBy('shiftPattern.id')
    .execute()
}

/** Patterns that have days left to lay, however far ahead. */
export function listUnfinishedPatterns(db: Kysely<Database>): Promise<PatternRow[]> {
  return selectGoing(db)
    .where(({ eb, or, ref }) => or([eb('validUntil', 'is', null), eb('validUntil', '>', ref('laidUntil'))]))
    .orderBy('shiftPattern.id')
    .execute()
}

export function findPattern(db: Kysely<Database>, id: string): Promise<PatternRow | undefined> {
  return db.selectFrom('shiftPattern').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findPatternByKey(
  db: Kysely<Database>,
  createdBy: string,
  idempotencyKey: string,
): Promise<PatternRow | undefined> {
  return db
    .selectFrom('shiftPattern')
    .selectAll()
    .where('createdBy', '=', createdBy)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst()
}

type PatternValues = Omit<PatternRow, 'id' | 'endedAt' | 'failedAt'>

export function insertPattern(trx: Transaction<Database>, values: PatternValues): Promise<PatternRow> {
  return trx
    .insertInto('shiftPattern')
    .values({
      expertId: values.expertId,
      idempotencyKey: values.idempotencyKey,
      weekdays: values.weekdays,
      startsAtLocal: values.startsAtLocal,
      endsAtLocal: values.endsAtLocal,
      timeZone: values.timeZone,
      slotMinutes: values.slotMinutes,
      validFrom: values.validFrom,
      validUntil: values.validUntil,
      laidUntil: values.laidUntil,
      createdBy: values.createdBy,
      createdAt: values.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function setLaidUntil(trx: Transaction<Database>, id: string, laidUntil: string): Promise<void> {
  await trx.updateTable('shiftPattern').set({ laidUntil }).where('id', '=', id).execute()
}

export async function setFailedAt(trx: Transaction<Database>, id: string, failedAt: Instant | null): Promise<void> {
  await trx.updateTable('shiftPattern').set({ failedAt }).where('id', '=', id).execute()
}

/** Returns how many had not ended yet. */
export async function setPatternsEnded(
  trx: Transaction<Database>,
  of: { readonly id: string } | { readonly expertId: string },
  endedAt: Instant,
): Promise<number> {
  const ended = await trx
    .updateTable('shiftPattern')
    .set({ endedAt })
    .where('endedAt', 'is', null)
    .$if('id' in of, (query) => query.where('id', '=', 'id' in of ? of.id : ''))
    .$if('expertId' in of, (query) => query.where('expertId', '=', 'expertId' in of ? of.expertId : ''))
    .returning('id')
    .execute()
  return ended.length
}

/** How many shifts, cancelled or not, a pattern has laid. */
export async function countLaid(db: Kysely<Database>, patternId: string): Promise<number> {
  const { count } = await db
    .selectFrom('shift')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('patternId', '=', patternId)
    .executeTakeFirstOrThrow()
  return count
}

/** Of a pattern that has ended: how many of its shifts were cancelled with it. */
export async function countCancelledWithPattern(db: Kysely<Database>, patternId: string): Promise<number> {
  const { count } = await db
    .selectFrom('shift')
    .innerJoin('shiftPattern', 'shiftPattern.id', 'shift.patternId')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('shiftPattern.id', '=', patternId)
    .whereRef('shift.cancelledAt', '=', 'shiftPattern.endedAt')
    .executeTakeFirstOrThrow()
  return count
}
