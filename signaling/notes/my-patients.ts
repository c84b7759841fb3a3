import type { AccountViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import type { MyPatients, MyPatientsQuery } from './contract.ts'
import { listHeldWith, listMyPatients } from './my-patients-store.ts'

const patientsAPage = 30
const visitsAPatient = 20

/** The patients whose visits a doctor has held, with the way to each note; for whoever is not on the panel there are none. */
export async function readMyPatients(
  { db }: Pick<Dependencies, 'db'>,
  { expertId }: AccountViewer,
  { name, before, beforeId }: MyPatientsQuery,
): Promise<MyPatients> {
  if (expertId === undefined) return { patients: [], next: null }
  const after =
    before === undefined || beforeId === undefined
      ? undefined
      : { lastHeldAt: Temporal.Instant.from(before), id: beforeId }
  const rows = await listMyPatients(db, expertId, { name: name?.trim(), after, limit: patientsAPage + 1 })
  const page = rows.slice(0, patientsAPage)
  const held = await listHeldWith(
    db,
    expertId,
    page.map(({ id }) => id),
    visitsAPatient,
  )
  const last = rows.length > patientsAPage ? page.at(-1) : undefined
  return {
    patients: page.map(({ id, name: patientName, birthDate, gender, timeZone }) => ({
      id,
      name: patientName,
      birthDate,
      gender,
      timeZone,
      visits: (held.get(id) ?? []).map((visit) => ({ ...visit, heldAt: visit.heldAt.toString() })),
    })),
    next: last === undefined ? null : { before: last.lastHeldAt.toString(), beforeId: last.id },
  }
}
