import { lockFirstCoordinator } from '../../db/locks.ts'
import type { Changing, Dependencies, Reading } from '../dependencies.ts'
import { AppError, conflict, violates } from '../errors.ts'
import { transact } from '../live/transact.ts'
import { hashToken, randomToken } from '../tokens.ts'
import { insertAccount } from './account-store.ts'
import type { FirstCoordinator, FirstCoordinatorLink } from './contract.ts'
import {
  hasCoordinator,
  isFirstCoordinatorLinkGood,
  replaceFirstCoordinatorLink,
  useFirstCoordinatorLink,
} from './first-coordinator-store.ts'
import { normalizeEmail } from './rules.ts'
import { createSession, showMe } from './sessions.ts'
import type { SignedIn } from './sign-in.ts'
import { isUnknownTimeZone, requireTimeZone, unknownTimeZone } from './time-zone.ts'

/** Long enough to read the console of a machine that was set up yesterday. */
const linkHours = 24

/**
 * A token for the page `/first-coordinator/TOKEN`, which makes the first coordinator of a hospital that has none; each call
 * ends the former one.
 * @returns undefined where there is a coordinator
 */
export async function createFirstCoordinatorLink(dependencies: Changing): Promise<string | undefined> {
  const token = randomToken()
  const expiresAt = dependencies.clock.now().add({ hours: linkHours })
  return await transact(dependencies, async (trx) => {
    await lockFirstCoordinator(trx)
    if (await hasCoordinator(trx)) return undefined
    await replaceFirstCoordinatorLink(trx, { tokenHash: hashToken(token), expiresAt })
    return token
  })
}

/** Says before anything is filled in whether the link still opens. @throws AppError linkUsed (410) */
export async function checkFirstCoordinatorLink(
  { db, clock }: Reading,
  { token }: FirstCoordinatorLink,
): Promise<void> {
  const isGood = await isFirstCoordinatorLinkGood(db, hashToken(token), clock.now())
  if (!isGood || (await hasCoordinator(db))) throw new AppError(410, 'linkUsed')
}

/**
 * Makes the first coordinator and signs them in. However many hold the link, and however many links there were, one gets
 * through.
 * @throws AppError linkUsed (410: used, run out, or there is a coordinator), emailTaken, unknownTimeZone
 */
export async function makeFirstCoordinator(dependencies: Dependencies, command: FirstCoordinator): Promise<SignedIn> {
  const now = dependencies.clock.now()
  const timeZone = requireTimeZone(command.timeZone)
  return await transact(dependencies, async (trx, announce) => {
    await lockFirstCoordinator(trx)
    const isGood = await useFirstCoordinatorLink(trx, hashToken(command.token), now)
    if (!isGood || (await hasCoordinator(trx))) throw new AppError(410, 'linkUsed')
    const account = await insertAccount(trx, {
      email: normalizeEmail(command.email),
      role: 'coordinator',
      name: command.name.trim(),
      timeZone,
      languages: [],
      locale: command.locale,
      createdBy: null,
      createdAt: now,
    })
    announce(`account:${account.id}`)
    return { me: showMe(account, null), session: await createSession(trx, account, now) }
  }).catch((error: unknown) => {
    if (isUnknownTimeZone(error)) throw unknownTimeZone(error)
    throw violates(error, 'account_email_key') ? conflict('emailTaken') : error
  })
}
