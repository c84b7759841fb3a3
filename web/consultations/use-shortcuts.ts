import { useEffect, useEffectEvent } from 'react'

const storageKey = 'qiaoyi.shortcuts'

/** Single keys can be switched off, for whoever speaks or stumbles into them. */
export function shortcutsAreOn(): boolean {
  return window.localStorage.getItem(storageKey) !== 'off'
}

export function switchShortcuts(on: boolean): void {
  window.localStorage.setItem(storageKey, on ? 'on' : 'off')
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/**
 * Single keys, by the key's letter in lower case: never while somebody types, holds Ctrl, Alt or ⌘, or has a dialog open.
 */
export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return
    if (isTyping(event.target) || document.querySelector('dialog[open]') !== null || !shortcutsAreOn()) return
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
