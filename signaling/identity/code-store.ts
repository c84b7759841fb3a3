import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { codeAttempts } from './rules.ts'

type Instant = Temporal.Instant

export async function findCodeTimes(db: Kysely<Database>, email: string, since: Instant): Promise<Instant[]> {
  const rows = await db
    .selectFrom('signInCode')
    .select('createdAt')
    .where('email', '=', email)
    .where('createdAt', '>', since)
    .execute()
  return rows.map((row) => row.createdAt)
}

export async function insertCode(
  trx: Transaction<Database>,
  code: { id: string; email: string; codeHash: Buffer; createdAt: Instant; expiresAt: Instant },
): Promise<void> {
  await trx.insertInto('signInCode').values(code).execute()
}

export async function deleteCode(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('signInCode').where('id', '=', id).execute()
}

/** Of an address, only the newest code works. */
export function findNewestCode(db: Kysely<Database>, email: string) {
  return db
    .selectFrom('signInCode')
    .select(['id', 'attempts', 'usedAt'])
    .where('email', '=', email)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/**
 * One guess at a code: counts it, and uses the code up where the hash is right, in one statement, so that however many
 * come at once one of them at most is answered true. Undefined: nothing is left to guess at.
 */
export async function guessCode(
  trx: Transaction<Database>,
  id: string,
  codeHash: Buffer,
  now: Instant,
): Promise<{ right: boolean; attempts: number } | undefined> {
  return trx
    .updateTable('signInCode')
    .set(({ eb }) => ({
      attempts: eb('attempts', '+', 1),
      usedAt: sql<Instant | null>`case when code_hash = ${codeHash} then ${now}::timestamptz end`,
    }))
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .where('attempts', '<', codeAttempts)
    .where('expiresAt', '>', now)
    .returning([sql<boolean>`used_at is not null`.as('right'), 'attempts'])
    .executeTakeFirst()
}

export async function insertLink(
  db: Kysely<Database>,
  link: { tokenHash: Buffer; accountId: string; expiresAt: Instant },
): Promise<void> {
  await db.insertInto('signInLink').values(link).execute()
}

/** The account of a link that nobody has used; used from now on. */
export async function useLink(
  trx: Transaction<Database>,
  tokenHash: Buffer,
  now: Instant,
): Promise<string | undefined> {
  const row = await trx
    .updateTable('signInLink')
    .set({ usedAt: now })
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning('accountId')
    .executeTakeFirst()
  return row?.accountId
}

export async function findLinkAccount(db: Kysely<Database>, tokenHash: Buffer): Promise<string | undefined> {
  const row = await db
    .selectFrom('signInLink')
    .select('accountId')
    .where('tokenHash', '=', tokenHash)
    .executeTakeFirst()
  return row?.accountId
}

/** Codes are kept for the hour in which they count; sessions and links until they are over. */
export async function deleteExpired(db: Kysely<Database>, now: Instant): Promise<void> {
  await db
    .deleteFrom('signInCode')
    .where('createdAt', '<', now.subtract({ hours: 2 }))
    .execute()
  await db.deleteFrom('signInLink').where('expiresAt', '<', now).execute()
  await db.deleteFrom('session').where('expiresAt', '<', now).execute()
}
