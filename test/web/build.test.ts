import { globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { expect, test } from 'vitest'
import { sources } from '../../web/build.ts'

test('whatever the client takes from the server makes a new build when it changes', () => {
  const files = globSync('web/**/*.{ts,tsx}').filter((file) => file !== 'web/build.ts')
  const taken = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/(?:^import \{[^}]*\} from |\bimport\()'(?:\.\.\/)+(signaling\/[^']+)'/gm),
    ].map(([, path = '']) => path),
  )
  expect(taken).toEqual(expect.arrayContaining(['signaling/vocabulary.ts', 'signaling/cities/names/it.json']))
  expect([...new Set(taken)].filter((path) => !sources.some((source) => matchesGlob(path, source)))).toEqual([])
})
