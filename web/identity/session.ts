import { createContext, use } from 'react'
import type { ChangeMe, Me } from '../../signaling/identity/contract.ts'

/** Who is signed in, and what can be done about it. */
export interface Session {
  readonly me: Me
  /** Changes the account; rejects with an `ApiError`, resolves with what it is then. */
  readonly change: (change: ChangeMe) => Promise<Me>
  readonly signOut: () => Promise<void>
}

export const SessionContext = createContext<Session | undefined>(undefined)

/** The session; only under a shell, where somebody is signed in. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (session === undefined) throw new Error('nobody is signed in here')
  return session
}

/** Who is signed in: role, name, time zone, languages. */
export function useMe(): Me {
  return useSession().me
}
