import { expect, test } from 'vitest'
import { chooseLanguage, sayerOf } from '../../../web/language/language.ts'

test.each([
  [['zh-Hant-TW', 'en'], 'zh-CN'],
  [['de-DE', 'it-IT'], 'it'],
  [['es-419'], 'es'],
  [['fr'], 'en'],
  [[], 'en'],
])('somebody who wants %j reads %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language)
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
