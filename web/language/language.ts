import { startTransition, use, useSyncExternalStore } from 'react'
import { locales } from '../../signaling/vocabulary.ts'
import { Listeners } from '../listeners.ts'
import { device } from '../storage/storage.ts'

/**
 * The four languages of the screens. Each room owns its words in `web/<room>/words/<language>.json`; they load with
 * the room, in the reader's language only. `zh-CN` is the source: `npm run words` writes `words/types.ts` from its keys and
 * placeholders, and that types all the others.
 *
 * A room declares its words once, in `web/<room>/words.ts`:
 *
 *     import type { Words } from './words/types.ts';
 *     export const waitingWords = roomWords<Words>('waiting-room', {
 *       'zh-CN': () => import('./words/zh-CN.json'), en: () => import('./words/en.json'),
 *       it: () => import('./words/it.json'), es: () => import('./words/es.json'),
 *     });
 *
 * and a component says `const t = useWords(waitingWords)`, then `t('ahead', { count: 2 })`. Keys are flat
 * (`'telling.title'`); a key used with `count` ends in `_one`/`_other` (zh-CN has `_other` alone). That is i18next's JSON,
 * which translators' tools read and write.
 *
 * The lookup itself is the platform's plural rules and one replacement: i18next would take eighteen times as much of the first page
 * (`docs/decisions/words.md`), on the connections of people who have the poorest.
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

/** What `t` is given beside the key; `Names` are the placeholders of the sentence. */
type Arguments<Names> = [Names] extends [never]
  ? []
  : [values: { [Name in Names & string]: Name extends 'count' ? number : string | number }]

/** Says a sentence of a room in the reader's language. `Words` are its sentences, each with its placeholders. */
type Say<Words> = <Key extends keyof Words & string>(key: Key, ...values: Arguments<Words[Key]>) => string

/** The `t` of a room for what is not a component: `SayOf<typeof waitingWords>`. */
export type SayOf<Room> = Room extends RoomWords<infer Words> ? Say<Words> : never

/** The texts of a file: a sentence with a count in each of the plural's forms, the others as they are. */
type Texts<Words, Form extends string> = {
  readonly [Key in keyof Words & string as 'count' extends Words[Key] ? `${Key}_${Form}` : Key]: string
}
type Load<Content> = () => Promise<{ readonly default: Content }>

/** A room's words, to be given to `useWords`. */
export interface RoomWords<Words> {
  readonly room: string
  readonly load: Readonly<Record<Language, Load<Readonly<Record<string, string>>>>>
  /** Only carries the type. */
  readonly words?: Words
}

/** A file that lacks a sentence is a type error. */
export function roomWords<Words>(
  room: string,
  load: { readonly [One in Language]: Load<Texts<Words, One extends 'zh-CN' ? 'other' : 'one' | 'other'>> },
): RoomWords<Words> {
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
        asked.value = sayerOf(module.default, language)
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
let wanted: Language | undefined

/** Switches the screens to a language and remembers it in this browser. Rooms on screen fetch their words. */
export async function setLanguage(language: Language): Promise<void> {
  device.write(storageKey, language)
  wanted = language
  if (language === currentLanguage()) return
  const rooms = [...shown.values()]
  await Promise.all(rooms.map((words) => loadWords(words, language)))
  // Another has been chosen while these words came.
  if (wanted !== language) return
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
export function useWords<Words>(words: RoomWords<Words>): Say<Words> {
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
