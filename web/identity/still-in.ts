import { useCallback, useRef } from 'react'
import type { Me } from '../../signaling/identity/contract.ts'
import { request } from '../api/client.ts'

/** Milliseconds for the cookie that another window of this browser is being given. */
const cookieTakes = 1_000
/** Milliseconds: where no answer has come in them, nobody is signed in. */
const patience = 5_000

async function findWhoIsIn(): Promise<Me | undefined> {
  await new Promise((resolve) => setTimeout(resolve, cookieTakes))
  try {
    return await request('GET /api/me', {}, AbortSignal.timeout(patience))
  } catch {
    return undefined
  }
}

/**
 * Returns what to call when a session has ended; it resolves with whether somebody stays. A sign-in in another window of this
 * browser ends the session of this window too: the same account stays here, with its new session. Everybody else is out.
 */
export function useStillIn(me: Me | undefined, onMe: (me: Me | undefined) => void): () => Promise<boolean> {
  const shown = useRef(me)
  shown.current = me
  const tell = useRef(onMe)
  tell.current = onMe
  const looking = useRef<Promise<boolean>>(undefined)
  return useCallback(() => {
    const former = shown.current
    if (former === undefined) return Promise.resolve(false)
    const look = async (): Promise<boolean> => {
      const found = await findWhoIsIn()
      looking.current = undefined
      // By what they did here meanwhile they are out, or in anew.
      if (shown.current !== former) return shown.current !== undefined
      const stays = found?.accountId === former.accountId
      tell.current(stays ? found : undefined)
      return stays
    }
    looking.current ??= look()
    return looking.current
  }, [])
}
