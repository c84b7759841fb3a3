import type { Locale } from '../shapes.ts'
import en from './names/en.json' with { type: 'json' }
import es from './names/es.json' with { type: 'json' }
import it from './names/it.json' with { type: 'json' }
import zh from './names/zh-CN.json' with { type: 'json' }
import { inCity, lastPart } from './naming.ts'

/**
 * The names of the cities that zones are told by, in the reader's language: on the pages and in the letters the same.
 *
 * Owns no table: `names/` and `alike.ts` are made from CLDR by `npm run cities`.
 * Reads nothing, raises nothing, reacts to nothing.
 */
const names: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { 'zh-CN': zh, en, it, es }

/** `罗马` of `Europe/Rome`, whichever of its IANA names a zone has. */
export function cityName(timeZone: string, locale: Locale): string {
  return names[locale][timeZone] ?? lastPart(timeZone)
}

/** `15:00 (Rome)`, after what is to be shown of the date. */
export function clockThere(at: Temporal.Instant, timeZone: string, locale: Locale, date: ShownDate = {}): string {
  const time = at.toLocaleString(locale, { ...date, timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return inCity(time, cityName(timeZone, locale), locale)
}

type ShownDate = Pick<Intl.DateTimeFormatOptions, 'weekday' | 'year' | 'month' | 'day'>
