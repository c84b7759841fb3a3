import { useEffect, useRef } from 'react'
import { useLive } from './use-live.ts'

/** Calls back whenever anybody has changed the roster since this screen was opened. */
export function useRosterChange(onChange: () => void): void {
  const { value } = useLive('roster')
  const changedAt = value?.changedAt
  const seen = useRef<string>(undefined)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    if (changedAt === undefined) return
    if (seen.current !== undefined && seen.current !== changedAt) latest.current()
    seen.current = changedAt
  }, [changedAt])
}
