import { expect, test } from 'vitest'
import { matchPath, matchRoute } from '../../../web/navigation/navigation.ts'

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
