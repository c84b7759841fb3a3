import { useEffect, useState } from 'react'
import type { Instant } from './clock.ts'

/** The present instant, looked at again every so many seconds and when the page is shown again. */
export function useNow(everySeconds = 30): Instant {
  const [now, setNow] = useState(() => new Date().toISOString())
  useEffect(() => {
    const look = (): void => setNow(new Date().toISOString())
    const timer = setInterval(look, everySeconds * 1_000)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [everySeconds])
  return now
}
