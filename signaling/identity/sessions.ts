import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { AccountRole, AccountViewer } from '../access.ts'
import type { Reading } from '../dependencies.ts'
import type { Announce } from '../live/transact.ts'
import { hashToken, randomToken } from '../tokens.ts'
import type { Account } from './account-store.ts'
import type { Me } from './contract.ts'
import { keptOpenHours, noteBounds, sessionEnd, type SessionUse } from './session-rules.ts'
import { deleteSessionsOf, findSession, insertSession, listLastingSessions, noteUse } from './session-store.ts'

/** The name of the cookie that carries the session's token. */
export const sessionCookie = 'qiaoyi_session'

interface CookieOptions {
  readonly httpOnly: true
  readonly sameSite: 'lax'
  readonly path: '/'
  readonly secure: boolean
  readonly expires?: Date
}

/** For setting and clearing the session's cookie; `expiresAt` only for setting. */
export function sessionCookieOptions(publicUrl: string, expiresAt?: Temporal.Instant): CookieOptions {
  return {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: publicUrl.startsWith('https:'),
    // A visit keeps the session open beyond its end: the browser must not throw the cookie away in the middle of it.
    ...(expiresAt && { expires: new Date(expiresAt.add({ hours: keptOpenHours }).epochMilliseconds) }),
  }
}

/** Who is signed in: as the rules see them, and as they are told of themselves. */
export interface SignedIn {
  readonly viewer: AccountViewer
  readonly me: Me
  readonly use: SessionUse
}

/** Whoever holds this session token, from the database; undefined when it is none, has expired or was signed out. */
export async function findSignedIn({ db, clock }: Reading, token: string): Promise<SignedIn | undefined> {
  const found = await findSession(db, hashToken(token), clock.now())
  if (found === undefined) return undefined
  const { role, accountId, name, locale, expertId } = found
  return {
    viewer: {
      role,
      accountId,
      sessionId: found.sessionId,
      sessionExpiresAt: found.expiresAt,
      name,
      locale,
      expertId: expertId ?? undefined,
    },
    me: showMe({ ...found, id: accountId }, expertId),
    use: {
      role,
      createdAt: found.createdAt,
      usedAt: found.usedAt,
      expiresAt: found.expiresAt,
      inVisit: found.inVisit,
    },
  }
}

/**
 * Notes that the session is in use: its end is put off.
 * @returns until when it lasts now, for the cookie; undefined where somebody else has noted it
 */
export async function noteSessionUse(
  { db, clock }: Reading,
  { viewer, use }: SignedIn,
): Promise<Temporal.Instant | undefined> {
  const now = clock.now()
  const expiresAt = sessionEnd(use, now)
  const noted = await noteUse(db, viewer.sessionId, { usedAt: now, expiresAt, ...noteBounds(use, now) })
  return noted ? expiresAt : undefined
}

/** Inside the caller's transaction: signs the account out everywhere, at once. */
export async function endSessionsOf(trx: Transaction<Database>, announce: Announce, accountId: string): Promise<void> {
  const ended = await deleteSessionsOf(trx, accountId)
  announce(`account:${accountId}`, ...ended.map((sessionId) => `session:${sessionId}` as const))
}

/** Those of these sessions that are over: expired, signed out, of an account that was disabled, or whose row is gone. */
export async function findEndedSessions({ db, clock }: Reading, sessionIds: readonly string[]): Promise<string[]> {
  const lasting = new Set(await listLastingSessions(db, sessionIds, clock.now()))
  return sessionIds.filter((id) => !lasting.has(id))
}

type Shown = Pick<Account, 'id' | 'role' | 'email' | 'name' | 'timeZone' | 'languages' | 'locale' | 'country'>

/** An account as its own person is told of it. */
export function showMe(account: Shown, expertId: string | null): Me {
  return {
    accountId: account.id,
    role: account.role,
    email: account.email,
    name: account.name,
    timeZone: account.timeZone,
    languages: account.languages,
    locale: account.locale,
    country: account.country,
    expertId,
  }
}

export interface NewSession {
  /** For the cookie; nobody can read it again afterwards. */
  readonly token: string
  readonly expiresAt: Temporal.Instant
}

export async function createSession(
  db: Kysely<Database> | Transaction<Database>,
  account: { readonly id: string; readonly role: AccountRole },
  now: Temporal.Instant,
): Promise<NewSession> {
  const token = randomToken()
  const expiresAt = sessionEnd({ role: account.role, createdAt: now, inVisit: false }, now)
  await insertSession(db, { tokenHash: hashToken(token), accountId: account.id, createdAt: now, expiresAt })
  return { token, expiresAt }
}
