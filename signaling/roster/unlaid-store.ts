import { type Kysely, sql, type Transaction } from 'kysely'
import { toRange } from '../../db/range.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import type { UnlaidReason } from './rules.ts'

type Instant = Temporal.Instant

/** A day that a pattern could not lay, with what is needed to lay it after all. */
export interface UnlaidRow {
  readonly id: string
  readonly patternId: string
  readonly expertId: string
  readonly during: InstantRange
  readonly reason: UnlaidReason
  readonly foundAt: Instant
  readonly settledAt: Instant | null
  readonly timeZone: string
  readonly slotMinutes: number | null
}

export async function insertUnlaid(
  trx: Transaction<Database>,
  patternId: string,
  unlaid: ReadonlyArray<{ readonly during: InstantRange; readonly reason: UnlaidReason }>,
  foundAt: Instant,
): Promise<void> {
  if (unlaid.length === 0) return
  await trx
    .insertInto('unlaidShift')
    .values(unlaid.map(({ during, reason }) => ({ patternId, during: toRange(during), reason, foundAt })))
    .onConflict((conflict) => conflict.constraint('unlaid_shift_once').doNothing())
    .execute()
}

function selectUnlaid(db: Kysely<Database>) {
  return db
    .selectFrom('unlaidShift')
    .innerJoin('shiftPattern', 'shiftPattern.id', 'unlaidShift.patternId')
    .innerJoin('expert', 'expert.id', 'shiftPattern.expertId')
    .select([
      'unlaidShift.id',
      'unlaidShift.patternId',
      'shiftPattern.expertId',
      'unlaidShift.during',
      'unlaidShift.reason',
      'unlaidShift.foundAt',
      'unlaidShift.settledAt',
      'shiftPattern.timeZone',
      'shiftPattern.slotMinutes',
    ])
    .where('shiftPattern.endedAt', 'is', null)
    .where('expert.retiredAt', 'is', null)
}

/** Those to come that nobody has seen to, the next first. */
export function listUnlaid(db: Kysely<Database>, now: Instant, limit: number): Promise<UnlaidRow[]> {
  return selectUnlaid(db)
    .where('unlaidShift.settledAt', 'is', null)
    .where(sql<boolean>`lower(unlaid_shift.during) > ${now}`)
    .orderBy(sql`lower(unlaid_shift.during)`)
    .orderBy('unlaidShift.id')
    .limit(limit)
    .execute()
}

/** Those of a pattern that were found at that moment, settled or not, the first one first. */
export function listFoundAt(db: Kysely<Database>, patternId: string, foundAt: Instant) {
  return db
    .selectFrom('unlaidShift')
    .select('during')
    .where('patternId', '=', patternId)
    .where('foundAt', '=', foundAt)
    .orderBy('during')
    .execute()
}

/** Also one that is settled; not one whose pattern has ended or whose expert has retired. */
export function findUnlaid(db: Kysely<Database>, id: string): Promise<UnlaidRow | undefined> {
  return selectUnlaid(db).where('unlaidShift.id', '=', id).executeTakeFirst()
}

export async function setSettled(
  trx: Transaction<Database>,
  id: string,
  settled: { readonly settledAt: Instant; readonly settledBy: string } | null,
): Promise<void> {
  await trx
    .updateTable('unlaidShift')
    .set({ settledAt: settled?.settledAt ?? null, settledBy: settled?.settledBy ?? null })
    .where('id', '=', id)
    .execute()
}
