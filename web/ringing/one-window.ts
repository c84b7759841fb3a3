import { play } from './sound.ts'
import type { Tune } from './sound.ts'

/**
 * Does something in one window of this browser at a time, until the returned function is called; when that window is
 * closed, the next one goes on. `act` returns how to stop. Without a secure context there are no locks: then each does it.
 */
export function inOneWindow(name: string, act: () => () => void): () => void {
  if (!('locks' in navigator)) return act()
  const over = new AbortController()
  const hold = (): Promise<void> =>
    new Promise((release) => {
      const stop = act()
      over.signal.addEventListener('abort', () => {
        stop()
        release()
      })
    })
  // Rejects when it is over before its turn came.
  navigator.locks.request(name, { signal: over.signal }, hold).catch(() => undefined)
  return () => over.abort()
}

/** Milliseconds for the news that a ring was answered to reach the windows that would take it over. */
const newsTakes = 250

/** Plays a tune every so many milliseconds, in one window, until the returned function is called. */
export function ringInOneWindow(tune: Tune, every: number, speaker?: string): () => void {
  return inOneWindow('qiaoyi.ring', () => {
    let timer = setTimeout(function ring() {
      play(tune, speaker)
      timer = setTimeout(ring, every)
    }, newsTakes)
    return () => clearTimeout(timer)
  })
}
