import { lockExpert } from '../../db/locks.ts'
import type { InstantRange } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound, violates } from '../errors.ts'
import { isUnknownTimeZone, requireTimeZone, unknownTimeZone } from '../identity/time-zone.ts'
import { transact } from '../live/transact.ts'
import { specialties as allSpecialties } from '../vocabulary.ts'
import { rosterAccess } from './access.ts'
import type { CancelledShift, NewShift, RosterWeek, Shift } from './contract.ts'
import { findOpenDuty, isBusy, setEnded } from './duty-store.ts'
import { announceShifts } from './duty.ts'
import { shiftsCancelled } from './reactions.ts'
import { findGaps, isTooFarAhead, layShift } from './rules.ts'
import {
  countCancelledWith,
  findShift,
  findShiftByKey,
  getShift,
  insertShift,
  listRosterExperts,
  listShifts,
  maySignIn,
  setCancelled,
} from './shift-store.ts'
import { showShift } from './showing.ts'

/**
 * Owns: `shift`, `shift_pattern`, `unlaid_shift` (the days left out) and `duty`.
 * Reads: `expert`, with its account; `appointment`, how many are booked in a shift, or were cancelled with it; `ticket` and
 *   `encounter`, whether a doctor is busy, a booked patient seen, and what a coordinator has ended; it is held where a doctor
 *   leaves the panel.
 * Raises: `shiftsCancelled`, `dutyNews`; announces `duty:EXPERT_ID`, `roster`.
 * Reacts to: `expertChanged`, `expertRetiring`, `expertDisabled`, `accessEnded`.
 */

/** Stretches longer than these are refused. Everybody's shifts: two weeks, of which each has thousands in a large panel. */
const longestOfAllDays = 15
/** One's own: more than the eight weeks for which shifts are laid. */
const longestOfOneDays = 70

/** The stretch that a query asks for. @throws AppError invalidInput where it is empty or too long */
export function readStretch({ from, until }: { from: string; until: string }, longestDays: number): InstantRange {
  const during = { start: Temporal.Instant.from(from), end: Temporal.Instant.from(until) }
  const hours = during.end.since(during.start).total('hours')
  if (hours > 0 && hours <= longestDays * 24) return during
  throw new AppError(400, 'invalidInput', { fields: { '/until': hours > 0 ? 'tooLong' : 'beforeStart' } })
}

/**
 * Who works when, and for which specialties nobody does: of those that somebody on the panel has. Whoever may sign in no more is shown
 * for as long as a shift of theirs is.
 */
export async function readRoster(
  { db }: Pick<Dependencies, 'db'>,
  query: { from: string; until: string },
): Promise<RosterWeek> {
  const stretch = readStretch(query, longestOfAllDays)
  const [experts, shifts] = await Promise.all([listRosterExperts(db), listShifts(db, stretch)])
  const gaps = allSpecialties.flatMap((specialty) => {
    const able = new Set(experts.filter((expert) => expert.specialties.includes(specialty)).map((expert) => expert.id))
    if (able.size === 0) return []
    const cover = shifts.filter((shift) => able.has(shift.expertId)).map((shift) => shift.during)
    return findGaps(cover, stretch).map(({ start, end }) => ({
      specialty,
      during: { start: start.toString(), end: end.toString() },
    }))
  })
  const planned = new Set(shifts.map(({ expertId }) => expertId))
  return {
    from: query.from,
    until: query.until,
    experts: experts.flatMap(({ maySignIn: mayCome, ...expert }) =>
      mayCome || planned.has(expert.id) ? [expert] : [],
    ),
    shifts: shifts.map(showShift),
    gaps,
  }
}

export async function readMyShifts(
  { db }: Pick<Dependencies, 'db'>,
  viewer: AccountViewer,
  query: { from: string; until: string },
): Promise<Shift[]> {
  if (viewer.expertId === undefined) return []
  authorize(rosterAccess.readOwn, viewer, ['self'])
  const stretch = readStretch(query, longestOfOneDays)
  return (await listShifts(db, stretch, { expertId: viewer.expertId })).map(showShift)
}

/**
 * Gives an expert one shift.
 * @throws AppError notFound (nobody on the panel), shiftOverlaps, shiftTooLong, localTimeSkipped, shiftInPast, shiftTooFarAhead,
 * unknownTimeZone
 */
