import { longestTransactionMs } from '../../db/limits.ts'
import { closeUnanswered } from '../consultations/calling.ts'
import { inHand, patienceMs } from '../crowds.ts'
import type { Sweeping } from '../dependencies.ts'
import { transact } from '../live/transact.ts'
import { inPortions } from '../portions.ts'
import { announceDuties } from '../roster/duty.ts'
import { returnUnanswered } from '../waiting-room/place-changes.ts'
import { findOnlookers } from '../waiting-room/reading.ts'
import { findExpiredCalls } from './matching-store.ts'

/**
 * Ends the calls that nobody answered in time: the doctor is free again, the patient keeps the place, and after the third
 * call loses it. An answer that came in time wins, also while it waits for its turn in this process; of another process's it
 * knows what is committed. A call that can't be ended keeps no other from its end. Where so many run out that it takes long, the
 * rest is left to the next tick: those who wait are matched in between.
 * @param forMs the sweep's own time unless given
 * @returns how many calls were ended
 */
export async function expireCalls(dependencies: Sweeping, forMs?: number): Promise<number> {
  const { clock, db, log } = dependencies
  const now = clock.now()
  const since = now.subtract({ milliseconds: patienceMs + longestTransactionMs })
  const expired = await findExpiredCalls(db, now, { ids: inHand('answering'), since })
  if (expired.length === 0) return 0
  const telling = { now, seenBy: await findOnlookers(db, now) }
  const ended = await inPortions(
    log,
    'a call could not be ended; trying again',
    expired,
    (consultationId) => ({ consultationId }),
    (portion) =>
      transact(dependencies, async (trx, announce) => {
        const calls = await closeUnanswered(trx, announce, portion, now)
        const ticketIds = calls.map(({ ticketId }) => ticketId)
        await returnUnanswered(trx, announce, ticketIds, telling)
        const expertIds = calls.map(({ expertId }) => expertId)
        await announceDuties(trx, announce, expertIds)
        return calls
      }),
    forMs,
  )
  return ended.length
}
