import { closeMissedCall } from '../consultations/calling.ts'
import type { Sweeping } from '../dependencies.ts'
import { eachAlone } from '../each-alone.ts'
import { transact } from '../live/transact.ts'
import { announceDuty } from '../roster/duty.ts'
import { returnToQueue } from '../waiting-room/places.ts'
import { findExpiredCalls } from './matching-store.ts'

/**
 * Ends the calls that nobody answered in time: the doctor is free again, the patient keeps the place, and after the third
 * call loses it. An answer that commits first wins, and a call that can't be ended keeps no other from its end.
 * @returns how many calls were ended
 */
export async function expireCalls(dependencies: Sweeping): Promise<number> {
  const now = dependencies.clock.now()
  const { results } = await eachAlone(
    dependencies.log,
    'a call could not be ended; trying again',
    await findExpiredCalls(dependencies.db, now),
    ({ consultationId }) => ({ consultationId }),
    ({ consultationId, ticketId, expertId }) =>
      transact(dependencies, async (trx, announce) => {
        const ended = await closeMissedCall(trx, announce, consultationId, { now, reason: 'unanswered', endedBy: null })
        if (!ended) return false
        await returnToQueue(trx, announce, ticketId, { now, missed: true })
        await announceDuty(trx, announce, expertId)
        return true
      }),
  )
  return results.filter(Boolean).length
}
