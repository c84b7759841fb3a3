import type { Transaction } from 'kysely'
import { lockAccount, lockExpert, lockPatient } from '../../db/locks.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import { inCrowd } from '../crowds.ts'
import type { Dependencies, Reading } from '../dependencies.ts'
import { AppError, conflict, notFound, violates } from '../errors.ts'
import { later } from '../instants.ts'
import { postLetter } from '../letters/service.ts'
import { type Announce, transact } from '../live/transact.ts'
import { secondsToWait } from '../pace.ts'
import { readStretch } from '../roster/service.ts'
import { appointmentsAccess } from './access.ts'
import { setAppointmentCancelled } from './cancelling-store.ts'
import type { Appointment, NewAppointment, Slot, SlotQuery } from './contract.ts'
import { FirstSlots } from './first-slots.ts'
import { arriveFrom, bookAheadMinutes, bookingPace, cutSlots, isTooSoon } from './rules.ts'
import {
  type AppointmentEntry,
  type BookableShift,
  type ExpertToShow,
  findAppointment,
  findAppointmentByKey,
  findExpertsToBook,
  findExpertsToShow,
  findNthLatestBookedAt,
  findObstacle,
  findOwnBooking,
  findShiftToBook,
  getAppointment,
  insertAppointment,
  isPatientOf,
  listAppointments,
  listBookableShifts,
  setReason,
} from './store.ts'

/**
 * Owns: `appointment`.
 * Reads: `shift`, `expert` and `expert_language`, for the slots; `account` and `patient`, for the letters; `ticket` and
 *   `encounter`, whether a booked patient waits, is being called or seen; it is held where a shift is cancelled.
 * Raises: `appointmentsCancelled`; announces `appointments:ACCOUNT_ID`, `duty:EXPERT_ID`, `roster`.
 * Reacts to: `patientsChanged`, `patientArchived`, `shiftsCancelled`.
 */

/** Slots are looked for over as many days as shifts are laid ahead. */
const longestSearchDays = 62
/** How far back one's list of appointments goes. */
const listedDays = 90

function showExpert(entry: ExpertToShow) {
  const { expertId: id, nameHan, nameLatin, title, institution, institutionLatin, timeZone, languages } = entry
  return { id, nameHan, nameLatin, title, institution, institutionLatin, timeZone, languages }
}

function showAppointment(entry: AppointmentEntry): Appointment {
  const { id, patientId, patientName, specialty, reason, status, cancelledBy, during } = entry
  return {
    id,
    patientId,
    patientName,
    specialty,
    during: { start: during.start.toString(), end: during.end.toString() },
    reason,
    status,
    cancelledBy,
    expert: showExpert(entry),
    arriveFrom: arriveFrom(during).toString(),
  }
}

/** Shifts that a search reads at once: most answers are found in two such pages. */
const shiftsAtOnce = 128

/**
 * The free slots of a specialty that begin within the stretch, in order; the first 500 of them, and of each moment the first 250 by
 * when their shifts begin. Shifts are read in that order, as far as they can have one of these.
 */
export async function findSlots({ db, clock }: Reading, query: SlotQuery): Promise<Slot[]> {
  const asked = readStretch(query, longestSearchDays)
  const earliest = later(asked.start, clock.now().add({ minutes: bookAheadMinutes }))
  const found = new FirstSlots<BookableShift>({
    from: earliest.epochMilliseconds,
    until: asked.end.epochMilliseconds,
  })
  const expertIds = await findExpertsToBook(db, query)
  let last: BookableShift | undefined
  let isWhole = expertIds.length === 0 || Temporal.Instant.compare(earliest, asked.end) >= 0
  while (!isWhole) {
    const during = { start: earliest, end: Temporal.Instant.fromEpochMilliseconds(found.until) }
    const after = last && { ...last, fullKinds: found.fullKinds }
    const page = await listBookableShifts(db, { expertIds, during, after, limit: shiftsAtOnce })
    found.add(page)
    last = page.at(-1)
    isWhole = page.length < shiftsAtOnce
  }
  return await showSlots(db, found)
}

async function showSlots(db: Reading['db'], { slots }: FirstSlots<BookableShift>): Promise<Slot[]> {
  const experts = await findExpertsToShow(db, [...new Set(slots.map(({ shift }) => shift.expertId))])
  const shown = new Map(experts.map((expert) => [expert.expertId, showExpert(expert)]))
  return slots.flatMap(({ startsAt, shift: { shiftId, expertId, slotMinutes } }) => {
    const expert = shown.get(expertId)
    const start = Temporal.Instant.fromEpochMilliseconds(startsAt)
    const during = { start: start.toString(), end: start.add({ minutes: slotMinutes }).toString() }
    return expert === undefined ? [] : [{ shiftId, during, expert }]
  })
}

