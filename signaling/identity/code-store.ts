import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { browserDays, browsersKept } from './browsers.ts'
import { codeAttempts, type SentCode } from './code-rules.ts'
import { keptOpenHours } from './session-rules.ts'

type Instant = Temporal.Instant

/** Who asks, as it is kept. */
export interface Asker {
  readonly browserHash: Buffer
  readonly network: string
}

/** The codes sent to an address since then, seen from who asks. */
export async function listSentCodes(
  db: Kysely<Database>,
  email: string,
  { browserHash, network }: Asker,
  since: Instant,
): Promise<SentCode[]> {
  const rows = await db
    .selectFrom('signInCode as code')
    .leftJoin('signInBrowser as known', (join) =>
      join.onRef('known.email', '=', 'code.email').onRef('known.browserHash', '=', 'code.browserHash'),
    )
    .select(['code.createdAt', 'code.browserHash', 'code.askedFrom', 'known.signedInAt'])
    .where('code.email', '=', email)
    .where('code.createdAt', '>', since)
    .execute()
  return rows.map((row) => ({
    sentAt: row.createdAt,
    toThisBrowser: row.browserHash?.equals(browserHash) === true,
    toThisNetwork: row.askedFrom === network,
    toStranger: row.signedInAt === null,
  }))
}

/** When the newest codes were sent that this network asked for since then, to whichever addresses. */
export async function listSentToNetwork(
  db: Kysely<Database>,
  network: string,
  { since, limit }: { readonly since: Instant; readonly limit: number },
): Promise<Instant[]> {
  const rows = await db
    .selectFrom('signInCode')
    .select('createdAt')
    .where('askedFrom', '=', network)
    .where('createdAt', '>', since)
    .orderBy('createdAt', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ createdAt }) => createdAt)
}

/** Whether somebody has signed in at this address in this browser. */
export async function isKnownBrowser(db: Kysely<Database>, email: string, browserHash: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('signInBrowser')
    .select('signedInAt')
    .where('email', '=', email)
    .where('browserHash', '=', browserHash)
    .executeTakeFirst()
  return row !== undefined
}

/** From now on this browser is known at this address, and the longest unused of too many is not. */
export async function rememberBrowser(
  trx: Transaction<Database>,
  email: string,
  browserHash: Buffer,
  now: Instant,
): Promise<void> {
  await trx
    .insertInto('signInBrowser')
    .values({ email, browserHash, signedInAt: now })
    .onConflict((conflict) => conflict.constraint('sign_in_browser_pkey').doUpdateSet({ signedInAt: now }))
    .execute()
  await trx
    .deleteFrom('signInBrowser')
    .where('email', '=', email)
    .where('browserHash', 'in', (query) =>
      query
        .selectFrom('signInBrowser')
        .select('browserHash')
        .where('email', '=', email)
        .orderBy('signedInAt', 'desc')
        .orderBy('browserHash')
        .offset(browsersKept),
    )
    .execute()
}

interface NewCode extends Asker {
  readonly id: string
  readonly email: string
  readonly codeHash: Buffer
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export async function insertCode(trx: Transaction<Database>, code: NewCode): Promise<void> {
  const { id, email, codeHash, createdAt, expiresAt, browserHash, network: askedFrom } = code
  await trx
    .insertInto('signInCode')
    .values({ id, email, codeHash, createdAt, expiresAt, browserHash, askedFrom })
    .execute()
}

export async function deleteCode(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('signInCode').where('id', '=', id).execute()
}

/** Of an address, each browser can use only the newest code that it asked for. */
export function findNewestCode(db: Kysely<Database>, email: string, browserHash: Buffer) {
  return db
    .selectFrom('signInCode')
    .select(['id', 'attempts', 'usedAt'])
    .where('email', '=', email)
    .where('browserHash', '=', browserHash)
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

/** Codes are kept for the day in which they count, browsers as long as their cookie; links until they are over, sessions for as long as a visit may keep them open beyond that. */
export async function deleteExpired(db: Kysely<Database>, now: Instant): Promise<void> {
  await db
    .deleteFrom('signInCode')
    .where('createdAt', '<', now.subtract({ hours: 24 }))
    .execute()
  await db
    .deleteFrom('signInBrowser')
    .where('signedInAt', '<', now.subtract({ hours: browserDays * 24 }))
    .execute()
  await db.deleteFrom('signInLink').where('expiresAt', '<', now).execute()
  await db
    .deleteFrom('session')
    .where('expiresAt', '<', now.subtract({ hours: keptOpenHours }))
    .execute()
}
