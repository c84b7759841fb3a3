import type { Kysely, Transaction } from 'kysely'
import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../db/tables.ts'
import type { AccountRole, AccountViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { findSession, insertSession } from './session-store.ts'

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

/** A token that nobody guesses: 32 random bytes. The database keeps its hash only. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Whoever holds this session token; undefined when it is none, has expired or was signed out. */
export async function findViewer(
  { db, clock }: Pick<Dependencies, 'db' | 'clock'>,
  token: string,
): Promise<AccountViewer | undefined> {
  const found = await findSession(db, hashToken(token), clock.now())
  if (found === undefined) return undefined
  return {
    role: found.role,
    accountId: found.accountId,
    sessionId: found.sessionId,
    sessionExpiresAt: found.expiresAt,
    name: found.name,
    locale: found.locale,
    expertId: found.expertId ?? undefined,
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
