import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from './tables.ts'

/**
 * Locks that are let go when the transaction ends. Taken before anything is written, in this order: the expert, then the
 * patient. Under a rush the exclusion constraints alone deadlock and stall; behind these locks one wins at once.
 */
const namespace = { expert: 1, patient: 2, address: 3, firstCoordinator: 90 }

/** Connections of this process that wait for the same lock; the others are left to those who want something else. */
const waitAtMost = 2
const waiting = new Map<string, number>()

/** Somebody has the lock, and as many wait for it as may: to be tried again, with a new transaction, after a pause. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld'
}

/** @throws LockHeld */
async function lock(trx: Transaction<Database>, space: keyof typeof namespace, key: string): Promise<void> {
  const name = `${space}:${key}`
  const number = lockKey(space, key)
  const before = waiting.get(name) ?? 0
  if (before >= waitAtMost) {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${number}) as got`.execute(trx)
    if (rows[0]?.got !== true) throw new LockHeld(`the lock of ${space} is held`)
    return
  }
  waiting.set(name, before + 1)
  try {
    await sql`select pg_advisory_xact_lock(${number})`.execute(trx)
  } finally {
    const left = (waiting.get(name) ?? 1) - 1
    if (left > 0) waiting.set(name, left)
    else waiting.delete(name)
  }
}

/** Whoever else wants this expert's shifts, duty, slots or consultation waits until this transaction has ended. */
export async function lockExpert(trx: Transaction<Database>, expertId: string): Promise<void> {
  await lock(trx, 'expert', expertId)
}

/** The keys of those locks, in the order of the ids, for a statement that tries them and goes on without. */
export function expertLockKeys(expertIds: readonly string[]): RawBuilder<number[]> {
  return sql`array(
    select hashtextextended(key, ${sql.lit(namespace.expert)})
    from unnest(${expertIds}::text[]) with ordinality as expert (key, place) order by place)`
}

function lockKey(space: keyof typeof namespace, key: string): RawBuilder<number> {
  return sql`hashtextextended(${key}::text, ${sql.lit(namespace[space])})`
}

/** The same for a patient's appointments and places in the waiting room. */
export async function lockPatient(trx: Transaction<Database>, patientId: string): Promise<void> {
  await lock(trx, 'patient', patientId)
}

/**
 * Whoever else counts what this account has taken waits until this transaction has ended: another place, another booking. Its row is
 * locked, as by the insert of a ticket; taken after the expert's and the patient's lock.
 */
export async function lockAccount(trx: Transaction<Database>, accountId: string): Promise<void> {
  await trx.selectFrom('account').select('id').where('id', '=', accountId).forNoKeyUpdate().execute()
}

/** One at a time for what is counted by e-mail address: sign-in codes, new accounts. Never together with the others. */
export async function lockAddress(trx: Transaction<Database>, email: string): Promise<void> {
  await lock(trx, 'address', email)
}

/** One at a time makes, or is told of, the first coordinator. Never together with the others. */
export async function lockFirstCoordinator(trx: Transaction<Database>): Promise<void> {
  await lock(trx, 'firstCoordinator', '')
}
