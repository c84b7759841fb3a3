import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from './tables.ts'

/**
 * Locks that are let go when the transaction ends. Taken before anything is written, in this order: the expert, then the
 * patient. Under a rush the exclusion constraints alone deadlock and stall; behind these locks one wins at once.
 */
const namespace = { expert: 1, patient: 2, address: 3, firstCoordinator: 90 }

/** Whoever else wants this expert's shifts, duty, slots or consultation waits until this transaction has ended. */
export async function lockExpert(trx: Transaction<Database>, expertId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${expertLockKey(expertId)})`.execute(trx)
}

/** The key of that lock, for a statement that tries it and goes on without. */
export function expertLockKey(expertId: string): RawBuilder<number> {
  return sql`hashtextextended(${expertId}::text, ${sql.lit(namespace.expert)})`
}

/** The same for a patient's appointments and places in the waiting room. */
export async function lockPatient(trx: Transaction<Database>, patientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${patientId}::text, ${sql.lit(namespace.patient)}))`.execute(
    trx,
  )
}

/** One at a time for what is counted by e-mail address: sign-in codes, new accounts. Never together with the others. */
export async function lockAddress(trx: Transaction<Database>, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${email}::text, ${sql.lit(namespace.address)}))`.execute(trx)
}

/** One at a time makes, or is told of, the first coordinator. Never together with the others. */
export async function lockFirstCoordinator(trx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('', ${sql.lit(namespace.firstCoordinator)}))`.execute(trx)
}
