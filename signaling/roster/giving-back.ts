import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Reading } from '../dependencies.ts'
import { conflict, notFound } from '../errors.ts'
import type { Announce } from '../live/transact.ts'
import type { Disabling, GivenBack } from '../panel/reactions.ts'
import type { UpcomingShifts } from './contract.ts'
import { announceShifts } from './duty.ts'
import { setPatternsEnded } from './pattern-store.ts'
import { shiftsCancelled } from './reactions.ts'
import { countUnfinished, findExpertOfStaff, listUnfinishedShifts, setCancelled } from './shift-store.ts'

/**
 * What goes with a doctor's access, for whoever is about to end it; of a coordinator nothing. @throws AppError notFound (no staff)
 */
export async function readUpcomingShifts({ db, clock }: Reading, accountId: string): Promise<UpcomingShifts> {
  const staff = await findExpertOfStaff(db, accountId)
  if (staff === undefined) throw notFound()
  if (staff.expertId === null) return { shifts: 0, booked: 0 }
  return await countUnfinished(db, staff.expertId, clock.now())
}

/**
 * Inside the caller's transaction, which holds the expert's lock: nothing is laid for this doctor any more, and the shifts that are
 * on or to come are cancelled with what is booked in them. Whoever is being called or seen already keeps the visit.
 * @throws AppError shiftHasAppointments (with their count) unless `cancelAppointments`
 */
export async function giveRosterBack(
  trx: Transaction<Database>,
  announce: Announce,
  { expertId, cancelAppointments, now }: Disabling,
): Promise<GivenBack> {
  const { booked } = await countUnfinished(trx, expertId, now)
  if (booked > 0 && !cancelAppointments) throw conflict('shiftHasAppointments', { count: booked })
  await setPatternsEnded(trx, { expertId }, now)
  const shifts = await listUnfinishedShifts(trx, expertId, now)
  await setCancelled(
    trx,
    shifts.map(({ id }) => id),
    now,
  )
  await announceShifts(trx, announce, expertId)
  const shiftIds = shifts.filter((shift) => shift.booked > 0).map(({ id }) => id)
  const counts = await shiftsCancelled.raise(trx, announce, { shiftIds, now })
  const cancelledAppointments = counts.reduce((sum, count) => sum + count, 0)
  return { cancelledShifts: shifts.length, cancelledAppointments }
}
