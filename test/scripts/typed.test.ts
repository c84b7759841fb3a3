import { expect, test } from 'vitest'
import { findMistyped } from '../../scripts/typed.ts'

const server = { name: 'tsconfig.server.json', files: ['signaling/app.ts', 'web/build.ts'] }
const browser = { name: 'tsconfig.browser.json', files: ['web/main.tsx'] }

test('each file is checked by one project', () => {
  expect(findMistyped(['signaling/app.ts', 'web/build.ts', 'web/main.tsx'], [server, browser])).toEqual([])
})

test('a file that no project checks is named', () => {
  expect(findMistyped(['signaling/app.ts', 'tools/forgotten.ts'], [server, browser])).toEqual([
    'tools/forgotten.ts is in no tsconfig: nobody checks its types',
  ])
})

test('a file that two projects check is named with both', () => {
  const greedy = { name: 'tsconfig.browser.json', files: ['web/main.tsx', 'web/build.ts'] }
  expect(findMistyped(['web/build.ts'], [server, greedy])).toEqual([
    'web/build.ts is in tsconfig.server.json and tsconfig.browser.json',
  ])
})
