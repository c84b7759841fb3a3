import type { LetterWriter } from '../letters/postman.ts'
import { writeAppointmentLetter } from './letters.ts'
import { findAppointment, hasPlace } from './store.ts'

/** About an appointment, for as long as it stands. */
export const bookedLetter: LetterWriter = (dependencies, { about }) => letterAbout(dependencies, about, 'booked')

/** About an appointment that is given back. */
export const cancelledLetter: LetterWriter = (dependencies, { about }) => letterAbout(dependencies, about, 'cancelled')

/** Whoever reads it after the hour, or once it is true no more, would only be misled. */
async function letterAbout(
  { db, clock, settings }: Parameters<LetterWriter>[0],
  id: string,
  kind: 'booked' | 'cancelled',
): ReturnType<LetterWriter> {
  const entry = await findAppointment(db, id)
  if (entry?.status !== kind || Temporal.Instant.compare(entry.during.end, clock.now()) <= 0) return undefined
  const { locale } = entry
  return writeAppointmentLetter(entry.cancelledBy === 'hospital' ? 'cancelledByHospital' : kind, {
    to: entry.email,
    locale,
    keepsPlace: kind === 'cancelled' && (await hasPlace(db, id)),
    patientName: entry.patientName,
    patientTimeZone: entry.patientTimeZone,
    expertName: locale === 'zh-CN' ? entry.nameHan : `${entry.nameLatin} ${entry.nameHan}`,
    institution: locale === 'zh-CN' ? entry.institution : entry.institutionLatin || entry.institution,
    expertTimeZone: entry.timeZone,
    specialty: entry.specialty,
    start: entry.during.start,
    link: `${settings.publicUrl}/appointments`,
  })
}