export async function addShift(dependencies: Dependencies, viewer: AccountViewer, command: NewShift): Promise<Shift> {
  const now = dependencies.clock.now()
  const timeZone = requireTimeZone(command.timeZone)
  if (isTooFarAhead(command.date, now, timeZone)) {
    throw new AppError(400, 'shiftTooFarAhead', { fields: { '/date': 'shiftTooFarAhead' } })
  }
  const laid = layShift(command.date, { ...command, timeZone })
  if ('problem' in laid) throw new AppError(400, laid.problem, { fields: { '/startsAtLocal': laid.problem } })
  if (Temporal.Instant.compare(laid.end, now) <= 0) {
    throw new AppError(400, 'shiftInPast', { fields: { '/date': 'shiftInPast' } })
  }
  const { expertId, idempotencyKey, slotMinutes } = command
  const added = await transact(dependencies, async (trx, announce) => {
    await lockExpert(trx, expertId)
    const repeated = await findShiftByKey(trx, viewer.accountId, idempotencyKey)
    if (repeated !== undefined) return repeated
    if (!(await maySignIn(trx, expertId))) throw notFound()
    const values = { expertId, patternId: null, idempotencyKey, during: laid, timeZone, slotMinutes }
    const id = await insertShift(trx, { ...values, createdBy: viewer.accountId, createdAt: now })
    await announceShifts(trx, announce, expertId)
    return getShift(trx, id)
  }).catch(explainOverlap)
  return showShift(added)
}

function explainOverlap(error: unknown): never {
  if (isUnknownTimeZone(error)) throw unknownTimeZone(error)
  throw violates(error, 'shift_no_overlap') ? conflict('shiftOverlaps') : error
}

/**
 * Takes a shift out of the roster. Cancelled already, nothing happens, and the answer is that of the first time. Whoever is on duty in
 * it goes off duty: they may be gone. Its booked patients are in the way, unless `cancelAppointments`: then their appointments are
 * cancelled with it, and each is told by mail.
 * @throws AppError shiftHasAppointments (with their count), shiftHasConsultation (a patient is being called or seen), shiftInPast
 */
export async function cancelShift(
  dependencies: Dependencies,
  id: string,
  cancelAppointments: boolean,
): Promise<CancelledShift> {
  const now = dependencies.clock.now()
  return await transact(dependencies, async (trx, announce) => {
    const found = await findShift(trx, id)
    if (found === undefined) throw notFound()
    await lockExpert(trx, found.expertId)
    const shift = await getShift(trx, id)
    if (shift.cancelledAt !== null) {
      return { cancelledShifts: 1, cancelledAppointments: await countCancelledWith(trx, id), keptBecauseBooked: [] }
    }
    if (Temporal.Instant.compare(shift.during.end, now) <= 0) throw conflict('shiftInPast')
    const isOnDuty = (await findOpenDuty(trx, shift.expertId))?.shiftId === id
    if (isOnDuty && (await isBusy(trx, shift.expertId))) throw conflict('shiftHasConsultation')
    if (shift.booked > 0 && !cancelAppointments) throw conflict('shiftHasAppointments', { count: shift.booked })
    if (isOnDuty) await setEnded(trx, shift.expertId, now)
    await setCancelled(trx, [id], now)
    await announceShifts(trx, announce, shift.expertId)
    const cancelled = await shiftsCancelled.raise(trx, announce, { shiftIds: [id], now })
    const cancelledAppointments = cancelled.reduce((sum, count) => sum + count, 0)
    return { cancelledShifts: 1, cancelledAppointments, keptBecauseBooked: [] }
  })
}

/** Undoes a cancellation of the shift; appointments cancelled with it stay cancelled, since their patients were told. */
export async function restoreShift(dependencies: Dependencies, id: string): Promise<Shift> {
  const now = dependencies.clock.now()
  const restored = await transact(dependencies, async (trx, announce) => {
    const found = await findShift(trx, id)
    if (found === undefined) throw notFound()
    await lockExpert(trx, found.expertId)
    if (Temporal.Instant.compare(found.during.end, now) <= 0) throw conflict('shiftInPast')
    if (!(await maySignIn(trx, found.expertId))) throw notFound()
    await setCancelled(trx, [id], null)
    await announceShifts(trx, announce, found.expertId)
    return getShift(trx, id)
  }).catch(explainOverlap)
  return showShift(restored)
}
