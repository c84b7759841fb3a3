import type { Transaction } from 'kysely'
import { lockExpert } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Changing, Dependencies, Reading, Sweeping } from '../dependencies.ts'
import { eachAlone } from '../each-alone.ts'
import { conflict, notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import type { During } from '../shapes.ts'
import { rosterAccess } from './access.ts'
import type { DutyState } from './contract.ts'
import {
  findOpenDuty,
  findStaleDuties,
  insertDuty,
  isBusy,
  listSpecialties,
  lockBusy,
  moveDuty,
  type OpenDuty,
  setAway,
  setEnded,
  setPaused,
  wasEndedByCoordinator,
} from './duty-store.ts'
import { dutyNews } from './reactions.ts'
import { shiftToStart, startEarlyMinutes } from './rules.ts'
import { findCancelled, findShift, findTurning, maySignIn, listComingShifts, type ShiftRow } from './shift-store.ts'
import { showDuty } from './showing.ts'

type Instant = Temporal.Instant

/** Everything that shows whether this expert takes patients, or will; not the roster, which says the same in a break and in a visit. */
export async function announceDuty(trx: Transaction<Database>, announce: Announce, expertId: string): Promise<void> {
  await announceDuties(trx, announce, [expertId])
}

/** The same of several experts. */
export async function announceDuties(
  trx: Transaction<Database>,
  announce: Announce,
  expertIds: readonly string[],
): Promise<void> {
  if (expertIds.length === 0) return
  for (const { expertId, specialties } of await listSpecialties(trx, expertIds)) {
    announce(`duty:${expertId}`, ...dutyNews.topicsOf({ expertId, specialties }))
  }
}

/** The same with the roster: it has other shifts of this expert, or another says who is on duty. */
export async function announceShifts(trx: Transaction<Database>, announce: Announce, expertId: string): Promise<void> {
  announce('roster')
  await announceDuty(trx, announce, expertId)
}

/** Whether the expert's duty is open, paused or not. */
async function isOnDuty(trx: Transaction<Database>, expertId: string): Promise<boolean> {
  return (await findOpenDuty(trx, expertId)) !== undefined
}

/** `shift` is that of the duty; off duty, the one that duty can start for, or else the next. */
async function findDuty(db: Dependencies['db'], expertId: string, now: Instant): Promise<DutyState> {
  const open = await findOpenDuty(db, expertId)
  const coming = await listComingShifts(db, expertId, now)
  if (open === undefined) {
    const startable = (await maySignIn(db, expertId)) ? shiftToStart(coming, now) : undefined
    const shift = startable ?? coming[0]
    const cancelledShift = await findCancelledShift(db, expertId, now, shift)
    return { ...showDuty('off', shift, startable !== undefined), cancelledShift }
  }
  const state = (await isBusy(db, expertId)) ? 'busy' : open.pausedAt === null ? 'free' : 'paused'
  const pausedBecause = await findPauseReason(db, expertId, open)
  const pauseFollows = state === 'busy' && open.pausedAt !== null
  return { ...showDuty(state, await findShift(db, open.shiftId), false), pausedBecause, pauseFollows }
}

/** For so long before it a cancelled shift is told: until then the roster says what is planned. */
const cancelledTold = { hours: 24 }

/** The cancelled shift that an expert off duty would have before `next`. */
async function findCancelledShift(
  db: Dependencies['db'],
  expertId: string,
  now: Instant,
  next: ShiftRow | undefined,
): Promise<During | null> {
  const cancelled = await findCancelled(db, expertId, { start: now, end: now.add(cancelledTold) })
  if (cancelled === undefined) return null
  if (next !== undefined && Temporal.Instant.compare(next.during.start, cancelled.end) < 0) return null
  return { start: cancelled.start.toString(), end: cancelled.end.toString() }
}

/** Null for a break of their own, or none. */
async function findPauseReason(
  db: Dependencies['db'],
  expertId: string,
  { pausedAt, pausedBecause }: OpenDuty,
): Promise<DutyState['pausedBecause']> {
  if (pausedAt === null || pausedBecause !== null) return pausedBecause
  return (await wasEndedByCoordinator(db, expertId, pausedAt)) ? 'coordinator' : null
}

/** Somebody's own duty; for whoever is no doctor of the panel there is none. */
export async function readDuty({ db, clock }: Reading, viewer: AccountViewer): Promise<DutyState> {
  const expertId = requireExpert(viewer)
  return findDuty(db, expertId, clock.now())
}

function requireExpert(viewer: AccountViewer): string {
  if (viewer.expertId === undefined) throw notFound()
  authorize(rosterAccess.serve, viewer, ['self'])
  return viewer.expertId
}

/**
 * A step of one's own duty, under the lock that admission takes as well; answers with what it is afterwards. The step announces what it
 * changes, and nothing where it changes nothing.
 */
async function changeDuty(
  dependencies: Dependencies,
  viewer: AccountViewer,
  step: (trx: Transaction<Database>, announce: Announce, expertId: string, now: Instant) => Promise<void>,
): Promise<DutyState> {
  const expertId = requireExpert(viewer)
  const now = dependencies.clock.now()
  return transact(dependencies, async (trx, announce) => {
    await lockExpert(trx, expertId)
    await step(trx, announce, expertId, now)
    return findDuty(trx, expertId, now)
  })
}

/** Goes on duty for the shift that is on, or about to begin. @throws AppError noShiftNow, also for who leaves the panel */
export function startDuty(dependencies: Dependencies, viewer: AccountViewer): Promise<DutyState> {
  return changeDuty(dependencies, viewer, async (trx, announce, expertId, now) => {
    if (await isOnDuty(trx, expertId)) return
    const shift = shiftToStart(await listComingShifts(trx, expertId, now), now)
    if (shift === undefined || !(await maySignIn(trx, expertId))) throw conflict('noShiftNow')
    await insertDuty(trx, { expertId, shiftId: shift.id, startedAt: now })
    await announceShifts(trx, announce, expertId)
  })
}

/** Takes no further patient until resumed; a visit under way goes on. @throws AppError notOnDuty */
export function takeBreak(dependencies: Dependencies, viewer: AccountViewer): Promise<DutyState> {
  return changeDuty(dependencies, viewer, async (trx, announce, expertId, now) => {
    if (!(await isOnDuty(trx, expertId))) throw conflict('notOnDuty')
    await pauseDuty(trx, announce, expertId, now)
  })
}

/** @throws AppError notOnDuty */
export function resumeDuty(dependencies: Dependencies, viewer: AccountViewer): Promise<DutyState> {
  return changeDuty(dependencies, viewer, async (trx, announce, expertId) => {
    if (!(await isOnDuty(trx, expertId))) throw conflict('notOnDuty')
    if (await setPaused(trx, expertId, null)) await announceDuty(trx, announce, expertId)
  })
}

/** Goes off duty; off already: nothing happens. @throws AppError stillInConsultation */
export function endDuty(dependencies: Dependencies, viewer: AccountViewer): Promise<DutyState> {
  return changeDuty(dependencies, viewer, async (trx, announce, expertId, now) => {
    if (await isBusy(trx, expertId)) throw conflict('stillInConsultation')
    if (await setEnded(trx, expertId, now)) await announceShifts(trx, announce, expertId)
  })
}

/**
 * Inside the caller's transaction, which holds the expert's lock: off duty at once, for whoever leaves the panel. A visit
 * goes on.
 * @returns whether a patient is with them, or being called
 */
export async function leaveDuty(
  trx: Transaction<Database>,
  announce: Announce,
  { expertId, now }: { readonly expertId: string | null; readonly now: Instant },
): Promise<boolean> {
  if (expertId === null) return false
  await setEnded(trx, expertId, now)
  await announceShifts(trx, announce, expertId)
  return await lockBusy(trx, expertId)
}

/**
 * Inside the caller's transaction: the expert's duty goes on, but no patient is offered until it is resumed. Nothing
 * happens where there is no duty, or it is paused already.
 */
export async function pauseDuty(
  trx: Transaction<Database>,
  announce: Announce,
  expertId: string,
  now: Instant,
): Promise<void> {
  if (await setPaused(trx, expertId, now)) await announceDuty(trx, announce, expertId)
}

/** The same where the doctor has gone from a visit; the reason is shown when they come back. */
export async function pauseDutyOfAbsent(
  trx: Transaction<Database>,
  announce: Announce,
  expertId: string,
  now: Instant,
): Promise<void> {
  if (await setAway(trx, expertId, now)) await announceDuty(trx, announce, expertId)
}

/** Longer than the while between two calls, so that no turn falls between. */
const turnsOfMinutes = 3

/**
 * Time alone changes what screens say when duty for a shift can start, and when the shift begins or ends: announces the turns
 * of the last minutes. Meant to be called every minute; a turn announced twice does no harm. Returns how many experts' there were.
 */
export async function announceTurns(dependencies: Changing): Promise<number> {
  const now = dependencies.clock.now()
  const since = now.subtract({ minutes: turnsOfMinutes })
  return transact(dependencies, async (trx, announce) => {
    const startable = await findTurning(
      trx,
      since.add({ minutes: startEarlyMinutes }),
      now.add({ minutes: startEarlyMinutes }),
    )
    const turning = new Set([...startable, ...(await findTurning(trx, since, now))])
    for (const expertId of turning) await announceDuty(trx, announce, expertId)
    return turning.size
  })
}

/**
 * Ends the duties whose shift is over, never in the middle of a visit: such a duty ends with the next call after the
 * visit has. Where the expert's next shift follows on at once, the duty goes on with it. Returns how many changed.
 */
export async function endStaleDuties(dependencies: Sweeping): Promise<number> {
  const now = dependencies.clock.now()
  const { results } = await eachAlone(
    dependencies.log,
    'a duty could not be ended; trying again',
    await findStaleDuties(dependencies.db, now),
    (expertId) => ({ expertId }),
    (expertId) =>
      transact(dependencies, async (trx, announce) => {
        await lockExpert(trx, expertId)
        const duty = await findOpenDuty(trx, expertId)
        if (duty === undefined || Temporal.Instant.compare(duty.shiftEndsAt, now) > 0) return false
        if (await isBusy(trx, expertId)) return false
        const next = (await listComingShifts(trx, expertId, now))[0]
        const followsOn = next !== undefined && Temporal.Instant.compare(next.during.start, now) <= 0
        if (followsOn) await moveDuty(trx, expertId, next.id)
        else await setEnded(trx, expertId, now)
        await announceShifts(trx, announce, expertId)
        return true
      }),
  )
  return results.filter(Boolean).length
}
