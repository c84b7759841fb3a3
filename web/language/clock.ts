import { inCity } from '../../signaling/cities/naming.ts'
import type { Language } from './language.ts'
import { presentInstant } from './present.ts'

/**
 * Instants in words. All take an instant as the API sends it (`2026-03-29T01:00:00Z`), in a named zone, in the reader's
 * language, on the 24-hour clock. Only `Intl` is used: `Temporal` is not loaded for showing times.
 */
export type Instant = string

const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, timeZone, options])
  let found = formats.get(key)
  if (found === undefined) {
    found = new Intl.DateTimeFormat(language, { ...options, timeZone: knownZone(timeZone), hourCycle: 'h23' })
    formats.set(key, found)
  }
  return found
}

const zones = new Map<string, string>()

/** The zone as this browser can compute it: aliases (Europe/Kiev, Asia/Calcutta) pass; one it has never heard of is UTC. */
export function knownZone(timeZone: string): string {
  let known = zones.get(timeZone)
  if (known === undefined) {
    try {
      known = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
    } catch {
      known = 'UTC'
    }
    zones.set(timeZone, known)
  }
  return known
}

/** The browser's own zone. */
export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** `15:00` */
export function timeOfDay(at: Instant, timeZone: string, language: Language): string {
  return format(language, timeZone, { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** `周四`, `giovedì` */
export function weekday(at: Instant, timeZone: string, language: Language): string {
  return format(language, timeZone, { weekday: language === 'zh-CN' ? 'short' : 'long' }).format(new Date(at))
}

/** `3月26日周四`, `giovedì 26 marzo`; with the year when it is not that of `now`. null: with the year, for what is kept for years. */
export function day(at: Instant, timeZone: string, language: Language, now: Instant | null = presentInstant()): string {
  const weekdayStyle = language === 'zh-CN' ? 'short' : 'long'
  const thisYear = now !== null && dateOf(at, timeZone).slice(0, 4) === dateOf(now, timeZone).slice(0, 4)
  const options: Intl.DateTimeFormatOptions = { weekday: weekdayStyle, month: 'long', day: 'numeric' }
  return format(language, timeZone, thisYear ? options : { ...options, year: 'numeric' }).format(new Date(at))
}

/** The calendar date there, `2026-03-26`: for grouping and comparing. */
export function dateOf(at: Instant, timeZone: string): string {
  return format('en', timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(new Date(at))
    .filter((part) => part.type !== 'literal')
    .sort((one, other) => order(one.type) - order(other.type))
    .map((part) => part.value)
    .join('-')
}

function order(part: string): number {
  return ['year', 'month', 'day'].indexOf(part)
}

/** The hour there, 0–23: for morning, afternoon, evening. */
export function hourOf(at: Instant, timeZone: string): number {
  return Number(format('en', timeZone, { hour: '2-digit' }).format(new Date(at)))
}

/** `3月26日周四 15:00（罗马）`, `giovedì 26 marzo 15:00 (Roma)`: a moment with its weekday and the city of its zone. */
export function moment(at: Instant, timeZone: string, city: string, language: Language, now?: Instant | null): string {
  return inCity(`${day(at, timeZone, language, now)} ${timeOfDay(at, timeZone, language)}`, city, language)
}

/** `15:00–16:30`, and `22:00–02:00 +1` where it ends on a later date there. */
export function hours(startsAt: Instant, endsAt: Instant, timeZone: string, language: Language): string {
  const later = Math.round((Date.parse(dateOf(endsAt, timeZone)) - Date.parse(dateOf(startsAt, timeZone))) / 86_400_000)
  const mark = later > 0 ? ` +${String(later)}` : ''
  return `${timeOfDay(startsAt, timeZone, language)}–${timeOfDay(endsAt, timeZone, language)}${mark}`
}

const relatives = new Map<Language, Intl.RelativeTimeFormat>()

/** `in 12 minutes`, `2 hours ago`: the nearest whole unit from minutes to days. */
export function fromNow(at: Instant, language: Language, now: Instant = presentInstant()): string {
  let relative = relatives.get(language)
  if (relative === undefined) {
    relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
    relatives.set(language, relative)
  }
  const minutes = Math.round((Date.parse(at) - Date.parse(now)) / 60_000)
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute')
  const inHours = Math.round(minutes / 60)
  return Math.abs(inHours) < 24 ? relative.format(inHours, 'hour') : relative.format(Math.round(inHours / 24), 'day')
}

/** No line ends within `12 min` or `12分钟`: a word joiner has no width, and forbids the break where it stands. */
function unbroken(amount: string): string {
  return amount.replaceAll(' ', '\u00a0').replaceAll(/(?=\p{Script=Han})/gu, '\u2060')
}

/** Whether there is such a moment, and it has not come yet. */
export function isToCome(at: Instant | null | undefined, now: Instant): at is Instant {
  return at != null && Date.parse(at) > Date.parse(now)
}

/** Whole minutes that have passed; none before `at`. */
export function minutesSince(at: Instant, now: Instant): number {
  return Math.max(0, Math.floor((Date.parse(now) - Date.parse(at)) / 60_000))
}

/** A stretch in words: `12 分钟`, `1 h 30 min`. */
export function duration(minutes: number, language: Language): string {
  const whole = Math.max(0, Math.round(minutes))
  const unit = (value: number, name: 'hour' | 'minute'): string =>
    unbroken(
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit: name,
        unitDisplay: language === 'zh-CN' ? 'long' : 'short',
      }).format(value),
    )
  const hoursPart = Math.floor(whole / 60)
  const minutesPart = whole % 60
  if (hoursPart === 0) return unit(minutesPart, 'minute')
  return minutesPart === 0 ? unit(hoursPart, 'hour') : `${unit(hoursPart, 'hour')} ${unit(minutesPart, 'minute')}`
}

/** Whether two zones show the same wall clock at that instant: then one clock is enough. */
export function sameClock(at: Instant, one: string, other: string): boolean {
  return dateOf(at, one) === dateOf(at, other) && timeOfDay(at, one, 'en') === timeOfDay(at, other, 'en')
}

/** A calendar date has no zone: it is shown as it stands: `26 mar 2026`. */
export function dateWords(date: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  )
}
