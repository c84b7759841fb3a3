import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { holdPage } from '../../../web/shell/held-page.ts'
import { reloadWhenBack } from '../../../web/shell/reloading.ts'

/** Whether the hospital answers, and how often it has been asked. */
let up: boolean
let asked: number
let reloads: number
let isWriting: boolean
let kept: Map<string, string>
let stop: (() => void) | undefined

beforeEach(() => {
  vi.useFakeTimers()
  // Each pause is as long as it may be.
  vi.spyOn(Math, 'random').mockReturnValue(1)
  up = false
  asked = 0
  reloads = 0
  isWriting = false
  kept = new Map()
  const sessionStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  vi.stubGlobal('window', Object.assign(new EventTarget(), { sessionStorage, location: { reload: () => reloads++ } }))
  const activeElement = { matches: () => isWriting }
  vi.stubGlobal('document', Object.assign(new EventTarget(), { activeElement, querySelector: () => null }))
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('fetch', () => {
    asked += 1
    return up ? Promise.resolve(new Response('<div id="root"></div>')) : Promise.reject(new TypeError('no connection'))
  })
})
afterEach(() => {
  stop?.()
  stop = undefined
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** @returns all that is told from now on */
function watch(): boolean[] {
  const told: boolean[] = []
  stop = reloadWhenBack((answers) => told.push(answers))
  return told
}

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

test('while nothing answers it asks now and then, less often in time, and loads the page anew at the first answer', async () => {
  const told = watch()
  await pass(0)
  expect([asked, told]).toEqual([1, [false]])
  await pass(60)
  expect(asked).toBeGreaterThan(4)
  await pass(600)
  const before = asked
  await pass(600)
  expect(asked - before).toBe(20)
  expect([new Set(told), reloads]).toEqual([new Set([false]), 0])
  up = true
  await pass(30)
  expect([told.includes(true), reloads]).toEqual([false, 1])
  const last = asked
  await pass(600)
  expect([asked, reloads]).toEqual([last, 1])
})

test('what answers at the first question is not asked again, and the page stays: the fault is its own', async () => {
  up = true
  const told = watch()
  await pass(600)
  expect([asked, told, reloads]).toEqual([1, [true], 0])
})

test('a browser that knows that it is offline has lost the hospital, whatever the first answer', async () => {
  vi.stubGlobal('navigator', { onLine: false })
  up = true
  watch()
  await pass(0)
  expect(reloads).toBe(1)
})

test.each([
  ['a network that asks to sign in', new Response('Please sign in to the hotel’s network.')],
  ['a proxy before nobody', new Response('<div id="root"></div>', { status: 502 })],
])('%s is no answer of the hospital', async (_, answer) => {
  vi.stubGlobal('fetch', () => Promise.resolve(answer.clone()))
  const told = watch()
  await pass(1)
  expect([told, reloads]).toEqual([[false], 0])
})

test.each([
  ['the network is back', () => window.dispatchEvent(new Event('online'))],
  ['somebody comes back to the page', () => document.dispatchEvent(new Event('visibilitychange'))],
])('it asks at once where %s', async (_, happen) => {
  watch()
  await pass(600)
  const before = asked
  up = true
  happen()
  await pass(0)
  expect([asked > before, reloads]).toEqual([true, 1])
})

test('it asks no more once it is stopped', async () => {
  const told = watch()
  await pass(10)
  const before = [asked, told.length]
  stop?.()
  up = true
  window.dispatchEvent(new Event('online'))
  await pass(600)
  expect([[asked, told.length], reloads]).toEqual([before, 0])
})

test('in a call and under a hand that writes the page stays, until they are done', async () => {
  const release = holdPage()
  isWriting = true
  const told = watch()
  await pass(0)
  up = true
  await pass(60)
  expect([told.at(-1), reloads]).toEqual([true, 0])
  release()
  await pass(60)
  expect(reloads).toBe(0)
  isWriting = false
  await pass(30)
  expect(reloads).toBe(1)
})

test('what is lost again right after a reload is loaded anew once in a minute at most', async () => {
  watch()
  await pass(0)
  up = true
  await pass(3)
  expect(reloads).toBe(1)
  // The page is there anew, and breaks on a link that fails again.
  up = false
  const told = watch()
  await pass(0)
  up = true
  await pass(40)
  expect([told[0], told.at(-1), reloads]).toEqual([false, true, 1])
  await pass(60)
  expect(reloads).toBe(2)
})

test('where nothing outlives the page it is not loaded anew by itself', async () => {
  Reflect.deleteProperty(window, 'sessionStorage')
  const told = watch()
  await pass(0)
  up = true
  await pass(600)
  expect([told.at(-1), reloads]).toEqual([true, 0])
})
