import { expect, test } from 'vitest'
import { inSlices, mapInSlices } from '../../signaling/slices.ts'

function* work(steps: number, log: string[]): Generator<undefined, string> {
  for (let step = 0; step < steps; step += 1) {
    const until = performance.now() + 6
    while (performance.now() < until);
    log.push('step')
    yield
  }
  return 'done'
}

test('long work lets others have their turn between its slices, and answers what it was for', async () => {
  const log: string[] = []
  const result = inSlices(work(12, log))
  let turns = 0
  const takeTurn = (): void => {
    if (log.length >= 12) return
    turns += 1
    setImmediate(takeTurn)
  }
  takeTurn()
  expect(await result).toBe('done')
  expect(log).toHaveLength(12)
  expect(turns).toBeGreaterThan(3)
})

test('what a step throws is thrown', async () => {
  function* broken(): Generator<undefined, string> {
    yield
    throw new Error('no such doctor')
  }
  await expect(inSlices(broken())).rejects.toThrow('no such doctor')
})

test('many are done in their order', async () => {
  expect(await mapInSlices([3, 1, 2], (number) => number * 2)).toEqual([6, 2, 4])
})
