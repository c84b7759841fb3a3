import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Retries } from '../../../web/live/retries.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function pauseOf(retries: Retries): Promise<number> {
  const began = performance.now()
  let done = false
  const pause = retries.pause().then(() => (done = true))
  while (!done) await vi.advanceTimersByTimeAsync(10)
  await pause
  return performance.now() - began
}

/** How long each of so many pages, which were connected until this moment, waits before its first try. */
async function firstPauses(count: number, code: number): Promise<number[]> {
  const pages = Array.from({ length: count }, () => new Retries())
  for (const page of pages) {
    await page.pause()
    page.opened()
  }
  await vi.advanceTimersByTimeAsync(60_000)
  const pauses = []
  for (const page of pages) {
    page.closed(code)
    pauses.push(await pauseOf(page))
  }
  return pauses
}

test.each([
  [1001, 5_000],
  [1006, 2_000],
])('the first tries of 200 pages after a close with %i are spread over %i ms', async (code, within) => {
  const pauses = (await firstPauses(200, code)).toSorted((one, other) => one - other)
  expect(pauses.at(-1)).toBeLessThanOrEqual(within + 10)
  for (let part = 0; part < 10; part += 1) {
    const inPart = pauses.filter((pause) => pause >= (part * within) / 10 && pause < ((part + 1) * within) / 10)
    // Twenty are expected in a tenth; five standard deviations either way.
    expect(inPart.length).toBeLessThan(42)
    expect(inPart.length).toBeGreaterThan(1)
  }
})

test('the very first try is made at once, and so is one that is hurried', async () => {
  const retries = new Retries()
  expect(await pauseOf(retries)).toBeLessThan(20)
  retries.closed(1006)
  const pause = retries.pause()
  retries.hurry()
  await pause
  expect(await pauseOf(retries)).toBeLessThan(20)
})

test('pauses grow to ten seconds at most while nothing answers, and begin anew after a connection that lasted', async () => {
  const longest = async (tries: number): Promise<number> => {
    let most = 0
    for (let count = 0; count < 60; count += 1) {
      const retries = new Retries()
      await retries.pause()
      let last = 0
      for (let turn = 0; turn < tries; turn += 1) {
        retries.closed(1006)
        last = await pauseOf(retries)
      }
      most = Math.max(most, last)
    }
    return most
  }
  expect(await longest(1)).toBeLessThanOrEqual(2_010)
  const later = await longest(12)
  expect(later).toBeGreaterThan(5_000)
  expect(later).toBeLessThanOrEqual(10_010)

  const retries = new Retries()
  await retries.pause()
  for (let turn = 0; turn < 12; turn += 1) {
    retries.closed(1006)
    await pauseOf(retries)
  }
  // Opened and closed at once: no connection that worked.
  retries.opened()
  retries.closed(1006)
  retries.opened()
  await vi.advanceTimersByTimeAsync(6_000)
  retries.closed(1006)
  expect(await pauseOf(retries)).toBeLessThanOrEqual(2_010)
})
