import { useMe } from '../identity/session.ts'
import { useNow } from '../language/use-now.ts'
import { useLive } from '../live/use-live.ts'
import { RestsUntil } from './when-called.tsx'

/** Before when nobody calls a place that the account takes now; null where it is called in turn, undefined until that is known. */
export function useNextRest(): string | null | undefined {
  const { accountId } = useMe()
  const { value } = useLive(`nextPlace:${accountId}`)
  const now = useNow(20)
  if (value === undefined) return undefined
  const { notBefore } = value
  return notBefore !== null && Date.parse(notBefore) > Date.parse(now) ? notBefore : null
}

/** Before a place is left: from when on the next one is called, where that would rest. */
export function NextRest() {
  const at = useNextRest()
  return typeof at === 'string' ? <RestsUntil at={at} words="place.nextRests" /> : null
}
