import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepRunning, type RunningChild } from '../../supervision/keep-running.ts'

/** A child that ends when it is told to. */
class Child implements RunningChild {
  readonly pid: number
  readonly gone: Promise<void>
  end: () => void = () => undefined
  constructor(pid: number) {
    this.pid = pid
    this.gone = new Promise((resolve) => (this.end = resolve))
  }
  stop(): Promise<void> {
    this.end()
    return this.gone
  }
}

let said: string[]
let started: number[]
let failing: number

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  said = []
  started = []
  failing = 0
})
afterEach(() => vi.useRealTimers())

/** As the clock of this test has it. */
function pause(ms: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, ms)
    stopping.addEventListener('abort', () => reject(new Error('stopped')))
  })
}

const log = { info: (line: string) => void said.push(line), warn: (line: string) => void said.push(line) }

function keep() {
  let last = 1
  return keepRunning(
    new Child(1),
    async () => {
      started.push(performance.now())
      if (failing > 0) {
        failing -= 1
        throw new Error('no')
      }
      last += 1
      return new Child(last)
    },
    { name: 'It', log, pause },
  )
}

test('a child that had run steadily is started again at once', async () => {
  const kept = keep()
  await vi.advanceTimersByTimeAsync(31_000)
  kept.current.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(kept.current.pid).toBe(2)
  expect(kept.restarts).toBe(1)
  expect(said).toEqual(['It ended; starting it again', 'It answers again'])
  await kept.stop()
})

test('pauses grow while it does not start, and while it ends soon after it has', async () => {
  const kept = keep()
  failing = 3
  const ended = performance.now()
  kept.current.end()
  await vi.advanceTimersByTimeAsync(1_500)
  expect(started.map((at) => at - ended)).toEqual([100, 300, 700, 1_500])
  expect(kept.current.pid).toBe(2)
  kept.current.end()
  await vi.advanceTimersByTimeAsync(1_599)
  expect(kept.restarts).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(kept.restarts).toBe(2)
  await kept.stop()
})

test('no pause is longer than five seconds', async () => {
  const kept = keep()
  failing = 12
  kept.current.end()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(started).toHaveLength(13)
  expect((started.at(-1) ?? 0) - (started.at(-2) ?? 0)).toBe(5_000)
  await kept.stop()
})

test('one that comes up only after it was stopped is ended', async () => {
  const late = new Child(2)
  let comeUp = (): void => undefined
  const start = (): Promise<Child> => new Promise((resolve) => (comeUp = () => resolve(late)))
  const kept = keepRunning(new Child(1), start, { name: 'It', log, pause })
  kept.current.end()
  await vi.advanceTimersByTimeAsync(150)
  const stopped = kept.stop()
  comeUp()
  await stopped
  await late.gone
})

test('one that is stopped stays stopped, also while it is coming back', async () => {
  const kept = keep()
  failing = 1
  kept.current.end()
  await vi.advanceTimersByTimeAsync(150)
  await kept.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(started).toHaveLength(1)
  expect(kept.restarts).toBe(0)
})
