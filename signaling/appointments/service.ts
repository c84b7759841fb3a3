import { lockExpert, lockPatient } from '../../db/locks.ts'
import type { InstantRange } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Dependencies, Reading } from '../dependencies.ts'
import { AppError, conflict, notFound, violates } from '../errors.ts'
import { earlier, later } from '../instants.ts'
import { postLetter } from '../letters/service.ts'
import { transact } from '../live/transact.ts'
import { secondsToWait } from '../pace.ts'
import { overlap } from '../roster/rules.ts'
import { readStretch } from '../roster/service.ts'
import { appointmentsAccess } from './access.ts'
import type { Appointment, NewAppointment, Slot, SlotQuery } from './contract.ts'
import { arriveFrom, bookAheadMinutes, bookingPace, cutSlots, freeSlots, isTooSoon } from './rules.ts'
import {
  type AppointmentEntry,
  findAppointment,
  findAppointmentByKey,
  findNextBookable,
  findNthLatestBookedAt,
  findShiftToBook,
  getAppointment,
  insertAppointment,
  isPatientOf,
  listAppointments,
  listBookableShifts,
  listTaken,
  setAppointmentCancelled,
} from './store.ts'

/**
 * Owns: `appointment`.
 * Reads: `shift`, `expert` and `expert_language`, for the slots; `account` and `patient`, for the letters.
 * Raises: `appointmentsCancelled`; announces `appointments:ACCOUNT_ID`, `duty:EXPERT_ID`, `roster`.
 * Reacts to: `patientsChanged`, `patientArchived`, `shiftCancelled`.
 */

/** Slots are looked for over as many days as shifts are laid ahead. */
const longestSearchDays = 62
/** More than a screen can show; the next day's are asked for with a later `from`. */
const mostSlots = 500
/** How far back one's list of appointments goes. */
const listedDays = 90

function showExpert(entry: Omit<AppointmentEntry, 'id'> | Awaited<ReturnType<typeof listBookableShifts>>[number]) {
  const { expertId: id, nameHan, nameLatin, title, institution, institutionLatin, timeZone, languages } = entry
  return { id, nameHan, nameLatin, title, institution, institutionLatin, timeZone, languages }
}

function showAppointment(entry: AppointmentEntry): Appointment {
  const { id, patientId, patientName, specialty, reason, status, during } = entry
  return {
    id,
    patientId,
    patientName,
    specialty,
    during: { start: during.start.toString(), end: during.end.toString() },
    reason,
    status,
    expert: showExpert(entry),
    arriveFrom: arriveFrom(during).toString(),
  }
}

/** Hours of a search that are looked through at once: fewer where hundreds of doctors have thousands of slots a day. */
const partHours = { least: 1, most: 8 }
/** With as many shifts in a part the next one is not made longer. */
const manyShifts = 50

/** The free slots of a specialty that begin within the stretch, in order; the first 500 of them. */
export async function findSlots({ db, clock }: Reading, query: SlotQuery): Promise<Slot[]> {
  const stretch = readStretch(query, longestSearchDays)
  const now = clock.now()
  const slots: Slot[] = []
  let start: Temporal.Instant | undefined = later(stretch.start, now.add({ minutes: bookAheadMinutes }))
  let hours = partHours.least
  // Part by part, each with what begins in it, so that nothing is cut and sorted that nobody is shown.
  while (start !== undefined && slots.length < mostSlots && Temporal.Instant.compare(start, stretch.end) < 0) {
    const part: InstantRange = { start, end: earlier(start.add({ hours }), stretch.end) }
    const found = await findSlotsOfPart(db, query, part, now)
    slots.push(...found.slots.slice(0, mostSlots - slots.length))
    hours = found.shifts < manyShifts ? Math.min(partHours.most, hours * 2) : partHours.least
    const rest = { start: part.end, end: stretch.end }
    start = found.shifts > 0 ? part.end : await findNextBookable(db, { ...query, during: rest })
  }
  return slots
}

async function findSlotsOfPart(
  db: Dependencies['db'],
  query: SlotQuery,
  part: InstantRange,
  now: Temporal.Instant,
): Promise<{ readonly shifts: number; readonly slots: readonly Slot[] }> {
  const shifts = await listBookableShifts(db, { ...query, during: part })
  const taken = await listTaken(db, [...new Set(shifts.map((shift) => shift.expertId))], part)
  const takenOf = Map.groupBy(taken, (other) => other.expertId)
  const slots = shifts.flatMap((shift) => {
    const ofExpert = (takenOf.get(shift.expertId) ?? [])
      .map((other) => other.during)
      .filter((during) => overlap(during, shift.during))
    const expert = showExpert(shift)
    return freeSlots(cutSlots(shift.during, shift.slotMinutes, part), ofExpert, part, now).map((during) => ({
      start: during.start,
      slot: {
        shiftId: shift.shiftId,
        during: { start: during.start.toString(), end: during.end.toString() },
        expert,
      },
    }))
  })
  const inOrder = slots.toSorted((one, other) => Temporal.Instant.compare(one.start, other.start))
  return { shifts: shifts.length, slots: inOrder.map(({ slot }) => slot) }
}

