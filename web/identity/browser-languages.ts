import type { SpokenLanguage } from '../../signaling/shapes.ts'

const spoken: Readonly<Record<string, SpokenLanguage>> = {
  zh: 'cmn',
  cmn: 'cmn',
  en: 'en',
  it: 'it',
  es: 'es',
  fr: 'fr',
  de: 'de',
  pt: 'pt',
}

/** What somebody whose browser wants these languages probably speaks; they can correct it in the settings. */
export function languagesSpoken(wanted: readonly string[]): SpokenLanguage[] {
  const found = wanted.map((tag) => spoken[tag.toLowerCase().split('-')[0] ?? ''])
  return [...new Set(found)].filter((language) => language !== undefined)
}
