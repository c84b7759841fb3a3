import { useSyncExternalStore } from 'react'
import { Listeners } from '../listeners.ts'
import { device, readJson } from '../storage/storage.ts'

/** How this browser shows the screens: kept here, not in the account, since it belongs to a device and its eyes. */
export interface Preferences {
  readonly largerText: boolean
  readonly scheme: 'system' | 'light' | 'dark'
}

const storageKey = 'qiaoyi.preferences'
const usual: Preferences = { largerText: false, scheme: 'system' }
const listeners = new Listeners()
let preferences = usual

function read(): Preferences {
  return { ...usual, ...readJson<Partial<Preferences>>(device, storageKey, {}) }
}

function apply(): void {
  const dark = preferences.scheme === 'dark' || (preferences.scheme === 'system' && systemDark().matches)
  const root = document.documentElement
  root.dataset['scheme'] = dark ? 'dark' : 'light'
  root.dataset['text'] = preferences.largerText ? 'larger' : 'usual'
}

function systemDark(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)')
}

/** Applies them to the page before the first render, and follows the system's colour scheme. */
export function startPreferences(): void {
  preferences = read()
  apply()
  systemDark().addEventListener('change', apply)
}

export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change }
  device.write(storageKey, JSON.stringify(preferences))
  apply()
  listeners.tell()
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(listeners.add, () => preferences)
}
