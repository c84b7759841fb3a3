import { useEffect } from 'react'

/** Whether this browser can keep the screen awake at all; not without a secure context. */
export function knowsWakeLock(): boolean {
  return 'wakeLock' in navigator
}

/**
 * Keeps the screen awake while the component is there and `wanted`: a phone that sleeps neither rings nor talks. The
 * system takes it back when the page is left; it is asked for again on return.
 */
export function useWakeLock(wanted = true): void {
  useEffect(() => {
    if (!wanted || !knowsWakeLock()) return undefined
    let lock: WakeLockSentinel | undefined
    let over = false
    const take = async (): Promise<void> => {
      if (document.visibilityState === 'hidden' || lock?.released === false) return
      try {
        lock = await navigator.wakeLock.request('screen')
        if (over) await lock.release()
      } catch {
        // A battery that is nearly empty comes first.
      }
    }
    const onShow = (): void => void take()
    onShow()
    document.addEventListener('visibilitychange', onShow)
    return () => {
      over = true
      document.removeEventListener('visibilitychange', onShow)
      lock?.release().catch(() => undefined)
    }
  }, [wanted])
}
