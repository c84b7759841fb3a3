import { lockExpert } from '../../db/locks.ts'
import type { AccountViewer } from '../access.ts'
import type { Dependencies, Reading } from '../dependencies.ts'
import { conflict, notFound, violates } from '../errors.ts'
import { transact } from '../live/transact.ts'
import type { Shift, UnlaidShift } from './contract.ts'
import { announceShifts } from './duty.ts'
import { showShift } from './showing.ts'
import { getShift, insertShift } from './shift-store.ts'
import { findUnlaid, listUnlaid, setSettled, type UnlaidRow } from './unlaid-store.ts'

/** With more than these the list is no longer what a coordinator works from: the next ones come up as these are seen to. */
const shownAtMost = 200

/** Days to come that a weekly pattern had to leave out and that nobody has seen to, the next first; 200 at most. */
export async function readUnlaidShifts({ db, clock }: Reading): Promise<UnlaidShift[]> {
  return (await listUnlaid(db, clock.now(), shownAtMost)).map(showUnlaid)
}

function showUnlaid(row: UnlaidRow): UnlaidShift {
  return {
    id: row.id,
    patternId: row.patternId,
    expertId: row.expertId,
    during: { start: row.during.start.toString(), end: row.during.end.toString() },
    timeZone: row.timeZone,
    slotMinutes: row.slotMinutes,
    reason: row.reason,
    foundAt: row.foundAt.toString(),
  }
}

/**
 * Lays a day after all, once what was in its way is gone.
 * @throws AppError notFound (seen to already, or its pattern has ended), shiftOverlaps, shiftInPast
 */
export async function layUnlaidShift(dependencies: Dependencies, viewer: AccountViewer, id: string): Promise<Shift> {
  const now = dependencies.clock.now()
  const shift = await transact(dependencies, async (trx, announce) => {
    const found = await findUnlaid(trx, id)
    if (found === undefined) throw notFound()
    await lockExpert(trx, found.expertId)
    const unlaid = await findUnlaid(trx, id)
    if (unlaid === undefined || unlaid.settledAt !== null) throw notFound()
    if (Temporal.Instant.compare(unlaid.during.end, now) <= 0) throw conflict('shiftInPast')
    const shiftId = await insertShift(trx, {
      expertId: unlaid.expertId,
      patternId: unlaid.patternId,
      idempotencyKey: null,
      during: unlaid.during,
      timeZone: unlaid.timeZone,
      slotMinutes: unlaid.slotMinutes,
      createdBy: viewer.accountId,
      createdAt: now,
    })
    await setSettled(trx, id, { settledAt: now, settledBy: viewer.accountId })
    await announceShifts(trx, announce, unlaid.expertId)
    return await getShift(trx, shiftId)
  }).catch((error: unknown) => {
    throw violates(error, 'shift_no_overlap') ? conflict('shiftOverlaps') : error
  })
  return showShift(shift)
}

/** Puts a left-out day aside: it is to stay free. Put aside already: nothing happens. @throws AppError notFound */
export function putAsideUnlaidShift(dependencies: Dependencies, viewer: AccountViewer, id: string): Promise<void> {
  return settle(dependencies, id, { settledAt: dependencies.clock.now(), settledBy: viewer.accountId })
}

/** Undoes that, unless the day was laid meanwhile: then laying it again is refused as any overlap. @throws AppError notFound */
export function restoreUnlaidShift(dependencies: Dependencies, id: string): Promise<void> {
  return settle(dependencies, id, null)
}

async function settle(
  dependencies: Dependencies,
  id: string,
  settled: { readonly settledAt: Temporal.Instant; readonly settledBy: string } | null,
): Promise<void> {
  await transact(dependencies, async (trx, announce) => {
    const found = await findUnlaid(trx, id)
    if (found === undefined) throw notFound()
    await lockExpert(trx, found.expertId)
    const unlaid = await findUnlaid(trx, id)
    if (unlaid === undefined) throw notFound()
    if ((unlaid.settledAt === null) === (settled === null)) return
    await setSettled(trx, id, settled)
    announce('roster')
  })
}
