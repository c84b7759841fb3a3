import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'

type Instant = Temporal.Instant

/** The account behind a session's hash, while the session lasts. */
export function findSession(db: Kysely<Database>, tokenHash: Buffer, now: Instant) {
  return db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.accountId')
    .leftJoin('expert', 'expert.accountId', 'account.id')
    .select([
      'session.id as sessionId',
      'session.expiresAt',
      'account.id as accountId',
      'account.role',
      'account.email',
      'account.name',
      'account.timeZone',
      'account.languages',
      'account.locale',
      'account.country',
      'expert.id as expertId',
    ])
    .where('session.tokenHash', '=', tokenHash)
    .where('session.expiresAt', '>', now)
    .executeTakeFirst()
}

/** Those of these sessions that last. */
export async function listLastingSessions(
  db: Kysely<Database>,
  sessionIds: readonly string[],
  now: Instant,
): Promise<string[]> {
  const rows = await db
    .selectFrom('session')
    .select('id')
    .where(sql<boolean>`id = any(${sessionIds}::uuid[])`)
    .where('expiresAt', '>', now)
    .execute()
  return rows.map(({ id }) => id)
}

export async function insertSession(
  db: Kysely<Database>,
  session: { tokenHash: Buffer; accountId: string; createdAt: Instant; expiresAt: Instant },
): Promise<void> {
  await db.insertInto('session').values(session).execute()
}

export async function deleteSession(db: Kysely<Database>, sessionId: string): Promise<void> {
  await db.deleteFrom('session').where('id', '=', sessionId).execute()
}
