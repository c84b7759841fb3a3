import { expect, test } from 'vitest'
import { chooseLanguage, roomWords, type RoomWords, type SayOf, sayerOf } from '../../../web/language/language.ts'

test.each([
  [['zh-Hant-TW', 'en'], 'zh-CN'],
  [['de-DE', 'it-IT'], 'it'],
  [['es-419'], 'es'],
  [['fr'], 'en'],
  [[], 'en'],
])('somebody who wants %j reads %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language)
})

/** As `npm run words` writes them. */
interface Words {
  greeting: never
  welcome: 'name'
  ahead: 'count' | 'name'
}

const chinese = { greeting: '您好', welcome: '{{name}}，您好', ahead_other: '{{name}}前面有 {{count}} 位' }
const one = { ...chinese, ahead_one: '{{name}}前面有一位' }
const load = {
  'zh-CN': async () => ({ default: chinese }),
  en: async () => ({ default: one }),
  es: async () => ({ default: one }),
}
const room = roomWords<Words>('room', { ...load, it: async () => ({ default: one }) })

test('the compiler knows each sentence and what it is filled with, and refuses a file that lacks one', () => {
  const t: SayOf<typeof room> = (key, ...values) => [key, ...values.map((value) => JSON.stringify(value))].join(' ')
  expect(t('greeting')).toBe('greeting')
  expect(t('ahead', { name: '王', count: 2 })).toBe('ahead {"name":"王","count":2}')
  // @ts-expect-error a misspelled key
  t('greting')
  // @ts-expect-error nothing to fill in
  t('welcome')
  // @ts-expect-error a placeholder of another name
  t('welcome', { nam: '王' })
  // @ts-expect-error a placeholder too many
  t('greeting', { name: '王' })
  // @ts-expect-error a count is a number
  t('ahead', { name: '王', count: '2' })
  // @ts-expect-error Italian lacks a singular
  roomWords<Words>('room', { ...load, it: async () => ({ default: chinese }) })
  // @ts-expect-error Italian lacks a sentence
  roomWords<Words>('room', { ...load, it: async () => ({ default: { greeting: '', ahead_one: '', ahead_other: '' } }) })
  // @ts-expect-error a language is missing
  roomWords<Words>('room', load)
})

test('the compiler refuses words with placeholders where nothing is filled in', () => {
  const nameOf = (words: RoomWords<Record<keyof Words, never>>): string => words.room
  // @ts-expect-error `welcome` is filled with a name
  expect(nameOf(room)).toBe('room')
})

test('a sentence is filled, in the form of its language’s plural', () => {
  const words = {
    welcome: 'Ciao {{name}}, {{name}}!',
    ahead_one: '{{count}} persona',
    ahead_other: '{{count}} persone',
  }
  const t = sayerOf(words, 'it')
  expect(t('welcome', { name: 'Ada' })).toBe('Ciao Ada, Ada!')
  expect([1, 2, 1_000_000].map((count) => t('ahead', { count }))).toEqual(['1 persona', '2 persone', '1000000 persone'])
})

test('a form that a translator’s tool leaves empty is said as the plural of all others', () => {
  const t = sayerOf({ ahead_one: 'una', ahead_many: '', ahead_other: '{{count}} persone' }, 'it')
  expect(t('ahead', { count: 1_000_000 })).toBe('1000000 persone')
})
