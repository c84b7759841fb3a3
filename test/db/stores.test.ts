import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const queries = /\.(selectFrom|updateTable|insertInto|deleteFrom)\(/

test('only stores query, and whoever begins a transaction writes what it announces', () => {
  const querying = globSync('signaling/**/*.ts').filter((file) => queries.test(readFileSync(file, 'utf8')))
  expect(querying.length).toBeGreaterThan(20)
  expect(querying.filter((file) => !file.endsWith('store.ts'))).toEqual(['signaling/live/transact.ts'])
})
