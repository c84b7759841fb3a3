import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CountedWarning } from '../../signaling/counted-warning.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first is told at once, those of the next seconds together, and nothing where there were none', () => {
  const told: number[] = []
  const write = (line: string): void => void told.push((JSON.parse(line) as { times: number }).times)
  const warning = new CountedWarning(pino({ level: 'warn' }, { write }), 'the database was busy')
  for (let time = 0; time < 3; time += 1) warning.count()
  expect(told).toEqual([1])
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([1, 2])
  vi.advanceTimersByTime(60_000)
  warning.count()
  expect(told).toEqual([1, 2, 1])
  warning.count()
  warning.close()
  expect(told).toEqual([1, 2, 1, 1])
  expect(vi.getTimerCount()).toBe(0)
})
