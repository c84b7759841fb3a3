import { globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { expect, test } from 'vitest'
import { sources } from '../../web/build.ts'

/** The server's files that a file of the client takes more than types from. */
function takenIn(text: string): string[] {
  const imports = text.matchAll(/(?:^import (?!type )[^']* from |\bimport\()'(?:\.\.\/)+(signaling\/[^']+)'/gm)
  return [...imports].map(([, path = '']) => path)
}

test('whatever the client takes from the server makes a new build when it changes', () => {
  const files = globSync('web/**/*.{ts,tsx}').filter((file) => file !== 'web/build.ts')
  const taken = files.flatMap((file) => takenIn(readFileSync(file, 'utf8')))
  expect(taken).toEqual(expect.arrayContaining(['signaling/vocabulary.ts', 'signaling/cities/names/it.json']))
  expect([...new Set(taken)].filter((path) => !sources.some((source) => matchesGlob(path, source)))).toEqual([])
})

test.each([
  "import { locales } from '../../signaling/vocabulary.ts'",
  "import {\n  locales,\n  type Role,\n} from '../../signaling/vocabulary.ts'",
  "import words from '../../signaling/vocabulary.ts' with { type: 'json' }",
  "import * as words from '../../signaling/vocabulary.ts'",
  "  it: () => import('../../signaling/vocabulary.ts'),",
])('%j takes something from the server', (text) => {
  expect(takenIn(`import type { Me } from '../../signaling/identity/contract.ts'\n${text}\n`)).toEqual([
    'signaling/vocabulary.ts',
  ])
})