/**
 * Books a slot for one of the viewer's patients, and tells the account by mail. Booked again by who never heard that it is booked,
 * it stays one booking, with the later reason.
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
  const book = async (trx: Transaction<Database>, announce: Announce) => {
    const seen = await findFreeSlot(trx, viewer, command, now)
    // What is made by this very command in the meantime is no refusal of it.
    const made = await findMade(trx, announce, viewer, command)
    if (made !== undefined) return made
    // Before the locks: a refusal keeps none of the expert's others waiting.
    if (seen instanceof AppError) throw seen
    await lockExpert(trx, seen.expertId)
    await lockPatient(trx, patientId)
    await lockAccount(trx, accountId)
    // And behind them: it may have been booked, its shift cancelled, or the account's pace be used up.
    const madeMeanwhile = await findMade(trx, announce, viewer, command)
    if (madeMeanwhile !== undefined) return madeMeanwhile
    const slot = await findFreeSlot(trx, viewer, command, now)
    if (slot instanceof AppError) throw slot
    const values = { ...slot, patientId, accountId, idempotencyKey, shiftId, specialty, reason, createdAt: now }
    const id = await insertAppointment(trx, values)
    announce(`appointments:${accountId}`, `duty:${slot.expertId}`, 'roster')
    await postLetter(trx, announce, { kind: 'booked', about: id, happenedAt: now, askedAt: now })
    return await getAppointment(trx, id)
  }
  const booking = inCrowd(dependencies.db, 'booking', () => transact(dependencies, book))
  const entry = await booking.catch((error: unknown) => {
    if (violates(error, 'appointment_expert_free')) throw conflict('slotTaken')
    if (violates(error, 'appointment_four_a_patient')) throw conflict('tooManyBookings')
    throw violates(error, 'appointment_patient_free') ? conflict('patientBusyThen') : error
  })
  return showAppointment(entry)
}

/** The appointment that this command, or another for the same slot, has made before; it takes the later reason. @throws AppError notFound */
async function findMade(
  trx: Transaction<Database>,
  announce: Announce,
  viewer: AccountViewer,
  command: NewAppointment,
): Promise<AppointmentEntry | undefined> {
  const { accountId } = viewer
  const { patientId, shiftId, specialty, idempotencyKey, reason } = command
  const repeated = await findAppointmentByKey(trx, accountId, idempotencyKey)
  if (repeated !== undefined) return repeated
  const owns = await isPatientOf(trx, patientId, accountId)
  authorize(appointmentsAccess.book, viewer, owns ? ['owner'] : [])
  const start = Temporal.Instant.from(command.start)
  const booked = await findOwnBooking(trx, { accountId, patientId, shiftId, specialty, start })
  if (booked === undefined || !(await setReason(trx, booked.id, reason))) return undefined
  announce(`appointments:${accountId}`)
  return { ...booked, reason }
}

/** The slot that is asked for, and whose it is; or why it can't be had. */
async function findFreeSlot(
  trx: Transaction<Database>,
  { accountId }: AccountViewer,
  { patientId, shiftId, specialty, start: startsAt }: NewAppointment,
  now: Temporal.Instant,
): Promise<{ readonly expertId: string; readonly during: InstantRange } | AppError> {
  const start = Temporal.Instant.from(startsAt)
  const seconds = secondsToWait(bookingPace, await findNthLatestBookedAt(trx, accountId, bookingPace.times), now)
  if (seconds > 0) return new AppError(429, 'tooManyRequests', { details: { seconds } })
  const shift = await findShiftToBook(trx, shiftId)
  const bookable = shift?.cancelledAt === null && shift.isOnPanel && shift.specialties.includes(specialty)
  if (!bookable) return conflict('slotUnknown')
  const during = cutSlots(shift.during, shift.slotMinutes).find((slot) => slot.start.equals(start))
  if (during === undefined) return conflict('slotUnknown')
  if (isTooSoon(start, now)) return conflict('slotTooSoon')
  const { expertId } = shift
  const obstacle = await findObstacle(trx, { expertId, patientId, during, createdAt: now })
  return obstacle === undefined ? { expertId, during } : conflict(obstacle)
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
    const owns = found.accountId === viewer.accountId
    const isDone = ({ status, during }: AppointmentEntry): boolean => {
      authorize(appointmentsAccess.cancel, viewer, owns ? ['owner'] : [], status)
      if (status === 'cancelled') return true
      if (Temporal.Instant.compare(during.end, now) <= 0) throw conflict('appointmentOver')
      return false
    }
    // Before the locks: a refusal keeps none of the expert's others waiting. And behind them, where it may be another.
    if (isDone(found)) return found
    await lockExpert(trx, found.expertId)
    await lockPatient(trx, found.patientId)
    const current = await getAppointment(trx, id)
    if (isDone(current)) return current
    await setAppointmentCancelled(trx, id, { by: owns ? 'patient' : 'hospital', now })
    announce(`appointments:${current.accountId}`, `duty:${current.expertId}`, 'roster')
    await postLetter(trx, announce, { kind: 'cancelled', about: id, happenedAt: now, askedAt: now })
    return await getAppointment(trx, id)
  })
  return showAppointment(entry)
}
