import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** Whether this component is still shown: a late answer must not act on what has taken its place. */
export function useShown(): RefObject<boolean> {
  const shown = useRef(false)
  useEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
    }
  }, [])
  return shown
}
