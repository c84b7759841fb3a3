import type { Changing } from '../dependencies.ts'
import { transact } from '../live/transact.ts'
import { placeNews } from './reactions.ts'
import { clearStuck, findStuck, setStuck } from './stuck-store.ts'

/** A place that was not tried for so long, since no doctor was free, is no longer said to be stuck. */
const saidForSeconds = 60

/**
 * Tells the coordinators which places the matcher could not call, and takes it back from those it has not failed with since.
 * @param ticketIds tried in vain by the tick that is ending; those called in the meantime have no place any more
 */
export async function noteStuck(dependencies: Changing, ticketIds: readonly string[]): Promise<void> {
  const now = dependencies.clock.now()
  const before = now.subtract({ seconds: saidForSeconds })
  const known = await findStuck(dependencies.db)
  const isOver = known.some(({ stuckAt }) => Temporal.Instant.compare(stuckAt, before) < 0)
  if (ticketIds.length === 0 && !isOver) return
  await transact(dependencies, async (trx, announce) => {
    const stuck = await setStuck(trx, ticketIds, now)
    const cleared = await clearStuck(trx, before)
    const isNew = stuck.some((ticketId) => !known.some((other) => other.ticketId === ticketId))
    if (isNew || cleared > 0) announce(...placeNews.topicsOf({ servingExpertIds: [] }))
  })
}
