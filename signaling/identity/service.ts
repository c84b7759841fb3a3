import type { Transaction } from 'kysely'
import { lockAddress } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import type { AccountViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import {
  type Account,
  findAccount,
  findAccountByEmail,
  findExpertId,
  insertAccount,
  listStaff,
  lockCoordinators,
  setDisabled,
  updateAccount,
} from './account-store.ts'
import type { ChangeMe, Me, NewStaff, Staff } from './contract.ts'
import { accountZoneChanged, patientsChanged } from './reactions.ts'
import { differences, normalizeEmail } from './rules.ts'
import { showMe } from './sessions.ts'
import { isUnknownTimeZone, requireTimeZone, unknownTimeZone } from './time-zone.ts'

/**
 * Owns: `account`, `patient`, `session`, and the codes and links to sign in with.
 * Reads: `expert`, to tell a doctor's account; `ticket`, `appointment` and `encounter`, whether a patient waits or has ever
 *   come, a doctor has somebody.
 * Raises: `patientsChanged`, `patientArchived`, `accountZoneChanged`; announces `account:ID` and `session:ID`.
 * Reacts to: nothing.
 */

export async function changeMe(dependencies: Dependencies, viewer: AccountViewer, command: ChangeMe): Promise<Me> {
  const { accountId } = viewer
  const { timeZone: given, ...rest } = command
  const timeZone = given === undefined ? undefined : requireTimeZone(given)
  const change = timeZone === undefined ? rest : { ...rest, timeZone }
  const account = await transact(dependencies, async (trx, announce) => {
    const current = await findAccount(trx, accountId)
    if (current !== undefined && differences<keyof ChangeMe>(current, change).length === 0) return current
    announce(`account:${accountId}`)
    if (timeZone !== undefined && timeZone !== current?.timeZone) {
      await accountZoneChanged.raise(trx, announce, { accountId, timeZone })
      const now = dependencies.clock.now()
      await patientsChanged.raise(trx, announce, { accountId, changed: ['timeZone'], now })
    }
    return updateAccount(trx, accountId, change)
  }).catch((error: unknown) => {
    throw isUnknownTimeZone(error) ? unknownTimeZone(error) : error
  })
  return showMe(account, viewer.expertId ?? null)
}

/**
 * An account of a doctor or coordinator. Created again by the same coordinator with the same name and role, it is the one that
 * is there. @throws AppError emailTaken, unknownTimeZone
 */
export async function createStaff(
  dependencies: Dependencies,
  viewer: AccountViewer,
  command: NewStaff,
): Promise<Staff> {
  const now = dependencies.clock.now()
  const timeZone = requireTimeZone(command.timeZone)
  const { role, name, locale } = command
  const email = normalizeEmail(command.email)
  const account = await transact(dependencies, async (trx) => {
    await lockAddress(trx, email)
    const existing = await findAccountByEmail(trx, email)
    if (existing === undefined) {
      const createdBy = viewer.accountId
      return insertAccount(trx, { email, role, name, locale, timeZone, languages: [], createdBy, createdAt: now })
    }
    const isRepeated = existing.createdBy === viewer.accountId && existing.role === role && existing.name === name
    if (!isRepeated) throw conflict('emailTaken')
    return existing
  }).catch((error: unknown) => {
    throw isUnknownTimeZone(error) ? unknownTimeZone(error) : error
  })
  return showStaff(account)
}

export async function readStaff(dependencies: Pick<Dependencies, 'db'>): Promise<Staff[]> {
  return (await listStaff(dependencies.db)).map(showStaff)
}

interface Disabling {
  readonly accountId: string
  readonly by: string
  /** null: enabled again. */
  readonly now: Temporal.Instant | null
}

/**
 * Inside the caller's transaction: an account of staff is disabled, or enabled again; so already, nothing changes. Never one's
 * own, and by nobody who was disabled a moment ago: of two coordinators who disable each other at once one stays.
 * @throws AppError notFound (no staff), ownAccount, unauthenticated
 */
export async function setStaffDisabled(trx: Transaction<Database>, { accountId, by, now }: Disabling): Promise<Staff> {
  const coordinators = await lockCoordinators(trx)
  const account = await findAccount(trx, accountId)
  if (account === undefined || account.role === 'compatriot') throw notFound()
  if (now !== null && accountId === by) throw conflict('ownAccount')
  if (!coordinators.some(({ id }) => id === by)) throw new AppError(401, 'unauthenticated')
  if ((account.disabledAt !== null) === (now !== null)) return showStaff(account)
  return showStaff(await setDisabled(trx, accountId, { disabledAt: now, disabledBy: now === null ? null : by }))
}

/** The panel entry of an account; null for whoever has none. */
export function findExpertOf(trx: Transaction<Database>, accountId: string): Promise<string | null> {
  return findExpertId(trx, accountId)
}

/** Inside the caller's transaction, which has written the same into the panel: a doctor is in this city. */
export async function setAccountZone(
  trx: Transaction<Database>,
  announce: Announce,
  { accountId, timeZone }: { readonly accountId: string; readonly timeZone: string },
): Promise<void> {
  announce(`account:${accountId}`)
  await updateAccount(trx, accountId, { timeZone })
}

function showStaff({ id, email, role, name, timeZone, disabledAt }: Account): Staff {
  if (role === 'compatriot') throw new Error('a compatriot is no member of staff')
  return { accountId: id, email, role, name, timeZone, disabled: disabledAt !== null }
}

interface DoctorAccount {
  readonly email: string
  readonly name: string
  readonly timeZone: string
  readonly createdBy: string | null
  readonly now: Temporal.Instant
}

/**
 * Inside the caller's transaction, which has locked the address: the doctor's account with this address, moved to the city of the
 * entry, or a new one where there is none. Returns its id.
 * @throws AppError expertEmailIsPatient: somebody's own records would open to the doctor's role; emailTaken: a coordinator's
 */
export async function provideDoctorAccount(
  trx: Transaction<Database>,
  announce: Announce,
  doctor: DoctorAccount,
): Promise<string> {
  const { email, name, timeZone, createdBy, now } = doctor
  const existing = await findAccountByEmail(trx, email)
  if (existing?.role === 'compatriot') throw conflict('expertEmailIsPatient')
  if (existing?.role === 'coordinator') throw conflict('emailTaken')
  if (existing !== undefined) {
    await setAccountZone(trx, announce, { accountId: existing.id, timeZone })
    return existing.id
  }
  const values = { email, role: 'doctor', name, timeZone, locale: 'zh-CN', createdBy } as const
  return (await insertAccount(trx, { ...values, languages: [], createdAt: now })).id
}
