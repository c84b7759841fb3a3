import { useEffect, useSyncExternalStore } from 'react'
import { Listeners } from '../listeners.ts'
import { device, readJson } from '../storage/storage.ts'

const storageKey = 'qiaoyi.seen'
/** An event is over long before so many others have come, and no screen shows so many at once. */
const keptAtMost = 1_000

let seen: ReadonlySet<string> = read()
let shown: ReadonlySet<string> = new Set()
const listeners = new Listeners()

function read(): ReadonlySet<string> {
  return new Set(readJson<string[]>(device, storageKey, []))
}

function idsIn(json: string | null): string[] {
  try {
    return JSON.parse(json ?? '[]') as string[]
  } catch {
    return []
  }
}

function watch(listener: () => void): () => void {
  // Another window says what was seen there.
  const heard = (event: StorageEvent): void => {
    if (event.key !== storageKey) return
    const now = read()
    const gone = idsIn(event.oldValue).filter((id) => !now.has(id))
    seen = new Set([...seen, ...now].filter((id) => !gone.includes(id)))
    listener()
  }
  const leave = listeners.add(listener)
  window.addEventListener('storage', heard)
  return () => {
    leave()
    window.removeEventListener('storage', heard)
  }
}

/** Somebody has seen these events. */
export function markSeen(...ids: readonly string[]): void {
  if (ids.every((id) => seen.has(id))) return
  keep([...new Set([...seen, ...ids])].slice(-keptAtMost))
}

/** Whoever would have seen this event when it comes is gone before: it is one to be heard again, in every window. */
export function forgetSeen(id: string): void {
  if (seen.has(id)) keep([...seen].filter((other) => other !== id))
}

function keep(ids: readonly string[]): void {
  seen = new Set(ids)
  // In a browser that may keep nothing the other windows ring on until they are seen themselves.
  device.write(storageKey, JSON.stringify(ids))
  listeners.tell()
}

/** Ids of what somebody has seen, in whichever window of this browser. */
export function useSeen(): ReadonlySet<string> {
  return useSyncExternalStore(watch, () => seen)
}

/** Ids of what is on this window's screen now. */
export function useShown(): ReadonlySet<string> {
  return useSyncExternalStore(watch, () => shown)
}

/** Milliseconds before somebody at the keyboard can have noticed: at least one ring is always heard. */
const noticing = 1_000
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/**
 * Said by whatever shows the event of this id: the bar need not show it too. It counts as seen with the first sign that
 * somebody is there, not by being on a screen that nobody looks at.
 */
export function useShownHere(id: string | undefined): void {
  useEffect(() => {
    if (id === undefined) return undefined
    shown = new Set([...shown, id])
    listeners.tell()
    const shownAt = performance.now()
    const sign = (event: Event): void => {
      // Something that moved under a pointer that rests is reported as a movement of nothing.
      const moved = !(event instanceof PointerEvent) || event.movementX !== 0 || event.movementY !== 0
      if (event.type === 'pointermove' && !moved) return
      if (performance.now() - shownAt > noticing) markSeen(id)
    }
    for (const name of signs) document.addEventListener(name, sign, { capture: true, passive: true })
    return () => {
      for (const name of signs) document.removeEventListener(name, sign, { capture: true })
      shown = new Set([...shown].filter((other) => other !== id))
      listeners.tell()
    }
  }, [id])
}
