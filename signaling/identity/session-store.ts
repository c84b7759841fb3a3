import { type Kysely, sql, type Transaction } from 'kysely'
import { kept } from '../../db/kept.ts'
import type { Database } from '../../db/tables.ts'

type Instant = Temporal.Instant

/** The expert of the session's account has a visit open. */
const holdsVisit = sql<boolean>`exists (
  select from encounter where encounter.expert_id = expert.id and encounter.ended_at is null)`

/**
 * The account's visit, as doctor or patient, began while the session lasted, and is not over. Each side is looked for by its own
 * index: with both in one condition every open visit would be read.
 */
const inVisit = sql<boolean>`(
  exists (
    select from encounter
    where encounter.expert_id = expert.id and encounter.ended_at is null and encounter.matched_at < session.expires_at)
  or exists (
    select from patient join encounter on encounter.patient_id = patient.id
    where patient.account_id = account.id and encounter.ended_at is null and encounter.matched_at < session.expires_at))`

/**
 * A session lasts until it expires, its account is disabled, or its expert has retired since it began: never in the middle of
 * a visit, whose patient would sit alone.
 */
function lasts(now: Instant) {
  return sql<boolean>`(session.expires_at > ${now} or ${inVisit})
    and (account.disabled_at is null or ${holdsVisit})
    and (expert.retired_at is null or session.created_at > expert.retired_at or ${holdsVisit})`
}

function sessions(db: Kysely<Database>, now: Instant) {
  return db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.accountId')
    .leftJoin('expert', 'expert.accountId', 'account.id')
    .where(lasts(now))
}

/** The account behind a session's hash, while the session lasts. */
export function findSession(db: Kysely<Database>, tokenHash: Buffer, now: Instant) {
  return sessions(db, now)
    .select([
      'session.id as sessionId',
      'session.createdAt',
      'session.usedAt',
      'session.expiresAt',
      'account.id as accountId',
      'account.role',
      'account.email',
      'account.name',
      'account.timeZone',
      'account.languages',
      'account.locale',
      'account.country',
      inVisit.as('inVisit'),
      // Whoever has retired stands on no panel, but for the visit under way.
      sql<string | null>`case when expert.retired_at is null or ${holdsVisit} then expert.id end`.as('expertId'),
    ])
    .where('session.tokenHash', '=', tokenHash)
    .modifyEnd(kept)
    .executeTakeFirst()
}

/** Those of these sessions that last. */
export async function listLastingSessions(
  db: Kysely<Database>,
  sessionIds: readonly string[],
  now: Instant,
): Promise<string[]> {
  const rows = await sessions(db, now)
    .select('session.id')
    .where(sql<boolean>`session.id = any(${sessionIds}::uuid[])`)
    .execute()
  return rows.map(({ id }) => id)
}

export async function insertSession(
  db: Kysely<Database>,
  session: { tokenHash: Buffer; accountId: string; createdAt: Instant; expiresAt: Instant },
): Promise<void> {
  const { tokenHash, accountId, createdAt, expiresAt } = session
  await db.insertInto('session').values({ tokenHash, accountId, createdAt, expiresAt, usedAt: createdAt }).execute()
}

/**
 * Notes that a session is in use, unless that was noted since `unlessSince`; where it is over before `orBefore`, all the same.
 * @returns whether this is who noted it, of all who would at once
 */
export async function noteUse(
  db: Kysely<Database>,
  sessionId: string,
  {
    usedAt,
    expiresAt,
    unlessSince,
    orBefore,
  }: Readonly<Record<'usedAt' | 'expiresAt' | 'unlessSince' | 'orBefore', Instant>>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ usedAt, expiresAt })
    .where('id', '=', sessionId)
    .where(({ eb, or }) => or([eb('usedAt', '<=', unlessSince), eb('expiresAt', '<', orBefore)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function deleteSession(db: Kysely<Database>, sessionId: string): Promise<void> {
  await db.deleteFrom('session').where('id', '=', sessionId).execute()
}

/** The ids of the sessions that the account had. */
export async function deleteSessionsOf(trx: Transaction<Database>, accountId: string): Promise<string[]> {
  const rows = await trx.deleteFrom('session').where('accountId', '=', accountId).returning('id').execute()
  return rows.map(({ id }) => id)
}
