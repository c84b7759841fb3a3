import { useEffect, useEffectEvent } from 'react'
import { device } from '../storage/storage.ts'

const storageKey = 'qiaoyi.shortcuts'

/** Single keys can be switched off, for whoever speaks or stumbles into them. */
export function shortcutsAreOn(): boolean {
  return device.read(storageKey) !== 'off'
}

export function switchShortcuts(on: boolean): void {
  device.write(storageKey, on ? 'on' : 'off')
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** Somebody is writing, choosing, or answering a question: nothing may be taken from under their hands. */
export function isBusyTyping(): boolean {
  return isField(document.activeElement) || document.querySelector('dialog[open]') !== null
}

/** Milliseconds for which keys mean nothing after what was typed into has gone, and after each key typed into the void. */
const sleep = { afterSwap: 2_000, afterKey: 1_000 }
let asleepUntil = 0

/** Puts single keys to sleep: who was typing goes on for a moment, and what they type is no command. */
export function sleepShortcuts(): void {
  asleepUntil = performance.now() + sleep.afterSwap
}

function isAsleep(): boolean {
  const now = performance.now()
  if (now >= asleepUntil) return false
  // Still typing, without looking.
  asleepUntil = Math.max(asleepUntil, now + sleep.afterKey)
  return true
}

/**
 * Single keys, by the key's letter in lower case: never while somebody types or has just typed, holds Ctrl, Alt or ⌘, or
 * has a dialog open.
 */
export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return
    if (isField(event.target) || isBusyTyping() || isAsleep() || !shortcutsAreOn()) return
    const run = keys[event.key.toLowerCase()]
    if (run === undefined) return
    event.preventDefault()
    run()
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => press(event)
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
