import { lastPart } from '../../signaling/cities/naming.ts'
import { cityNames } from '../language/cities.ts'
import { languages } from '../language/language.ts'
import type { Language } from '../language/language.ts'

type Names = Readonly<Record<string, string>>

/** By what words each zone is found, the reader's name first. */
export type Index = ReadonlyMap<string, readonly string[]>

/** The zones in which most compatriots and experts live: in every list they come after the people's own. */
export const regions = ['Asia/Shanghai', 'Europe/Rome', 'Europe/Madrid', 'America/New_York', 'America/Los_Angeles']

/** Every zone of this browser that people live by. */
export function allZones(): string[] {
  return Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/') && !zone.startsWith('Etc/'))
}

/** In the reader's alphabetical order: Chinese by its sound. */
export function inOrder(zones: readonly string[], cityOf: (zone: string) => string, language: Language): string[] {
  const order = new Intl.Collator(language)
  const named = zones.map((zone) => ({ zone, name: cityOf(zone) }))
  return named.toSorted((one, other) => order.compare(one.name, other.name)).map(({ zone }) => zone)
}

/** As both what is typed and what is looked for are compared: without accents, capitals and marks. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** @param alike what else a zone is called: all words of a zone in one text, as in `signaling/cities/alike.ts` */
export function makeIndex(
  zones: readonly string[],
  cityOf: (zone: string) => string,
  names: readonly Names[] = [],
  alike: readonly string[] = [],
): Index {
  const others = new Map(
    alike.flatMap((text) => {
      const words = text.split(' | ')
      return words.map((word) => [word, words] as const)
    }),
  )
  return new Map(
    zones.map((zone) => {
      const translated = names.map((some) => some[zone] ?? lastPart(zone))
      const words = [cityOf(zone), ...translated, zone, lastPart(zone), ...(others.get(zone) ?? [])]
      return [zone, [...new Set(words.map(plain))]]
    }),
  )
}

/** With the names of all languages, and all IANA names of each zone. */
export async function fetchIndex(zones: readonly string[], cityOf: (zone: string) => string): Promise<Index> {
  const [{ alike }, ...tables] = await Promise.all([
    import('../../signaling/cities/alike.ts'),
    ...languages.map((language) => cityNames.load[language]()),
  ])
  return makeIndex(
    zones,
    cityOf,
    tables.map((table) => table.default),
    alike,
  )
}

/**
 * The zones that what is typed may mean, likeliest first: it begins the reader's name, or another; each of its words begins a
 * word; it is within one, as Chinese has no words. Those that are alike keep the order they come in.
 */
export function findZones(typed: string, index: Index): string[] {
  const wanted = plain(typed)
  if (wanted === '') return [...index.keys()]
  const parts = wanted.split(' ').map((part) => ` ${part}`)
  const rankOf = (words: readonly string[]): number => {
    if (words[0]?.startsWith(wanted) === true) return 0
    if (words.some((word) => word.startsWith(wanted))) return 1
    const all = words.map((word) => ` ${word}`).join('')
    if (parts.every((part) => all.includes(part))) return 2
    return all.includes(wanted) ? 3 : 4
  }
  return [...index]
    .map(([zone, words]) => ({ zone, rank: rankOf(words) }))
    .filter(({ rank }) => rank < 4)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ zone }) => zone)
}
