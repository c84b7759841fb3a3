import { startTransition, use, useSyncExternalStore } from 'react'
import { locales } from '../../signaling/vocabulary.ts'
import { Listeners } from '../listeners.ts'
import { device } from '../storage/storage.ts'

/**
 * The four languages of the screens. Each room owns its words in `web/<room>/words/<language>.ts`; they load with
 * the room, in the reader's language only. `zh-CN` is the source: its keys and placeholders type all the others.
 *
 * A room declares its words once, in `web/<room>/words.ts`:
 *
 *     import type { words } from './words/zh-CN.ts';
 *     export const waitingWords = roomWords<typeof words>('waiting-room', {
 *       'zh-CN': () => import('./words/zh-CN.ts'), en: () => import('./words/en.ts'),
 *       it: () => import('./words/it.ts'), es: () => import('./words/es.ts'),
 *     });
 *
 * and a component says `const t = useWords(waitingWords)`, then `t('ahead', { count: 2 })`. Keys are flat
 * (`'telling.title'`); a key used with `count` ends in `_one`/`_other` (zh-CN has `_other` alone).
 *
 * The lookup itself is the platform's plural rules and one replacement: i18next would be a seventh of the first page
 * (15 of 104 kB gzipped, measured), on the connections of people who have the poorest.
 */

export const languages = locales
export type Language = (typeof languages)[number]

/** What each language calls itself, for the switch. */
export const languageNames: Readonly<Record<Language, string>> = {
  'zh-CN': '简体中文',
  en: 'English',
  it: 'Italiano',
  es: 'Español',
}

type Plain<Key> = Key extends `${string}_${'one' | 'other'}` ? never : Key
type Counted<Key> = Key extends `${infer Base}_other` ? Base : never
/** The keys a room's `t` takes. */
export type KeyOf<Source> = (Plain<keyof Source> | Counted<keyof Source>) & string
type Text<Source, Key extends string> = Key extends keyof Source
  ? Source[Key]
  : `${Key}_other` extends keyof Source
    ? Source[`${Key}_other`]
    : never
type Names<Sentence> = Sentence extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Names<Rest> : never
type Values<Source, Key extends string> = Names<Text<Source, Key>> | (Key extends keyof Source ? never : 'count')
type Arguments<Source, Key extends string> = [Values<Source, Key>] extends [never]
  ? []
  : [values: { [Name in Values<Source, Key>]: Name extends 'count' ? number : string | number }]

/** The shape of a translation: `export const words: Translation<typeof source> = {…}`. */
export type Translation<Source> = {
  readonly [Key in Plain<keyof Source> | `${Counted<keyof Source>}_${'one' | 'other'}`]: string
}

/** Says a sentence of a room in the reader's language. */
export type Say<Source> = <Key extends KeyOf<Source>>(key: Key, ...values: Arguments<Source, Key>) => string

type Loaders = Readonly<Record<Language, () => Promise<{ words: Readonly<Record<string, string>> }>>>

/** A room's words, to be given to `useWords`. */
export interface RoomWords<Source> {
  readonly room: string
  readonly load: Loaders
  /** Only carries the type. */
  readonly source?: Source
}

export function roomWords<Source>(room: string, load: Loaders): RoomWords<Source> {
  return { room, load }
}

const storageKey = 'qiaoyi.language'

/** The best of the four for a list of wanted languages (`zh-Hant-TW` is given `zh-CN`), else English. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0]
    const found = languages.find((language) => language.toLowerCase().split('-')[0] === base)
    if (found !== undefined) return found
  }
  return 'en'
}

function isLanguage(value: unknown): value is Language {
  return (languages as readonly unknown[]).includes(value)
}

/** What was chosen in this browser before, if anything: it wins over the account's and the browser's own. */
export function storedLanguage(): Language | undefined {
  const stored = device.read(storageKey)
  return isLanguage(stored) ? stored : undefined
}

const sayers = new Map<string, Tracked>()
let current: Language = 'en'

/** Loads a room's words in a language, once. */
export function loadWords(words: RoomWords<unknown>, language: Language = currentLanguage()): Promise<Sayer> {
  const key = `${words.room}/${language}`
  let loading = sayers.get(key)
  if (loading === undefined) {
    const asked: Tracked = words.load[language]().then(
      (module) => {
        asked.value = sayerOf(module.words, language)
        asked.status = 'fulfilled'
        return asked.value
      },
      (reason: unknown) => {
        sayers.delete(key)
        throw reason
      },
    )
    sayers.set(key, asked)
    loading = asked
  }
  return loading
}

/** For a screen that is fetched, `screen(load, wordsOf(waitingWords))`: its words come beside its code. */
export function wordsOf(...rooms: readonly RoomWords<unknown>[]): () => Promise<unknown> {
  return () => Promise.all(rooms.map((words) => loadWords(words)))
}

/** With `status` and `value` React's `use` takes what is there at once, where it would else wait a moment and show a fallback. */
type Tracked = Promise<Sayer> & { status?: 'fulfilled'; value?: Sayer }

/** Sets the language of the first screen; the application then awaits the shell's words. */
export function startLanguage(language: Language): void {
  current = language
  document.documentElement.lang = language
}

export function currentLanguage(): Language {
  return current
}

const watchers = new Listeners()

/** Switches the screens to a language and remembers it in this browser. Rooms on screen fetch their words. */
export async function setLanguage(language: Language): Promise<void> {
  device.write(storageKey, language)
  if (language === currentLanguage()) return
  const rooms = [...shown.values()]
  await Promise.all(rooms.map((words) => loadWords(words, language)))
  current = language
  document.documentElement.lang = language
  startTransition(() => watchers.tell())
}

/** Rooms used so far: a switch loads their words before it happens, so that no screen falls back to a spinner. */
const shown = new Map<string, RoomWords<unknown>>()

/** The language the screens are in. */
export function useLanguage(): Language {
  return useSyncExternalStore(watchers.add, currentLanguage)
}

/** The room's `t`, typed by its words; the same function until the language changes. Suspends until they are there. */
export function useWords<Source>(words: RoomWords<Source>): Say<Source> {
  const language = useLanguage()
  shown.set(words.room, words)
  // Asked for each time, there or not: a render that is tried again after waiting must call `use` again.
  return use(loadWords(words, language))
}

type Filling = Readonly<Record<string, string | number>>
type Sayer = (key: string, filling?: Filling) => string

/** Empty is a form that a translator's tool has written and nobody has filled, such as the `_many` of Italian millions. */
export function sayerOf(words: Readonly<Record<string, string>>, language: Language): Sayer {
  const plurals = new Intl.PluralRules(language)
  return (key, filling = {}) => {
    const form = 'count' in filling ? `${key}_${plurals.select(Number(filling['count']))}` : key
    const sentence = words[form] || words[`${key}_other`] || words[key] || key
    return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(filling[name] ?? ''))
  }
}
