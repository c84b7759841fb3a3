import type { Transaction } from 'kysely'
import { createHmac, randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockAddress } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import type { Viewer } from '../access.ts'
import type { Dependencies, Reading } from '../dependencies.ts'
import { AppError } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { type Account, findAccount, findAccountByEmail, findActiveExpertId, insertAccount } from './account-store.ts'
import {
  deleteCode,
  deleteExpired,
  findLinkAccount,
  findNewestCode,
  guessCode,
  insertCode,
  insertLink,
  isKnownBrowser,
  listSentCodes,
  listSentToNetwork,
  rememberBrowser,
  useLink,
} from './code-store.ts'
import type { Asking } from './browsers.ts'
import type { CodeSent, Me, RequestCode, SignIn } from './contract.ts'
import { writeCodeLetter } from './letters.ts'
import { codeAttempts, decideCode, ofANetworkToAll, resendSeconds } from './code-rules.ts'
import { normalizeEmail } from './rules.ts'
import { deleteSession } from './session-store.ts'
import { hashToken, randomToken } from '../tokens.ts'
import { codeValidMinutes } from '../vocabulary.ts'
import { createSession, type NewSession, showMe } from './sessions.ts'
import { isUnknownTimeZone, requireTimeZone, unknownTimeZone } from './time-zone.ts'

/** A sign-in link works for a day, once. */
const linkHours = 24

/**
 * Milliseconds after which a code is taken for sent, though the mail server has not taken its letter yet. A page waits 15 seconds
 * for an answer, and with the answer comes the cookie without which the code opens nothing.
 */
const usualPatience = 10_000

/**
 * Sends a six-digit code to the address, for the browser that asks. The answer says nothing about whether the address has an
 * account. A letter that fails only after the answer takes its code along: another can be asked for.
 * @throws AppError codeTooSoon, codeTooMany (429) with the seconds to wait
 */
export async function requestCode(
  dependencies: Dependencies,
  { browser, network }: Asking,
  command: RequestCode,
  patience = usualPatience,
): Promise<CodeSent> {
  const now = dependencies.clock.now()
  const email = normalizeEmail(command.email)
  const id = randomUUID()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const asker = { browserHash: hashToken(browser), network }
  const { seconds, because } = await transact(dependencies, async (trx) => {
    await lockAddress(trx, email)
    const since = now.subtract({ hours: 24 })
    const sent = {
      toAddress: await listSentCodes(trx, email, asker, since),
      toNetworkAt: await listSentToNetwork(trx, network, { since, limit: ofANetworkToAll.aDay }),
    }
    const decision = decideCode(sent, await isKnownBrowser(trx, email, asker.browserHash), now)
    if (decision.seconds > 0) return decision
    const expiresAt = now.add({ minutes: codeValidMinutes })
    const codeHash = hashCode(dependencies, id, code)
    await insertCode(trx, { ...asker, id, email, codeHash, createdAt: now, expiresAt })
    return decision
  })
  if (seconds > 0) throw new AppError(429, because, { details: { seconds } })
  let answered = false
  const letter = writeCodeLetter(email, command.locale, code, codeValidMinutes)
  const sending = dependencies.mail.send(letter).catch(async (error: unknown) => {
    // Nobody has got this code: it must not make the person wait for the next.
    await deleteCode(dependencies.db, id)
    if (!answered) throw error
    dependencies.log.error({ err: error }, 'a sign-in code could not be sent')
  })
  await Promise.race([sending, sleep(patience, undefined, { ref: false })])
  answered = true
  return { resendAfter: resendSeconds, validMinutes: codeValidMinutes }
}

/** A code has only a million values: without the server's secret, whoever reads the table still can't find it. */
function hashCode({ settings }: Pick<Dependencies, 'settings'>, id: string, code: string): Buffer {
  return createHmac('sha256', settings.secret).update(`${id}:${code}`).digest()
}

export interface SignedIn {
  readonly me: Me
  readonly session: NewSession
}

type CodeProblem = 'codeWrong' | 'codeExpired' | 'codeTooManyAttempts'

/**
 * Uses up the code that this browser asked for; an address without an account becomes a compatriot's. The session that the
 * browser had ends.
 * @param browser the secret in the browser's cookie; without one it has asked for no code
 * @throws AppError codeWrong (with the attempts left), codeExpired, codeTooManyAttempts, unknownTimeZone; accountDisabled (403)
 */
