import { useEffect, useState } from 'react'
import type { Instant } from './clock.ts'
import { present, presentInstant } from './present.ts'

/** The present instant by the server's clock, looked at again every so many seconds and when the page is shown again. */
export function useNow(everySeconds = 30): Instant {
  const [now, setNow] = useState(presentInstant)
  useEffect(() => {
    const look = (): void => setNow(presentInstant())
    const timer = setInterval(look, everySeconds * 1_000)
    document.addEventListener('visibilitychange', look)
    const forget = present.onCorrected(look)
    return () => {
      clearInterval(timer)
      forget()
      document.removeEventListener('visibilitychange', look)
    }
  }, [everySeconds])
  return now
}
