import type { ExpressionBuilder, Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'

type Instant = Temporal.Instant

export async function hasCoordinator(db: Kysely<Database>): Promise<boolean> {
  const row = await db.selectFrom('account').select('id').where('role', '=', 'coordinator').limit(1).executeTakeFirst()
  return row !== undefined
}

/** The newest link is the only one. */
export async function replaceFirstCoordinatorLink(
  trx: Transaction<Database>,
  { tokenHash, expiresAt }: { readonly tokenHash: Buffer; readonly expiresAt: Instant },
): Promise<void> {
  await trx.deleteFrom('firstCoordinatorLink').execute()
  await trx.insertInto('firstCoordinatorLink').values({ tokenHash, expiresAt }).execute()
}

/** Whether it is this link, and has not run out. */
function isGood(tokenHash: Buffer, now: Instant) {
  return ({ eb, and }: ExpressionBuilder<Database, 'firstCoordinatorLink'>) =>
    and([eb('tokenHash', '=', tokenHash), eb('expiresAt', '>', now)])
}

/** Whether there is such a link that has not run out. */
export async function isFirstCoordinatorLinkGood(
  db: Kysely<Database>,
  tokenHash: Buffer,
  now: Instant,
): Promise<boolean> {
  const row = await db
    .selectFrom('firstCoordinatorLink')
    .select('expiresAt')
    .where(isGood(tokenHash, now))
    .executeTakeFirst()
  return row !== undefined
}

/** Uses the link up; whether there was such a one that had not run out. */
export async function useFirstCoordinatorLink(
  trx: Transaction<Database>,
  tokenHash: Buffer,
  now: Instant,
): Promise<boolean> {
  const row = await trx
    .deleteFrom('firstCoordinatorLink')
    .where(isGood(tokenHash, now))
    .returning('expiresAt')
    .executeTakeFirst()
  return row !== undefined
}
