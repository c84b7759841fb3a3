import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import bcp47 from 'cldr-bcp47/bcp47/timezone.json' with { type: 'json' }
import en from 'cldr-dates-full/main/en/timeZoneNames.json' with { type: 'json' }
import es from 'cldr-dates-full/main/es/timeZoneNames.json' with { type: 'json' }
import it from 'cldr-dates-full/main/it/timeZoneNames.json' with { type: 'json' }
import zh from 'cldr-dates-full/main/zh/timeZoneNames.json' with { type: 'json' }

import { lastPart } from '../signaling/cities/naming.ts'
import { locales } from '../signaling/vocabulary.ts'

/**
 * `npm run cities`: makes `signaling/cities/names/` and `signaling/cities/alike.ts` from CLDR. The name of a zone is, in this
 * order: our own; CLDR's exemplar city in the language, which it keeps under one name of the zone for all its links; for a
 * zone without a city its distance from UTC; the last part of the IANA name, which is what CLDR leaves out as it is the same.
 */

type Locale = (typeof locales)[number]
type Names = Readonly<Record<string, string>>

/** A zone, or a region of zones: `Indiana` of `America` holds `Vincennes`. */
interface Branch {
  readonly exemplarCity?: string
  readonly [name: string]: unknown
}

/** CLDR's Chinese is that of China in simplified characters; its Spanish is that of Spain. */
const ofCldr = {
  'zh-CN': zh.main.zh.dates.timeZoneNames,
  en: en.main.en.dates.timeZoneNames,
  it: it.main.it.dates.timeZoneNames,
  es: es.main.es.dates.timeZoneNames,
} satisfies Record<Locale, object>

/** What CLDR lacks. China's clock is Beijing time to its readers, and CLDR knows the zone's city alone, Shanghai. */
const own: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  'Asia/Shanghai': { 'zh-CN': '北京', en: 'Beijing', it: 'Pechino', es: 'Pekín' },
}

/** A zone with all its IANA names: CLDR's first, and the one that IANA uses today where it is another. */
interface Zone {
  readonly key: string
  readonly today: string
  readonly names: readonly string[]
}

const zones: readonly Zone[] = Object.values<object | string>(bcp47.keyword.u.tz)
  .flatMap((entry): Zone[] => {
    if (typeof entry === 'string' || !('_alias' in entry)) return []
    const names = String(entry._alias).split(' ')
    const key = names[0] ?? ''
    return [{ key, today: '_iana' in entry ? String(entry._iana) : key, names }]
  })
  .filter(({ key }) => key !== 'Etc/Unknown')

/** CLDR's exemplar cities by its name of the zone. */
function citiesOf(locale: Locale): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (branch: Branch, path: string): void => {
    if (branch.exemplarCity !== undefined) found.set(path, branch.exemplarCity)
    for (const [name, below] of Object.entries(branch)) {
      if (typeof below === 'object' && below !== null) walk(below as Branch, path === '' ? name : `${path}/${name}`)
    }
  }
  walk(ofCldr[locale].zone, '')
  return found
}

/** `GMT-5` of `Etc/GMT+5`, whose sign is the other way round; `UTC` and `GMT` of themselves. */
function distance(key: string, locale: Locale): string | undefined {
  const [, sign, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(key) ?? []
  if (hours === undefined) return undefined
  return ofCldr[locale].gmtFormat.replace('{0}', `${sign === '+' ? '-' : '+'}${hours}`)
}

/** The names of all zones and their links, but for those that are the last part of the IANA name. */
function makeNames(locale: Locale): Names {
  const cities = citiesOf(locale)
  const named = zones.flatMap(({ key, today, names }) => {
    const name = own[key]?.[locale] ?? cities.get(key) ?? distance(key, locale) ?? lastPart(today)
    return names.filter((zone) => lastPart(zone) !== name).map((zone) => [zone, name] as const)
  })
  return Object.fromEntries(named.toSorted(byKey))
}

/** By what else a zone is found: all its IANA names together, and CLDR's names of its city where ours is another. */
function makeAlike(): readonly (readonly string[])[] {
  return zones
    .filter(({ key }) => !key.startsWith('Etc/'))
    .map(({ key, names }) => {
      const replaced = own[key] === undefined ? [] : locales.flatMap((locale) => citiesOf(locale).get(key) ?? [])
      return [...new Set([...names, ...replaced])]
    })
    .filter((words) => words.length > 1)
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))
}

function byKey([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1
}

const head = '// Made by `npm run cities` from CLDR; test/cities/tables.test.ts holds it to that.\n'

function writtenAlike(alike: readonly (readonly string[])[]): string {
  const lines = alike.map((words) => `  ${quoted(words.join(' | '))},\n`)
  return `${head}export const alike: readonly string[] = [\n${lines.join('')}]\n`
}

function quoted(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`
}

/** All files with what is in them, by their path in `signaling/cities/`. */
export function makeFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...locales.map((locale) => [`names/${locale}.json`, `${JSON.stringify(makeNames(locale), null, 2)}\n`] as const),
    ['alike.ts', writtenAlike(makeAlike())],
  ])
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', 'signaling', 'cities')
  for (const [path, text] of makeFiles()) await writeFile(join(folder, path), text)
}
