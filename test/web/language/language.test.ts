import { expect, test } from 'vitest'
import { chooseLanguage } from '../../../web/language/language.ts'

test.each([
  [['zh-Hant-TW', 'en'], 'zh-CN'],
  [['de-DE', 'it-IT'], 'it'],
  [['es-419'], 'es'],
  [['fr'], 'en'],
  [[], 'en'],
])('somebody who wants %j reads %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language)
})
