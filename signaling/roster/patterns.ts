import type { Transaction } from 'kysely'
import { lockExpert } from '../../db/locks.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import type { AccountViewer } from '../access.ts'
import type { Dependencies, Reading } from '../dependencies.ts'
import { AppError, conflict, notFound } from '../errors.ts'
import { isUnknownTimeZone, requireTimeZone, unknownTimeZone } from '../identity/time-zone.ts'
import { type Announce, transact } from '../live/transact.ts'
import type { CancelledShift, LaidPattern, NewShiftPattern, ShiftPattern } from './contract.ts'
import { findOpenDuty } from './duty-store.ts'
import { announceShifts } from './duty.ts'
import { extendPattern, layAhead } from './laying.ts'
import {
  countCancelledWithPattern,
  countLaid,
  findPattern,
  findPatternByKey,
  insertPattern,
  listPatterns,
  type PatternRow,
  setPatternsEnded,
} from './pattern-store.ts'
import { isTooFarAhead, lastDayOver } from './rules.ts'
import { countOpenAppointments, listShifts, listShiftsAfter, maySignIn, setCancelled } from './shift-store.ts'
import { showShift } from './showing.ts'
import { listFoundAt } from './unlaid-store.ts'

type Instant = Temporal.Instant

function showPattern(row: PatternRow): ShiftPattern {
  return {
    id: row.id,
    expertId: row.expertId,
    weekdays: row.weekdays,
    startsAtLocal: row.startsAtLocal.slice(0, 5),
    endsAtLocal: row.endsAtLocal.slice(0, 5),
    timeZone: row.timeZone,
    slotMinutes: row.slotMinutes,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    failedAt: row.failedAt?.toString() ?? null,
  }
}

function showStretch({ start, end }: InstantRange): LaidPattern['clashes'][number] {
  return { start: start.toString(), end: end.toString() }
}

/** By UTC a shift of a pattern's last day may be on until two days later: in a zone far to the west, and past midnight. */
const goesOnDays = 2

export async function readPatterns({ db, clock }: Reading): Promise<ShiftPattern[]> {
  const today = clock.now().toZonedDateTimeISO('UTC').toPlainDate()
  return (await listPatterns(db, today.subtract({ days: goesOnDays }).toString())).map(showPattern)
}

/**
 * Lays a weekly pattern for the weeks to come; `extendPatterns` goes on from there. Days on which the expert has another shift
 * are left out, named, and kept as unlaid shifts.
 * @throws AppError notFound (nobody on the panel), shiftTooLong, shiftInPast (it ends before today), shiftTooFarAhead (it begins
 * more than two years from now), unknownTimeZone
 */
export async function addPattern(
  dependencies: Dependencies,
  viewer: AccountViewer,
  command: NewShiftPattern,
): Promise<LaidPattern> {
  const now = dependencies.clock.now()
  const timeZone = requireTimeZone(command.timeZone)
  refuseHours(command, now, timeZone)
  return transact(dependencies, async (trx, announce) => {
    await lockExpert(trx, command.expertId)
    const repeated = await findPatternByKey(trx, viewer.accountId, command.idempotencyKey)
    if (repeated !== undefined) {
      const clashes = await listFoundAt(trx, repeated.id, repeated.createdAt)
      return {
        pattern: showPattern(repeated),
        laid: await countLaid(trx, repeated.id),
        clashes: clashes.map(({ during }) => showStretch(during)),
      }
    }
    if (!(await maySignIn(trx, command.expertId))) throw notFound()
    const pattern = await insertPattern(trx, {
      expertId: command.expertId,
      idempotencyKey: command.idempotencyKey,
      weekdays: command.weekdays,
      startsAtLocal: command.startsAtLocal,
      endsAtLocal: command.endsAtLocal,
      timeZone,
      slotMinutes: command.slotMinutes,
      validFrom: command.validFrom,
      validUntil: command.validUntil,
      // No shift is laid that is over, even where the pattern is valid from an earlier day.
      laidUntil: laterDay(dayBefore(command.validFrom), lastDayOver({ ...command, timeZone }, now)),
      createdBy: viewer.accountId,
      createdAt: now,
    })
    const { laid, clashes } = await layAhead(trx, pattern, now)
    await announceShifts(trx, announce, command.expertId)
    return { pattern: showPattern(pattern), laid, clashes: clashes.map(showStretch) }
  }).catch((error: unknown) => {
    throw isUnknownTimeZone(error) ? unknownTimeZone(error) : error
  })
}

