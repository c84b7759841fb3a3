import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { AccountRole, AccountViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { hashToken, randomToken } from '../tokens.ts'
import type { Account } from './account-store.ts'
import type { Me } from './contract.ts'
import { findSession, insertSession, listLastingSessions } from './session-store.ts'

/** The name of the cookie that carries the session's token. */
export const sessionCookie = 'qiaoyi_session'

/**
 * How long a session lasts, in hours. Compatriots come back from their own phones for a follow-up weeks later, and an
 * e-mail code is a hurdle to the old; a doctor's or coordinator's browser opens records of others, and half a day covers
 * the longest shift.
 */
export const sessionHours: Record<AccountRole, number> = { compatriot: 30 * 24, doctor: 12, coordinator: 12 }

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
    ...(expiresAt && { expires: new Date(expiresAt.epochMilliseconds) }),
  }
}

/** Who is signed in: as the rules see them, and as they are told of themselves. */
export interface SignedIn {
  readonly viewer: AccountViewer
  readonly me: Me
}

/** Whoever holds this session token, from the database; undefined when it is none, has expired or was signed out. */
export async function findSignedIn(
  { db, clock }: Pick<Dependencies, 'db' | 'clock'>,
  token: string,
): Promise<SignedIn | undefined> {
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
  }
}

/** Those of these sessions that are over: expired, signed out, or whose row is gone. */
export async function findEndedSessions(
  { db, clock }: Pick<Dependencies, 'db' | 'clock'>,
  sessionIds: readonly string[],
): Promise<string[]> {
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
    languages: account.languages as Me['languages'],
    locale: account.locale as Me['locale'],
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
  const expiresAt = now.add({ hours: sessionHours[account.role] })
  await insertSession(db, { tokenHash: hashToken(token), accountId: account.id, createdAt: now, expiresAt })
  return { token, expiresAt }
}
