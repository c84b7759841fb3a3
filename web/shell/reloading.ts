import { Retries } from '../live/retries.ts'
import { tab } from '../storage/storage.ts'
import { isPageBusy, isPageHeld } from './held-page.ts'
import { fetchPage } from './outdated.ts'

const reloadedKey = 'qiaoyi.reloadedAt'
/** Milliseconds between two questions whether the hospital answers, at most. */
const longestPause = 30_000

/** Loads the page anew, but never in a circle, in a call or under a hand that writes. Returns whether it does. */
export function reloadByItself(): boolean {
  const last = Number(tab.read(reloadedKey) ?? 0)
  if (isPageHeld() || isPageBusy() || Date.now() - last < 60_000) return false
  // Where nothing outlives the page, it could not be known that this has just been tried.
  if (!tab.write(reloadedKey, String(Date.now()))) return false
  window.location.reload()
  return true
}

/**
 * For a page that lacks a part: asks now and then whether the hospital answers, and loads the page anew as soon as it does. What
 * answers the first question was not lost, and a reload would bring the same fault again: nothing more is asked.
 * @param tell hears each answer after which the page stays
 * @returns what stops it
 */
export function reloadWhenBack(tell?: (answers: boolean) => void): () => void {
  const retries = new Retries(longestPause)
  const stopping = new AbortController()
  const { signal } = stopping
  const hurry = (): void => retries.hurry()
  window.addEventListener('online', hurry, { signal })
  document.addEventListener('visibilitychange', hurry, { signal })
  let wasLost = !navigator.onLine
  async function ask(): Promise<void> {
    for (;;) {
      await retries.pause()
      const answers = !signal.aborted && (await fetchPage()) !== undefined
      wasLost ||= !answers
      if (signal.aborted || (answers && wasLost && reloadByItself())) return
      tell?.(answers)
      if (!wasLost) return
    }
  }
  const stop = (): void => stopping.abort()
  void ask().then(stop)
  return stop
}
