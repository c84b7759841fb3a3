import type { Transaction } from 'kysely'
import { lockAddress, lockExpert } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import type { AccountViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound, violates } from '../errors.ts'
import { normalizeEmail } from '../identity/rules.ts'
import { findExpertOf, provideDoctorAccount, setAccountZone } from '../identity/service.ts'
import { isUnknownTimeZone, requireTimeZone, unknownTimeZone } from '../identity/time-zone.ts'
import { type Announce, transact } from '../live/transact.ts'
import type { ChangeExpert, Expert, LanguageSkill, NewExpert, PublicExpert } from './contract.ts'
import { expertChanged, expertRetiring } from './reactions.ts'
import { endAccess } from './staff.ts'
import {
  type ExpertEntry,
  findExpert,
  findExpertByKey,
  getExpert,
  insertExpert,
  listActiveExperts,
  listExperts,
  replaceLanguages,
  updateExpert,
} from './store.ts'

/**
 * Owns: `expert` and `expert_language`.
 * Reads: `account`, for an expert's address.
 * Raises: `expertChanged`, `expertRetiring`, `expertDisabled`, `accessEnded` (also for coordinators); announces `account:ID`.
 * Reacts to: `accountZoneChanged`.
 */

function showPublicly(entry: ExpertEntry): PublicExpert {
  const { id, nameHan, nameLatin, title, specialties, languages, institution, institutionLatin, timeZone } = entry
  return { id, nameHan, nameLatin, title, specialties, languages, institution, institutionLatin, timeZone }
}

function showExpert(entry: ExpertEntry): Expert {
  return {
    ...showPublicly(entry),
    accountId: entry.accountId,
    email: entry.email,
    licenseNumber: entry.licenseNumber,
    licenseVerifiedBy: entry.licenseVerifiedBy,
    licenseVerifiedAt: entry.licenseVerifiedAt?.toString() ?? null,
    retired: entry.retiredAt !== null,
  }
}

/** The panel as coordinators keep it, retired experts included. */
export async function readExperts(dependencies: Pick<Dependencies, 'db'>): Promise<Expert[]> {
  return (await listExperts(dependencies.db)).map(showExpert)
}

/** The panel as doctors see their colleagues: without licence, address and those who have retired or are disabled. */
export async function readPanel(dependencies: Pick<Dependencies, 'db'>): Promise<PublicExpert[]> {
  return (await listActiveExperts(dependencies.db)).map(showPublicly)
}

/**
 * Enters an expert, with an account to sign in with where the address has none.
 * @throws AppError expertEmailIsPatient, emailTaken (a coordinator's), expertExists, languageTwice, unknownTimeZone
 */
export async function addExpert(
  dependencies: Dependencies,
  viewer: AccountViewer,
  command: NewExpert,
): Promise<Expert> {
  const now = dependencies.clock.now()
  const { email: givenEmail, languages, idempotencyKey, ...entry } = command
  const email = normalizeEmail(givenEmail)
  const timeZone = requireTimeZone(command.timeZone)
  refuseLanguageTwice(languages)
  const created = await transact(dependencies, async (trx, announce) => {
    await lockAddress(trx, email)
    const repeated = await findExpertByKey(trx, viewer.accountId, idempotencyKey)
    if (repeated !== undefined) return repeated
    const name = entry.nameHan
    const accountId = await provideDoctorAccount(trx, announce, {
      email,
      name,
      timeZone,
      createdBy: viewer.accountId,
      now,
    })
    announce(`account:${accountId}`)
    const values = {
      ...entry,
      institutionLatin: entry.institutionLatin ?? '',
      timeZone,
      accountId,
      idempotencyKey,
      licenseVerifiedAt: now,
      createdBy: viewer.accountId,
      createdAt: now,
    }
    const id = await insertExpert(trx, values, languages)
    await expertChanged.raise(trx, announce, { expertId: id })
    return getExpert(trx, id)
  }).catch((error: unknown) => {
    if (isUnknownTimeZone(error)) throw unknownTimeZone(error)
    throw violates(error, 'expert_account_key') ? conflict('expertExists') : error
  })
  return showExpert(created)
}

/**
 * Changes an entry, and with its city the account's. A licence whose number or verifier changes counts as verified now. An expert
 * who retires is off duty and signed out at once, lays no more shifts, and those without booked patients are cancelled; with a
 * patient there, they stay signed in until that visit ends.
 * @throws AppError shiftHasAppointments (for retiring), languageTwice, unknownTimeZone
 */
export async function changeExpert(dependencies: Dependencies, id: string, command: ChangeExpert): Promise<Expert> {
  const now = dependencies.clock.now()
  const { languages, retired, timeZone, ...plain } = command
  if (languages) refuseLanguageTwice(languages)
  const zone = timeZone === undefined ? {} : { timeZone: requireTimeZone(timeZone) }
  const changed = await transact(dependencies, async (trx, announce) => {
    await lockExpert(trx, id)
    const before = await findExpert(trx, id)
    if (before === undefined) throw notFound()
    const retires = retired === true && before.retiredAt === null
    if (retires) await expertRetiring.raise(trx, announce, { expertId: id, now })
    await expertChanged.raise(trx, announce, { expertId: id })
    const verified = plain.licenseNumber !== undefined || plain.licenseVerifiedBy !== undefined
    await updateExpert(trx, id, {
      ...plain,
      ...zone,
      ...(verified && { licenseVerifiedAt: now }),
      ...(retires && { retiredAt: now }),
      ...(retired === false && { retiredAt: null }),
    })
    if (languages) await replaceLanguages(trx, id, languages)
    if (zone.timeZone !== undefined) {
      await setAccountZone(trx, announce, { accountId: before.accountId, timeZone: zone.timeZone })
    }
    if (retires) await endAccess(trx, announce, { accountId: before.accountId, expertId: id, now })
    await expertChanged.raise(trx, announce, { expertId: id })
    return getExpert(trx, id)
  }).catch((error: unknown) => {
    throw isUnknownTimeZone(error) ? unknownTimeZone(error) : error
  })
  return showExpert(changed)
}

/** Inside the caller's transaction, which has written nothing yet: an expert is in the city that they have said. */
export async function moveExpert(
  trx: Transaction<Database>,
  announce: Announce,
  { accountId, timeZone }: { readonly accountId: string; readonly timeZone: string },
): Promise<void> {
  const expertId = await findExpertOf(trx, accountId)
  if (expertId === null) return
  await lockExpert(trx, expertId)
  await expertChanged.raise(trx, announce, { expertId })
  await updateExpert(trx, expertId, { timeZone })
  await expertChanged.raise(trx, announce, { expertId })
}

function refuseLanguageTwice(languages: readonly LanguageSkill[]): void {
  if (new Set(languages.map((skill) => skill.language)).size === languages.length) return
  throw new AppError(400, 'languageTwice', { fields: { '/languages': 'languageTwice' } })
}
