import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Dependencies } from '../dependencies.ts'
import { type Announce, transact } from '../live/transact.ts'
import type { Locale, Specialty } from '../shapes.ts'
import { releaseFromExpert } from '../waiting-room/places.ts'
import { writeAppointmentLetter } from './letters.ts'
import { type AppointmentEntry, cancelOfPatient, cancelOfShift, getAppointment, setNoShows } from './store.ts'
import { noShowAfterMinutes } from './rules.ts'

/**
 * Inside the caller's transaction, which holds the expert's lock: cancels what is booked in a shift. A patient who has
 * arrived already stays in the waiting room, for any other expert. The caller sends the letters after its commit.
 */
export async function cancelAppointmentsOfShift(
  trx: Transaction<Database>,
  announce: Announce,
  shiftId: string,
  now: Temporal.Instant,
): Promise<AppointmentEntry[]> {
  const cancelled: AppointmentEntry[] = []
  for (const id of await cancelOfShift(trx, shiftId, now)) cancelled.push(await getAppointment(trx, id))
  await releaseFromExpert(
    trx,
    announce,
    cancelled.map((entry) => entry.id),
    now,
  )
  for (const { accountId } of cancelled) announce(`appointments:${accountId}`)
  return cancelled
}

/**
 * Inside the caller's transaction, which holds the patient's lock: gives back what a patient has booked who will not come.
 * The caller sends the letters after its commit.
 */
export async function cancelAppointmentsOfPatient(
  trx: Transaction<Database>,
  announce: Announce,
  patientId: string,
  now: Temporal.Instant,
): Promise<AppointmentEntry[]> {
  const cancelled: AppointmentEntry[] = []
  for (const id of await cancelOfPatient(trx, patientId, now)) cancelled.push(await getAppointment(trx, id))
  for (const { accountId, expertId } of cancelled) announce(`appointments:${accountId}`, `duty:${expertId}`, 'roster')
  return cancelled
}

/** Tells each patient; one whose letter can't be sent doesn't keep the others from theirs. */
export async function sendCancellations(
  dependencies: Dependencies,
  cancelled: readonly AppointmentEntry[],
): Promise<void> {
  await Promise.all(cancelled.map((entry) => sendLetter(dependencies, 'cancelled', entry)))
}

/** After the commit. What was booked or cancelled stays so, whether or not the letter gets through: the page shows it. */
export async function sendLetter(
  { mail, settings, log }: Pick<Dependencies, 'mail' | 'settings' | 'log'>,
  kind: 'booked' | 'cancelled',
  entry: AppointmentEntry,
): Promise<void> {
  const locale = entry.locale as Locale
  const letter = writeAppointmentLetter(kind, {
    to: entry.email,
    locale,
    patientName: entry.patientName,
    patientTimeZone: entry.patientTimeZone,
    expertName: locale === 'zh-CN' ? entry.nameHan : `${entry.nameLatin} ${entry.nameHan}`,
    institution: locale === 'zh-CN' ? entry.institution : entry.institutionLatin || entry.institution,
    expertTimeZone: entry.timeZone,
    specialty: entry.specialty as Specialty,
    start: entry.during.start,
    link: `${settings.publicUrl}/appointments`,
  })
  try {
    await mail.send(letter)
  } catch (error) {
    log.error({ err: error, appointmentId: entry.id }, 'the letter about an appointment could not be sent')
  }
}

/** Booked patients who never came: their appointments count as missed an hour after the slot. Returns how many. */
export async function markNoShows(dependencies: Pick<Dependencies, 'db' | 'outbox' | 'clock'>): Promise<number> {
  const now = dependencies.clock.now()
  return transact(dependencies, async (trx, announce) => {
    const missed = await setNoShows(trx, now.subtract({ minutes: noShowAfterMinutes }))
    for (const { accountId, expertId } of missed) announce(`appointments:${accountId}`, `duty:${expertId}`, 'roster')
    return missed.length
  })
}
