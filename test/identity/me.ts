import type { AccountViewer } from '../../signaling/access.ts'
import type { Me } from '../../signaling/identity/contract.ts'
import { createSession, findSignedIn } from '../../signaling/identity/sessions.ts'
import type { TestHospital } from '../support/hospital.ts'

/** Who holds this session token, as the rules see them. */
export async function findViewer(hospital: TestHospital, token: string): Promise<AccountViewer | undefined> {
  return (await findSignedIn(hospital, token))?.viewer
}

/** What an account is told of itself. */
export async function readMe(hospital: TestHospital, viewer: AccountViewer): Promise<Me> {
  const { token } = await createSession(hospital.db, { id: viewer.accountId, role: viewer.role }, hospital.clock.now())
  const signedIn = await findSignedIn(hospital, token)
  if (signedIn === undefined) throw new Error('no session')
  return signedIn.me
}
