import { expect, test } from 'vitest'
import { languagesSpoken } from '../../web/identity/browser-languages.ts'
import { chooseLanguage } from '../../web/language/language.ts'
import { matchPath, matchRoute } from '../../web/navigation/navigation.ts'

test.each([
  ['/', '/', {}],
  ['/visits/:id', '/visits/17', { id: '17' }],
  ['/visits/:id', '/visits/17/', { id: '17' }],
  ['/visits/:id', '/visits/%E5%8F%B7', { id: '号' }],
  ['/visits/:id', '/visits', undefined],
  ['/visits/:id', '/visits/17/note', undefined],
  ['/visits/:id', '/visits/%E5', undefined],
  ['/family', '/records', undefined],
])('the pattern %s and the path %s', (pattern, path, params) => {
  expect(matchPath(pattern, path)).toEqual(params)
})

test('of two routes that fit the first is taken', () => {
  const routes = ['/visits/new', '/visits/:id'].map((path) => ({ path, screen: () => null }))
  expect(matchRoute(routes, '/visits/new')?.route.path).toBe('/visits/new')
  expect(matchRoute(routes, '/visits/3')?.route.path).toBe('/visits/:id')
  expect(matchRoute(routes, '/elsewhere')).toBeUndefined()
})

test.each([
  [['zh-Hant-TW', 'en'], 'zh-CN'],
  [['de-DE', 'it-IT'], 'it'],
  [['es-419'], 'es'],
  [['fr'], 'en'],
  [[], 'en'],
])('somebody who wants %j reads %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language)
})

test('languages spoken are guessed from the browser, each once', () => {
  expect(languagesSpoken(['zh-CN', 'zh', 'it-IT', 'ja', 'pt-BR'])).toEqual(['cmn', 'it', 'pt'])
})
