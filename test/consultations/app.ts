import type { Carrier } from '../../media/carrier.ts'
import { guestCookie } from '../../signaling/consultations/guests.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { createTestApp, type TestAccount, type TestApp } from '../support/app.ts'
import type { Hospital } from './hospital.ts'

export interface HospitalApp extends AsyncDisposable {
  readonly test: TestApp
  /** The same application, for the scenes of `hospital.ts`. */
  readonly hospital: Hospital
  signIn(viewer: AccountViewer): Promise<TestAccount>
}

/** The application with the people and visits of a hospital. */
export async function openHospitalApp(carrier?: Carrier): Promise<HospitalApp> {
  const test = await createTestApp(carrier === undefined ? {} : { carrier })
  const close = () => test[Symbol.asyncDispose]()
  const hospital: Hospital = {
    database: test.database,
    here: test.dependencies,
    there: test.dependencies,
    get now() {
      return test.now
    },
    set now(now) {
      test.now = now
    },
    [Symbol.asyncDispose]: close,
  }
  return {
    test,
    hospital,
    async signIn({ accountId, role }) {
      const { token } = await createSession(test.database.db, { id: accountId, role }, test.now)
      return { id: accountId, role, cookie: `${sessionCookie}=${token}` }
    },
    [Symbol.asyncDispose]: close,
  }
}

/** The cookie that an answer to a guest's link set. */
export function guestCookieIn(headers: Readonly<Record<string, unknown>>): string {
  const lines: unknown[] = [headers['set-cookie']].flat()
  const set = lines.find((line) => typeof line === 'string' && line.startsWith(`${guestCookie}=`))
  if (typeof set !== 'string') throw new Error('no cookie of a guest was set')
  return set
}
