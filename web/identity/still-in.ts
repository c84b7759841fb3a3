import { useCallback, useRef } from 'react'
import type { Me } from '../../signaling/identity/contract.ts'
import { asApiError, request } from '../api/client.ts'

/** Milliseconds for the cookie that another window of this browser is being given. */
const cookieTakes = 1_000
/** Milliseconds: where no answer has come in them, whoever has lost the session is out. */
const patience = 5_000

/** Undefined: nobody. */
async function findWhoIsIn(): Promise<Me | undefined | 'unanswered'> {
  await new Promise((resolve) => setTimeout(resolve, cookieTakes))
  try {
    return await request('GET /api/me', {}, AbortSignal.timeout(patience))
  } catch (reason) {
    return asApiError(reason).status === 401 ? undefined : 'unanswered'
  }
}

export type OnEnded = (told?: { readonly proven?: boolean }) => Promise<boolean>

/**
 * Returns what to call when a session has ended; it resolves with whether somebody stays. A sign-in in another window of this
 * browser ends the session of this window too: the same account stays here, with its new session. Everybody else is out. Where the
 * session has perhaps not ended (`proven` false), without an answer everything stays as it is.
 */
export function useStillIn(me: Me | undefined, onMe: (me: Me | undefined) => void): OnEnded {
  const shown = useRef(me)
  shown.current = me
  const tell = useRef(onMe)
  tell.current = onMe
  const looking = useRef<Promise<boolean>>(undefined)
  return useCallback(({ proven = true } = {}) => {
    const former = shown.current
    if (former === undefined) return Promise.resolve(false)
    const look = async (): Promise<boolean> => {
      const found = await findWhoIsIn()
      looking.current = undefined
      // By what they did here meanwhile they are out, or in anew.
      if (shown.current?.accountId !== former.accountId) return shown.current !== undefined
      if (found === 'unanswered') {
        if (proven) tell.current(undefined)
        return !proven
      }
      const stays = found?.accountId === former.accountId
      tell.current(stays ? found : undefined)
      return stays
    }
    looking.current ??= look()
    return looking.current
  }, [])
}
