import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { openTicketStatuses } from '../vocabulary.ts'

export type PatientRow = Selectable<Database['patient']>

export function listPatientsOf(db: Kysely<Database>, accountId: string): Promise<PatientRow[]> {
  return db
    .selectFrom('patient')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('archivedAt', 'is', null)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

/** A patient, archived or not. */
export function findPatient(db: Kysely<Database>, id: string): Promise<PatientRow | undefined> {
  return db.selectFrom('patient').selectAll().where('id', '=', id).executeTakeFirst()
}

interface PatientValues {
  readonly accountId: string
  readonly idempotencyKey: string
  readonly name: string
  readonly relationship: PatientRow['relationship']
  readonly birthDate: string | null
  readonly gender: PatientRow['gender']
  readonly createdAt: Temporal.Instant
}

/** The new patient; undefined where this key has made one before. */
export function insertPatient(trx: Transaction<Database>, values: PatientValues): Promise<PatientRow | undefined> {
  return trx
    .insertInto('patient')
    .values({
      accountId: values.accountId,
      idempotencyKey: values.idempotencyKey,
      name: values.name,
      relationship: values.relationship,
      birthDate: values.birthDate,
      gender: values.gender,
      createdAt: values.createdAt,
    })
    .onConflict((conflict) => conflict.constraint('patient_idempotency').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** The patient that this key has made, archived or not. */
export function getPatientByKey(db: Kysely<Database>, accountId: string, idempotencyKey: string): Promise<PatientRow> {
  return db
    .selectFrom('patient')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirstOrThrow()
}

export function updatePatient(
  trx: Transaction<Database>,
  id: string,
  change: Partial<Pick<PatientRow, 'name' | 'relationship' | 'birthDate' | 'gender' | 'archivedAt'>>,
): Promise<PatientRow> {
  const { name, relationship, birthDate, gender, archivedAt } = change
  return trx
    .updateTable('patient')
    .set({ name, relationship, birthDate, gender, archivedAt })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Whether the patient has ever had a place in the waiting room or an appointment. */
export async function hasHistory(
  db: Kysely<Database>,
  { id: patientId, accountId }: { readonly id: string; readonly accountId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('ticket')
    .select('id')
    // By the account, for which there is an index.
    .where('accountId', '=', accountId)
    .where('patientId', '=', patientId)
    .unionAll(
      db.selectFrom('appointment').select('id').where('accountId', '=', accountId).where('patientId', '=', patientId),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether the patient has a place in the waiting room, or is in a consultation. */
export async function hasOpenTicket(db: Kysely<Database>, patientId: string): Promise<boolean> {
  const row = await db
    .selectFrom('ticket')
    .select('id')
    .where('patientId', '=', patientId)
    .where('status', 'in', openTicketStatuses)
    .executeTakeFirst()
  return row !== undefined
}
