import type { Transaction } from 'kysely'
import { lockExpert } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import type { Dependencies } from '../dependencies.ts'
import { type Announce, transact } from '../live/outbox.ts'
import { findOpenDuty, findSpecialties, findStaleDuties, isInConsultation, setEnded, setPaused } from './duty-store.ts'

/** Everything that shows whether this expert takes patients. */
export async function announceDuty(trx: Transaction<Database>, announce: Announce, expertId: string): Promise<void> {
  const specialties = await findSpecialties(trx, expertId)
  announce(
    `duty:${expertId}`,
    `doctorQueue:${expertId}`,
    'board',
    'outlook',
    'roster',
    ...specialties.map((specialty) => `queue:${specialty}`),
  )
}

/**
 * Inside the caller's transaction: the expert's duty goes on, but no patient is offered until it is resumed. Nothing
 * happens where there is no duty, or it is paused already.
 */
export async function pauseDuty(
  trx: Transaction<Database>,
  announce: Announce,
  expertId: string,
  now: Temporal.Instant,
): Promise<void> {
  if (await setPaused(trx, expertId, now)) await announceDuty(trx, announce, expertId)
}

/**
 * Ends the duties whose shift is over, never in the middle of a visit: such a duty ends with the next call after the
 * visit has. Returns how many were ended.
 */
export async function endStaleDuties(dependencies: Pick<Dependencies, 'db' | 'outbox' | 'clock'>): Promise<number> {
  const now = dependencies.clock.now()
  let ended = 0
  for (const expertId of await findStaleDuties(dependencies.db, now)) {
    ended += await transact(dependencies, async (trx, announce) => {
      await lockExpert(trx, expertId)
      const duty = await findOpenDuty(trx, expertId)
      if (duty === undefined || Temporal.Instant.compare(duty.shiftEndsAt, now) > 0) return 0
      if (await isInConsultation(trx, expertId)) return 0
      await setEnded(trx, expertId, now)
      await announceDuty(trx, announce, expertId)
      return 1
    })
  }
  return ended
}
