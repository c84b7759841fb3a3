import type { Transaction } from 'kysely'
import { lockExpert } from '../../db/locks.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import type { Changing, Sweeping } from '../dependencies.ts'
import { eachAlone } from '../each-alone.ts'
import { notFound } from '../errors.ts'
import { transact } from '../live/transact.ts'
import { announceShifts } from './duty.ts'
import { findPattern, listUnfinishedPatterns, type PatternRow, setFailedAt, setLaidUntil } from './pattern-store.ts'
import { fitShifts, layPattern, layUntil } from './rules.ts'
import { insertShifts, listShifts } from './shift-store.ts'
import { insertUnlaid } from './unlaid-store.ts'

type Instant = Temporal.Instant

export interface Laid {
  readonly laid: number
  /** Days left out, each stored as an unlaid shift. */
  readonly clashes: readonly InstantRange[]
}

/** Lays a pattern up to eight weeks ahead, and stores the days that had to be left out. The caller holds the expert's lock. */
export async function layAhead(trx: Transaction<Database>, pattern: PatternRow, now: Instant): Promise<Laid> {
  const until = layUntil(now, pattern.timeZone)
  if (until <= pattern.laidUntil) return { laid: 0, clashes: [] }
  const wanted = layPattern(pattern, dayAfter(pattern.laidUntil), until)
  const first = wanted[0]
  const last = wanted.at(-1)
  if (first === undefined || last === undefined) {
    await setLaidUntil(trx, pattern.id, until)
    return { laid: 0, clashes: [] }
  }
  const { id: patternId, expertId, timeZone, slotMinutes, createdBy } = pattern
  const existing = await listShifts(trx, { start: first.start, end: last.end }, { expertId })
  const { free, unlaid } = fitShifts(
    wanted,
    existing.map((shift) => ({ during: shift.during, own: shift.patternId === patternId })),
  )
  const common = { expertId, timeZone, slotMinutes, createdBy, patternId, idempotencyKey: null }
  await insertShifts(
    trx,
    free.map((during) => ({ ...common, during, createdAt: now })),
  )
  await insertUnlaid(trx, patternId, unlaid, now)
  await setLaidUntil(trx, patternId, until)
  return { laid: free.length, clashes: unlaid.map(({ during }) => during) }
}

function dayAfter(date: string): string {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toString()
}

/**
 * Lays every pattern up to eight weeks ahead. A day is laid once: run twice, or in two processes at once, it adds nothing,
 * and a shift that was cancelled stays so. A pattern that fails is marked, for coordinators to see, and stops no other; it is
 * tried again the next time. Returns how many shifts were laid.
 * @throws what the database said, where not even the mark could be made
 */
export async function extendPatterns(dependencies: Sweeping): Promise<number> {
  const now = dependencies.clock.now()
  const due = (await listUnfinishedPatterns(dependencies.db)).filter(
    ({ timeZone, laidUntil, failedAt }) => failedAt !== null || laidUntil < layUntil(now, timeZone),
  )
  const { results, failed } = await eachAlone(
    dependencies.log,
    'a weekly pattern could not be laid; coordinators are shown it',
    due,
    ({ id }) => ({ patternId: id }),
    ({ id }) => extendPattern(dependencies, id),
  )
  for (const { id } of failed) {
    await transact(dependencies, async (trx, announce) => {
      await setFailedAt(trx, id, now)
      announce('roster')
    })
  }
  return results.reduce((sum, { laid }) => sum + laid, 0)
}

/** The same for one pattern, at once. @throws AppError notFound, and whatever keeps it from being laid */
export async function extendPattern(dependencies: Changing, id: string): Promise<Laid> {
  const now = dependencies.clock.now()
  return await transact(dependencies, async (trx, announce) => {
    const found = await findPattern(trx, id)
    if (found === undefined) throw notFound()
    await lockExpert(trx, found.expertId)
    const pattern = await findPattern(trx, id)
    if (pattern === undefined || pattern.endedAt !== null) return { laid: 0, clashes: [] }
    const laid = await layAhead(trx, pattern, now)
    if (pattern.failedAt !== null) await setFailedAt(trx, id, null)
    if (laid.laid > 0) await announceShifts(trx, announce, found.expertId)
    else if (laid.clashes.length > 0 || pattern.failedAt !== null) announce('roster')
    return laid
  })
}
