import { closeMissedCall } from '../consultations/calling.ts'
import type { Dependencies } from '../dependencies.ts'
import { transact } from '../live/transact.ts'
import { announceDuty } from '../roster/duty.ts'
import { findExpiredCalls } from './matching-store.ts'
import { returnToQueue } from './places.ts'

/**
 * Ends the calls that nobody answered in time: the doctor is free again, the patient keeps the place, and after the third
 * call loses it. An answer that commits first wins.
 * @returns how many calls were ended
 */
export async function expireCalls(dependencies: Pick<Dependencies, 'db' | 'outbox' | 'clock'>): Promise<number> {
  const now = dependencies.clock.now()
  let expired = 0
  for (const { consultationId, ticketId, expertId } of await findExpiredCalls(dependencies.db, now)) {
    expired += await transact(dependencies, async (trx, announce) => {
      const ended = await closeMissedCall(trx, announce, consultationId, { now, reason: 'unanswered', endedBy: null })
      if (!ended) return 0
      await returnToQueue(trx, announce, ticketId, { now, missed: true })
      await announceDuty(trx, announce, expertId)
      return 1
    })
  }
  return expired
}
