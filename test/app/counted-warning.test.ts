import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CountedWarning } from '../../signaling/counted-warning.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first is told at once, those of the next seconds together, and nothing where there were none', () => {
  const told: [number, string][] = []
  const write = (line: string): void => {
    const { times, route } = JSON.parse(line) as { times: number; route: string }
    told.push([times, route])
  }
  const warning = new CountedWarning(pino({ level: 'warn' }, { write }), 'the database was busy')
  for (const route of ['/a', '/b', '/c']) warning.count({ route })
  expect(told).toEqual([[1, '/a']])
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([
    [1, '/a'],
    [2, '/b'],
  ])
  vi.advanceTimersByTime(60_000)
  warning.count({ route: '/d' })
  expect(told.at(-1)).toEqual([1, '/d'])
  warning.count({ route: '/e' })
  warning.close()
  expect(told.slice(2)).toEqual([
    [1, '/d'],
    [1, '/e'],
  ])
  expect(vi.getTimerCount()).toBe(0)
})
