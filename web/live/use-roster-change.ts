import { useEffect, useRef } from 'react'
import { useConnectionStatus, useLive } from './use-live.ts'

/** Calls back whenever anybody has changed the roster, or may have, since this screen was opened. */
export function useRosterChange(onChange: () => void): void {
  const { value } = useLive('roster')
  const changedAt = value?.changedAt
  const status = useConnectionStatus()
  const seen = useRef(changedAt)
  // A connection that stands only later knows nothing of what was changed before: what it says first counts as a change.
  if (status !== 'live') seen.current ??= ''
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    if (changedAt === undefined) return
    if (seen.current !== undefined && seen.current !== changedAt) latest.current()
    seen.current = changedAt
  }, [changedAt])
}