/**
 * Books a slot for one of the viewer's patients, and tells the account by mail.
 * @throws AppError notFound (not one's patient), slotUnknown, slotTooSoon, slotTaken, patientBusyThen, tooManyBookings; tooManyRequests
 *   (429, details.seconds)
 */
export async function bookAppointment(
  dependencies: Dependencies,
  viewer: AccountViewer,
  command: NewAppointment,
): Promise<Appointment> {
  const now = dependencies.clock.now()
  const { accountId } = viewer
  const { patientId, shiftId, specialty, idempotencyKey, reason } = command
  const start = Temporal.Instant.from(command.start)
  const entry = await transact(dependencies, async (trx, announce) => {
    const found = await findShiftToBook(trx, shiftId)
    if (found === undefined) throw conflict('slotUnknown')
    await lockExpert(trx, found.expertId)
    await lockPatient(trx, patientId)
    const repeated = await findAppointmentByKey(trx, accountId, idempotencyKey)
    if (repeated !== undefined) return repeated
    const owns = await isPatientOf(trx, patientId, accountId)
    authorize(appointmentsAccess.book, viewer, owns ? ['owner'] : [])
    const seconds = secondsToWait(bookingPace, await findNthLatestBookedAt(trx, accountId, bookingPace.times), now)
    if (seconds > 0) throw new AppError(429, 'tooManyRequests', { details: { seconds } })
    // Read again behind the lock: it may have been cancelled meanwhile.
    const shift = await findShiftToBook(trx, shiftId)
    const bookable = shift?.cancelledAt === null && shift.isOnPanel && shift.specialties.includes(specialty)
    const slots = bookable ? cutSlots(shift.during, shift.slotMinutes) : []
    const during = slots.find((slot) => slot.start.equals(start))
    if (during === undefined) throw conflict('slotUnknown')
    if (isTooSoon(start, now)) throw conflict('slotTooSoon')
    const values = { patientId, accountId, idempotencyKey, shiftId, specialty, during, reason, createdAt: now }
    const id = await insertAppointment(trx, { ...values, expertId: found.expertId })
    announce(`appointments:${accountId}`, `duty:${found.expertId}`, 'roster')
    await postLetter(trx, announce, { kind: 'booked', about: id, happenedAt: now, askedAt: now })
    return await getAppointment(trx, id)
  }).catch((error: unknown) => {
    if (violates(error, 'appointment_expert_free')) throw conflict('slotTaken')
    if (violates(error, 'appointment_four_a_patient')) throw conflict('tooManyBookings')
    throw violates(error, 'appointment_patient_free') ? conflict('patientBusyThen') : error
  })
  return showAppointment(entry)
}

/** A compatriot's own appointments, or those in a doctor's shifts, of the last months and to come. */
export async function readAppointments({ db, clock }: Reading, viewer: AccountViewer): Promise<Appointment[]> {
  const since = clock.now().subtract({ hours: 24 * listedDays })
  if (viewer.role === 'compatriot') {
    return (await listAppointments(db, { accountId: viewer.accountId }, since)).map(showAppointment)
  }
  if (viewer.expertId === undefined) return []
  return (await listAppointments(db, { expertId: viewer.expertId }, since)).map(showAppointment)
}

/**
 * Gives the slot back, and tells the patient; cancelled already: nothing happens. Whoever has arrived leaves the waiting
 * room instead.
 * @throws AppError appointmentOver
 */
export async function cancelAppointment(
  dependencies: Dependencies,
  viewer: AccountViewer,
  id: string,
): Promise<Appointment> {
  const now = dependencies.clock.now()
  const entry = await transact(dependencies, async (trx, announce) => {
    const found = await findAppointment(trx, id)
    if (found === undefined) throw notFound()
    await lockExpert(trx, found.expertId)
    await lockPatient(trx, found.patientId)
    const current = await getAppointment(trx, id)
    const owns = current.accountId === viewer.accountId
    authorize(appointmentsAccess.cancel, viewer, owns ? ['owner'] : [], current.status)
    if (current.status === 'cancelled') return current
    if (Temporal.Instant.compare(current.during.end, now) <= 0) throw conflict('appointmentOver')
    await setAppointmentCancelled(trx, id, now)
    announce(`appointments:${current.accountId}`, `duty:${current.expertId}`, 'roster')
    await postLetter(trx, announce, { kind: 'cancelled', about: id, happenedAt: now, askedAt: now })
    return await getAppointment(trx, id)
  })
  return showAppointment(entry)
}
