import type { Transaction } from 'kysely'
import { lockExpert } from '../../db/locks.ts'
import type { Database } from '../../db/tables.ts'
import type { AccountViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Staff } from '../identity/contract.ts'
import { findExpertOf, setStaffDisabled } from '../identity/service.ts'
import { endSessionsOf } from '../identity/sessions.ts'
import { type Announce, transact } from '../live/transact.ts'
import type { DisabledStaff } from './contract.ts'
import { type AccessEnd, accessEnded, expertChanged, expertDisabled } from './reactions.ts'

/**
 * Who is disabled signs in no more, and is signed out everywhere at once. A doctor goes off duty; one who has a patient stays
 * signed in until that visit ends, so that nobody is left sitting alone, unless a coordinator ends it before. Nobody stands on the
 * plan who can't come: the doctor's shifts are cancelled with what is booked in them, and enabling brings none of it back.
 * @throws AppError notFound (no staff), ownAccount, shiftHasAppointments (with their count) unless `cancelAppointments`
 */
export function disableStaff(
  dependencies: Dependencies,
  viewer: AccountViewer,
  accountId: string,
  cancelAppointments: boolean,
): Promise<DisabledStaff> {
  const now = dependencies.clock.now()
  return transact(dependencies, async (trx, announce) => {
    const expertId = await findExpertOf(trx, accountId)
    if (expertId !== null) await lockExpert(trx, expertId)
    const staff = await setStaffDisabled(trx, { accountId, by: viewer.accountId, now })
    await endAccess(trx, announce, { accountId, expertId, now })
    const given =
      expertId === null ? [] : await expertDisabled.raise(trx, announce, { expertId, cancelAppointments, now })
    return {
      ...staff,
      cancelledShifts: given.reduce((sum, { cancelledShifts }) => sum + cancelledShifts, 0),
      cancelledAppointments: given.reduce((sum, { cancelledAppointments: count }) => sum + count, 0),
    }
  })
}

/** Who was disabled may sign in again. @throws AppError notFound (no staff) */
export function enableStaff(dependencies: Dependencies, viewer: AccountViewer, accountId: string): Promise<Staff> {
  return transact(dependencies, async (trx, announce) => {
    announce(`account:${accountId}`)
    const staff = await setStaffDisabled(trx, { accountId, by: viewer.accountId, now: null })
    const expertId = await findExpertOf(trx, accountId)
    if (expertId !== null) await expertChanged.raise(trx, announce, { expertId })
    return staff
  })
}

/**
 * Inside the caller's transaction, which holds the expert's lock: off duty, out of colleagues' visits, and signed out where no
 * patient is with them.
 */
export async function endAccess(trx: Transaction<Database>, announce: Announce, leaving: AccessEnd): Promise<void> {
  const { accountId } = leaving
  const hasPatient = (await accessEnded.raise(trx, announce, leaving)).includes(true)
  if (!hasPatient) await endSessionsOf(trx, announce, accountId)
  else announce(`account:${accountId}`)
}
