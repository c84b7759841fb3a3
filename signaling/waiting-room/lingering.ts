import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Sweeping } from '../dependencies.ts'
import { postLetter } from '../letters/service.ts'
import { type Announce, transact } from '../live/transact.ts'
import { inPortions } from '../portions.ts'
import { announceTicket, type Telling } from './announcing.ts'
import { findOnlookers } from './duty-store.ts'
import { findLeftAlone, findPausedAt, findPausedSince, findPressing, setAlarmed } from './lingering-store.ts'
import { pauseHours, waitMinutesForBooked } from './rules/place.ts'
import { endPlace } from './place-changes.ts'
import { setAnyExpert } from './place-store.ts'
import { type LockedTicket, lockWaiting } from './ticket-store.ts'
import { widenUrgentAfterMinutes } from './rules/widening.ts'

/**
 * What time alone makes of those who wait. A place that fails is logged and tried again; it holds up no other. What takes long is left
 * to the next tick: those who wait are matched in between.
 */

/**
 * Seconds for which an emergency has the free doctors to itself before it alarms those on a break: longer than a plan and
 * its commit take.
 */
const alarmAfterSeconds = 5

/**
 * Whoever has waited for the expert they booked, who can't take them (off duty, on a break, in a visit that overruns), may be
 * seen by any other of the specialty; what they were promised keeps their place, and the expert may still be first. Returns how many.
 */
export async function releaseLeftAlone(dependencies: Sweeping): Promise<number> {
  const now = dependencies.clock.now()
  const since = now.subtract({ minutes: waitMinutesForBooked })
  const ticketIds = await findLeftAlone(dependencies.db, { since, now })
  return await changeEach(dependencies, { now, ticketIds }, async (trx, announce, ticket, { seenBy }) => {
    await setAnyExpert(trx, ticket.id, now)
    await announceTicket(trx, announce, ticket, now, seenBy)
    return true
  })
}

/**
 * Alarms for whom nobody free may take though they can't wait: doctors of the specialty who are on a break, and coordinators.
 * Meant to follow a round of matching. Returns how many alarms there were.
 */
export async function raiseAlarms(dependencies: Sweeping): Promise<number> {
  const now = dependencies.clock.now()
  const ticketIds = await findPressing(dependencies.db, {
    now,
    emergencySince: now.subtract({ seconds: alarmAfterSeconds }),
    urgentSince: now.subtract({ minutes: widenUrgentAfterMinutes }),
  })
  return await changeEach(dependencies, { now, ticketIds }, async (trx, announce, ticket, { seenBy }) => {
    if (!(await setAlarmed(trx, ticket.id, now))) return false
    await announceTicket(trx, announce, ticket, now, seenBy)
    return true
  })
}

/** Ends the places of those who said "not now" and were not ready again in time, and tells them by mail. Returns how many. */
export async function endLongPauses(dependencies: Sweeping): Promise<number> {
  const { clock, db } = dependencies
  const now = clock.now()
  const ticketIds = await findPausedSince(db, now.subtract({ hours: pauseHours }))
  return await changeEach(dependencies, { now, ticketIds }, async (trx, announce, ticket, telling) => {
    const pausedAt = await findPausedAt(trx, ticket.id)
    if (pausedAt === null) return false
    await endPlace(trx, announce, ticket, { reason: 'paused', by: null, note: null, ...telling })
    await postLetter(trx, announce, { kind: 'placeEnded', about: ticket.id, happenedAt: pausedAt, askedAt: now })
    return true
  })
}

type Change = (
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
  telling: Telling,
) => Promise<boolean>

/** Changes each ticket that still waits, and that nobody else has in hand; how many were changed. */
async function changeEach(
  dependencies: Sweeping,
  { now, ticketIds }: { readonly now: Temporal.Instant; readonly ticketIds: readonly string[] },
  change: Change,
): Promise<number> {
  if (ticketIds.length === 0) return 0
  const telling = { now, seenBy: await findOnlookers(dependencies.db, now) }
  const changed = await inPortions(
    dependencies.log,
    'a place that lingers could not be changed; trying again',
    ticketIds,
    (ticketId) => ({ ticketId }),
    (portion) =>
      transact(dependencies, async (trx, announce) => {
        const done: string[] = []
        for (const ticket of await lockWaiting(trx, portion)) {
          if (await change(trx, announce, ticket, telling)) done.push(ticket.id)
        }
        return done
      }),
  )
  return changed.length
}