function refuseHours(command: NewShiftPattern, now: Instant, timeZone: string): void {
  const { startsAtLocal, endsAtLocal, validFrom, validUntil } = command
  if (startsAtLocal === endsAtLocal) {
    throw new AppError(400, 'shiftTooLong', { fields: { '/endsAtLocal': 'shiftTooLong' } })
  }
  if (isTooFarAhead(validFrom, now, timeZone)) {
    throw new AppError(400, 'shiftTooFarAhead', { fields: { '/validFrom': 'shiftTooFarAhead' } })
  }
  if (validUntil === null) return
  if (validUntil < validFrom) throw new AppError(400, 'invalidInput', { fields: { '/validUntil': 'beforeStart' } })
  if (validUntil < todayIn(timeZone, now)) {
    throw new AppError(400, 'shiftInPast', { fields: { '/validUntil': 'shiftInPast' } })
  }
}

function todayIn(timeZone: string, now: Instant): string {
  return now.toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

function dayBefore(date: string): string {
  return Temporal.PlainDate.from(date).subtract({ days: 1 }).toString()
}

/** ISO days are in order as text. */
function laterDay(one: string, other: string): string {
  return one < other ? other : one
}

/** Lays a pattern ahead at once, where that failed before. @throws AppError notFound, and whatever keeps it from being laid */
export async function continuePattern(dependencies: Dependencies, id: string): Promise<LaidPattern> {
  const { laid, clashes } = await extendPattern(dependencies, id)
  const pattern = await findPattern(dependencies.db, id)
  if (pattern === undefined) throw notFound()
  return { pattern: showPattern(pattern), laid, clashes: clashes.map(showStretch) }
}

/**
 * From now on the pattern lays nothing; what has begun or has booked patients stays, and is offered until it is cancelled alone. Ended
 * already, nothing is cancelled, and the answer is that of the first time.
 */
export async function removePattern(dependencies: Dependencies, id: string): Promise<CancelledShift> {
  const now = dependencies.clock.now()
  return transact(dependencies, async (trx, announce) => {
    const found = await findPattern(trx, id)
    if (found === undefined) throw notFound()
    await lockExpert(trx, found.expertId)
    const isFirst = (await setPatternsEnded(trx, { id }, now)) > 0
    const coming = await listShiftsAfter(trx, now, { expertId: found.expertId, patternId: id })
    // Duty may have been taken up a little before the shift.
    const duty = await findOpenDuty(trx, found.expertId)
    const open = await countOpenAppointments(
      trx,
      coming.map((shift) => shift.id),
    )
    const free = isFirst ? coming.filter((shift) => !open.has(shift.id) && shift.id !== duty?.shiftId) : []
    await setCancelled(
      trx,
      free.map((shift) => shift.id),
      now,
    )
    await announceShifts(trx, announce, found.expertId)
    const kept = coming.filter((shift) => open.has(shift.id))
    return {
      cancelledShifts: isFirst ? free.length : await countCancelledWithPattern(trx, id),
      cancelledAppointments: 0,
      keptBecauseBooked: kept.map((shift) => ({ ...showShift(shift), openAppointments: open.get(shift.id) ?? 0 })),
    }
  })
}

/**
 * Inside the caller's transaction, which holds the expert's lock: nothing is laid for this expert any more, and the shifts
 * to come are cancelled.
 * @throws AppError shiftHasAppointments: those patients have to be told first
 */
export async function endRoster(
  trx: Transaction<Database>,
  _announce: Announce,
  { expertId, now }: { readonly expertId: string; readonly now: Instant },
): Promise<void> {
  const coming = await listShiftsAfter(trx, now, { expertId })
  // The shift that is on may have patients booked as well.
  const during = { start: now, end: now.add({ hours: 1 }) }
  const unfinished = [...(await listShifts(trx, during, { expertId })), ...coming]
  const open = await countOpenAppointments(
    trx,
    unfinished.map((shift) => shift.id),
  )
  const count = open.values().reduce((sum, more) => sum + more, 0)
  if (count > 0) throw conflict('shiftHasAppointments', { count })
  await setPatternsEnded(trx, { expertId }, now)
  await setCancelled(
    trx,
    coming.map((shift) => shift.id),
    now,
  )
}
