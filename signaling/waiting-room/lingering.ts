import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Sweeping } from '../dependencies.ts'
import { eachAlone } from '../each-alone.ts'
import { postLetter } from '../letters/service.ts'
import { type Announce, transact } from '../live/transact.ts'
import { announceTicket } from './announcing.ts'
import { findLeftAlone, findPausedAt, findPausedSince, findPressing, setAlarmed } from './lingering-store.ts'
import { pauseHours, waitMinutesForBooked } from './rules/place.ts'
import { endPlace } from './places.ts'
import { setAnyExpert } from './place-store.ts'
import { type LockedTicket, lockTicket } from './ticket-store.ts'
import { widenUrgentAfterMinutes } from './rules/widening.ts'

/** What time alone makes of those who wait. A place that fails is logged and tried again; it holds up no other. */

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
  const left = await findLeftAlone(dependencies.db, { since: now.subtract({ minutes: waitMinutesForBooked }), now })
  const released = await changeEach(dependencies, left, async (trx, announce, ticket) => {
    await setAnyExpert(trx, ticket.id, now)
    await announceTicket(trx, announce, ticket, now)
    return ticket
  })
  return released.length
}

/**
 * Alarms for whom nobody free may take though they can't wait: doctors of the specialty who are on a break, and coordinators.
 * Meant to follow a round of matching. Returns how many alarms there were.
 */
export async function raiseAlarms(dependencies: Sweeping): Promise<number> {
  const now = dependencies.clock.now()
  const pressing = await findPressing(dependencies.db, {
    now,
    emergencySince: now.subtract({ seconds: alarmAfterSeconds }),
    urgentSince: now.subtract({ minutes: widenUrgentAfterMinutes }),
  })
  const alarmed = await changeEach(dependencies, pressing, async (trx, announce, ticket) => {
    if (!(await setAlarmed(trx, ticket.id, now))) return undefined
    await announceTicket(trx, announce, ticket, now)
    return ticket
  })
  return alarmed.length
}

/** Ends the places of those who said "not now" and were not ready again in time, and tells them by mail. Returns how many. */
export async function endLongPauses(dependencies: Sweeping): Promise<number> {
  const { clock, db } = dependencies
  const now = clock.now()
  const ended = await changeEach(
    dependencies,
    await findPausedSince(db, now.subtract({ hours: pauseHours })),
    async (trx, announce, ticket) => {
      const pausedAt = await findPausedAt(trx, ticket.id)
      if (pausedAt === null) return undefined
      await endPlace(trx, announce, ticket, { reason: 'paused', by: null, note: null, now })
      await postLetter(trx, announce, { kind: 'placeEnded', about: ticket.id, happenedAt: pausedAt, askedAt: now })
      return ticket
    },
  )
  return ended.length
}

type Change<Changed> = (
  trx: Transaction<Database>,
  announce: Announce,
  ticket: LockedTicket,
) => Promise<Changed | undefined>

/** Changes each ticket that still waits in a transaction of its own; what was answered for those that were changed. */
async function changeEach<Changed extends object>(
  dependencies: Sweeping,
  ticketIds: readonly string[],
  change: Change<Changed>,
): Promise<Changed[]> {
  const { results } = await eachAlone(
    dependencies.log,
    'a place that lingers could not be changed; trying again',
    ticketIds,
    (ticketId) => ({ ticketId }),
    (ticketId) =>
      transact(dependencies, async (trx, announce) => {
        const ticket = await lockTicket(trx, ticketId)
        return ticket?.status === 'waiting' ? await change(trx, announce, ticket) : undefined
      }),
  )
  return results.filter((changed) => changed !== undefined)
}
