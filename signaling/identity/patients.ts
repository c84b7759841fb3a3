import { lockPatient } from '../../db/locks.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound, violates } from '../errors.ts'
import { transact } from '../live/transact.ts'
import { identityAccess } from './access.ts'
import type { ChangePatient, NewPatient, Patient } from './contract.ts'
import {
  findPatient,
  getPatientByKey,
  hasHistory,
  hasOpenTicket,
  insertPatient,
  listPatientsOf,
  type PatientRow,
  updatePatient,
} from './patient-store.ts'
import { patientArchived, patientsChanged } from './reactions.ts'
import { differences, isBirthDate } from './rules.ts'

function showPatient(row: PatientRow): Patient {
  return {
    id: row.id,
    name: row.name,
    relationship: row.relationship,
    birthDate: row.birthDate,
    gender: row.gender,
  }
}

export async function readPatients(dependencies: Pick<Dependencies, 'db'>, viewer: AccountViewer): Promise<Patient[]> {
  return (await listPatientsOf(dependencies.db, viewer.accountId)).map(showPatient)
}

/**
 * Registers a patient, once a key: sent again with other words, by who never heard that it is done, the later words count. Whoever
 * has waited or booked since is known by what they are called, and stays so.
 * @throws AppError patientSelfExists (an account's holder is one person), tooManyPatients
 */
export async function addPatient(
  dependencies: Dependencies,
  viewer: AccountViewer,
  command: NewPatient,
): Promise<Patient> {
  const now = dependencies.clock.now()
  requireBirthDate(command.birthDate, now)
  const { idempotencyKey, name, relationship, birthDate = null, gender = 'unknown' } = command
  const values = { accountId: viewer.accountId, idempotencyKey, name, relationship, birthDate, gender, createdAt: now }
  const added = await transact(dependencies, async (trx) => {
    const inserted = await insertPatient(trx, values)
    if (inserted !== undefined) return inserted
    const made = await getPatientByKey(trx, viewer.accountId, idempotencyKey)
    if (made.archivedAt !== null || (await hasHistory(trx, made))) return made
    return updatePatient(trx, made.id, { name, relationship, birthDate, gender })
  }).catch(explainRefused)
  return showPatient(added)
}

export async function changePatient(
  dependencies: Dependencies,
  viewer: AccountViewer,
  id: string,
  command: ChangePatient,
): Promise<Patient> {
  const now = dependencies.clock.now()
  requireBirthDate(command.birthDate, now)
  const changed = await transact(dependencies, async (trx, announce) => {
    const patient = await findPatient(trx, id)
    if (patient === undefined || patient.archivedAt !== null) throw notFound()
    authorize(identityAccess.changePatient, viewer, relationsTo(patient, viewer))
    const differing = differences<keyof ChangePatient>(patient, command)
    if (differing.length === 0) return patient
    await patientsChanged.raise(trx, announce, { accountId: patient.accountId, changed: differing, now })
    return updatePatient(trx, id, command)
  }).catch(explainRefused)
  return showPatient(changed)
}

/**
 * The records stay; the patient is offered no more. What is booked is in the way, unless `cancelAppointments`: then it is given back.
 * Asked again, by who never heard that it is done, it is done already.
 * @throws AppError patientIsWaiting, patientHasAppointments (with their count)
 */
export async function archivePatient(
  dependencies: Dependencies,
  viewer: AccountViewer,
  id: string,
  cancelAppointments: boolean,
): Promise<void> {
  const now = dependencies.clock.now()
  await transact(dependencies, async (trx, announce) => {
    await lockPatient(trx, id)
    const patient = await findPatient(trx, id)
    if (patient === undefined) throw notFound()
    authorize(identityAccess.archivePatient, viewer, relationsTo(patient, viewer))
    if (patient.archivedAt !== null) return
    if (await hasOpenTicket(trx, id)) throw conflict('patientIsWaiting')
    await updatePatient(trx, id, { archivedAt: now })
    await patientArchived.raise(trx, announce, { patientId: id, cancelAppointments, now })
  })
}

function relationsTo(patient: PatientRow, viewer: AccountViewer): string[] {
  return patient.accountId === viewer.accountId ? ['owner'] : []
}

function requireBirthDate(birthDate: string | null | undefined, now: Temporal.Instant): void {
  if (birthDate == null || isBirthDate(birthDate, now)) return
  throw new AppError(400, 'invalidInput', { fields: { '/birthDate': 'noBirthDate' } })
}

function explainRefused(error: unknown): never {
  if (violates(error, 'patient_twelve_an_account')) throw conflict('tooManyPatients')
  throw violates(error, 'patient_self') ? conflict('patientSelfExists') : error
}
