import { useSyncExternalStore } from 'react'
import { languageNames } from '../language/language.ts'

/** What the gallery's reader chooses, each by a word of the address; the first choice holds where none is given. */
export const controls = {
  language: { label: 'Language', choices: languageNames },
  scheme: { label: 'Theme', choices: { system: 'System', light: 'Light', dark: 'Dark' } },
  text: { label: 'Text', choices: { usual: 'Usual', larger: 'Larger' } },
  reader: { label: 'Reader', choices: { compatriot: 'Compatriot', staff: 'Staff' } },
  pointer: { label: 'Pointer', choices: { own: 'This device’s', finger: 'A finger' } },
  width: { label: 'Width', choices: { 360: '360', 768: '768', 1440: '1440' } },
} as const

type Controls = typeof controls
export type ControlName = keyof Controls

export const controlNames = Object.keys(controls) as readonly ControlName[]

type Chosen = { readonly [Name in ControlName]: `${keyof Controls[Name]['choices'] & (string | number)}` }

export interface Settings extends Chosen {
  /** The name of the one piece that is shown; empty for all. */
  readonly piece: string
}

/** @param hash the address's part from `#` on, `#language=it&scheme=dark` */
export function readSettings(hash: string): Settings {
  const asked = new URLSearchParams(hash.replace(/^#/, ''))
  const chosen = controlNames.map((name) => {
    const choices = Object.keys(controls[name].choices)
    const wanted = asked.get(name)
    return [name, choices.find((choice) => choice === wanted) ?? choices[0]]
  })
  return { ...(Object.fromEntries(chosen) as Chosen), piece: asked.get('piece') ?? '' }
}

/** The address's part from `#` on. */
export function writeSettings(settings: Settings): string {
  return `#${new URLSearchParams({ ...settings }).toString()}`
}

/** Calls back whenever the address says something else. @returns how to stop it */
export function onSettings(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

/** What the page's own address says. */
export function useSettings(): Settings {
  return readSettings(useSyncExternalStore(onSettings, () => window.location.hash))
}