export async function signIn(
  dependencies: Dependencies,
  previous: Viewer | undefined,
  browser: string | undefined,
  command: SignIn,
): Promise<SignedIn> {
  const now = dependencies.clock.now()
  const email = normalizeEmail(command.email)
  const timeZone = requireTimeZone(command.timeZone)
  if (browser === undefined) throw new AppError(400, 'codeExpired')
  const browserHash = hashToken(browser)
  // A wrong guess has to be counted, so this transaction commits, and what went wrong is thrown after it.
  const outcome = await transact(dependencies, async (trx, announce) => {
    const refused = await spendCode(dependencies, trx, { email, browserHash, code: command.code, now })
    if (refused !== undefined) return refused
    await lockAddress(trx, email)
    await rememberBrowser(trx, email, browserHash, now)
    const account =
      (await findAccountByEmail(trx, email)) ??
      (await insertAccount(trx, {
        email,
        role: 'compatriot',
        name: '',
        timeZone,
        languages: command.languages,
        locale: command.locale,
        createdBy: null,
        createdAt: now,
      }))
    if (account.disabledAt !== null) return 'accountDisabled' as const
    return openSession(trx, announce, account, previous, now)
  }).catch((error: unknown) => {
    throw isUnknownTimeZone(error) ? unknownTimeZone(error) : error
  })
  if (outcome === 'accountDisabled') throw new AppError(403, outcome)
  if ('problem' in outcome) {
    const { problem, attemptsLeft } = outcome
    throw new AppError(400, problem, problem === 'codeWrong' ? { details: { attemptsLeft } } : {})
  }
  return outcome
}

interface Guess {
  readonly email: string
  readonly browserHash: Buffer
  readonly code: string
  readonly now: Temporal.Instant
}

async function spendCode(
  dependencies: Dependencies,
  trx: Transaction<Database>,
  { email, browserHash, code, now }: Guess,
): Promise<{ problem: CodeProblem; attemptsLeft: number } | undefined> {
  const newest = await findNewestCode(trx, email, browserHash)
  if (newest === undefined) return { problem: 'codeExpired', attemptsLeft: 0 }
  const guess = await guessCode(trx, newest.id, hashCode(dependencies, newest.id, code), now)
  if (guess?.right) return undefined
  if (guess !== undefined) {
    const attemptsLeft = codeAttempts - guess.attempts
    return { problem: attemptsLeft === 0 ? 'codeTooManyAttempts' : 'codeWrong', attemptsLeft }
  }
  // Read again: other guesses may have come first.
  const after = await findNewestCode(trx, email, browserHash)
  const spent = after?.usedAt === null && after.attempts >= codeAttempts
  return { problem: spent ? 'codeTooManyAttempts' : 'codeExpired', attemptsLeft: 0 }
}

async function openSession(
  trx: Transaction<Database>,
  announce: Announce,
  account: Account,
  previous: Viewer | undefined,
  now: Temporal.Instant,
): Promise<SignedIn> {
  if (previous !== undefined && previous.role !== 'guest') {
    await deleteSession(trx, previous.sessionId)
    announce(`session:${previous.sessionId}`)
  }
  const session = await createSession(trx, account, now)
  return { me: showMe(account, await findActiveExpertId(trx, account.id)), session }
}

/** Ends the session and whatever socket it holds open. */
export async function signOut(dependencies: Dependencies, viewer: Viewer | undefined): Promise<void> {
  if (viewer === undefined || viewer.role === 'guest') return
  await transact(dependencies, async (trx, announce) => {
    await deleteSession(trx, viewer.sessionId)
    announce(`session:${viewer.sessionId}`)
  })
}

/** A token for GET /sign-in/link/TOKEN, which signs one browser in as this account, once, within a day. */
export async function createSignInLink({ db, clock }: Reading, accountId: string): Promise<string> {
  const token = randomToken()
  await insertLink(db, { tokenHash: hashToken(token), accountId, expiresAt: clock.now().add({ hours: linkHours }) })
  return token
}

/**
 * Uses up a link; one of an account that is disabled opens nothing. `alreadyIn`: it was used, and this browser is signed in as its account, so there is nothing to explain.
 */
export async function signInByLink(
  dependencies: Dependencies,
  previous: Viewer | undefined,
  token: string,
): Promise<SignedIn | 'linkUsed' | 'alreadyIn'> {
  const now = dependencies.clock.now()
  const tokenHash = hashToken(token)
  const signedIn = await transact(dependencies, async (trx, announce) => {
    const accountId = await useLink(trx, tokenHash, now)
    const account = accountId === undefined ? undefined : await findAccount(trx, accountId)
    return account?.disabledAt === null ? await openSession(trx, announce, account, previous, now) : undefined
  })
  if (signedIn !== undefined) return signedIn
  const owner = previous === undefined || previous.role === 'guest' ? undefined : previous.accountId
  const linked = owner === undefined ? undefined : await findLinkAccount(dependencies.db, tokenHash)
  return linked !== undefined && linked === owner ? 'alreadyIn' : 'linkUsed'
}

/** Removes codes, links and sessions that are over; nobody could use them any more. */
export async function forgetExpired({ db, clock }: Reading): Promise<void> {
  await deleteExpired(db, clock.now())
}
