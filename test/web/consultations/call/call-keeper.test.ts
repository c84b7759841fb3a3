import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Entry } from '../../../../signaling/consultations/contract.ts'
import { ApiError } from '../../../../web/api/client.ts'
import { CallKeeper } from '../../../../web/consultations/call/call-keeper.ts'
import type { Line, LineState, Wants } from '../../../../web/consultations/carrier/carrier.ts'
import { isPageHeld } from '../../../../web/shell/held-page.ts'

const entry: Entry = { url: 'ws://room', token: 't', participantId: 'p', validSeconds: 60, roomEpoch: 1 }

/** One's end of a room; what happens to it is the test's to say. */
class FakeLine {
  static opened: FakeLine[] = []
  readonly wants: Wants[] = []
  left = false
  #state: Partial<LineState> = { connection: 'joining' }
  #tell: () => void = () => undefined
  static open(wants: Wants): Line {
    const line = new FakeLine()
    line.wants.push(wants)
    FakeLine.opened.push(line)
    return line as unknown as Line
  }
  join = (): Promise<void> => {
    this.#state = { connection: 'inside' }
    return Promise.resolve()
  }
  read = (): Partial<LineState> => this.#state
  watch = (listener: () => void): (() => void) => {
    this.#tell = listener
    return () => (this.#tell = () => undefined)
  }
  want = (wants: Wants): void => void this.wants.push(wants)
  startSound = (): Promise<void> => Promise.resolve()
  leave = (): void => void (this.left = true)
  become(state: Partial<LineState>): void {
    this.#state = state
    this.#tell()
  }
}

let enter: () => Promise<Entry>
const barredUrl = 'ws://moved'
let entered: number
const keepers: CallKeeper[] = []

beforeEach(() => {
  vi.useFakeTimers()
  FakeLine.opened = []
  entered = 0
  enter = () => Promise.resolve(entry)
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
})
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function open(storageKey = crypto.randomUUID()): CallKeeper {
  const keeper = new CallKeeper({
    storageKey,
    openLine: FakeLine.open,
    isBarred: (url) => url === barredUrl,
    enter: () => {
      entered += 1
      return enter()
    },
  })
  keepers.push(keeper)
  keeper.start()
  return keeper
}
const soon = (milliseconds = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds)

test('somebody is let in, follows the line, and leaves for good', async () => {
  const keeper = open()
  await soon()
  expect(keeper.read().phase).toBe('inside')
  FakeLine.opened[0]?.become({ connection: 'wavering' })
  expect(keeper.read().phase).toBe('wavering')
  keeper.leave()
  expect([keeper.read().phase, FakeLine.opened[0]?.left]).toEqual(['left', true])
  await soon(60_000)
  expect(entered).toBe(1)
})

test('an entry that fails is tried again, slower and slower, also one that was never answered', async () => {
  enter = () => Promise.reject(new ApiError(0, { code: 'slow' }))
  const keeper = open()
  await soon(20_000)
  expect(keeper.read()).toMatchObject({ phase: 'entering', trouble: 'slow' })
  expect(entered).toBeGreaterThan(3)
  expect(entered).toBeLessThan(12)
  enter = () => Promise.resolve(entry)
  await soon(5_000)
  expect(keeper.read().phase).toBe('inside')
})

test('a visit that is over is closed, and its entry is not asked for again', async () => {
  enter = () => Promise.reject(new ApiError(409, { code: 'consultationOver' }))
  const keeper = open()
  await soon(60_000)
  expect(keeper.read()).toMatchObject({ phase: 'closed', code: 'consultationOver' })
  expect(entered).toBe(1)
})

test('who is put out comes in anew, and who has it in another window does not', async () => {
  const keeper = open()
  await soon()
  FakeLine.opened[0]?.become({ connection: 'out' })
  await soon()
  expect([keeper.read().phase, entered]).toEqual(['inside', 2])
  FakeLine.opened[1]?.become({ connection: 'out', outBecause: 'elsewhere' })
  await soon(60_000)
  expect([keeper.read().phase, entered]).toEqual(['elsewhere', 2])
  keeper.comeBack()
  await soon()
  expect(keeper.read().phase).toBe('inside')
})

test('the page is held in the call and on the way back into it, and no longer', async () => {
  const keeper = open()
  expect(isPageHeld()).toBe(false)
  await soon()
  expect(isPageHeld()).toBe(true)
  const { promise, reject } = Promise.withResolvers<Entry>()
  enter = () => promise
  FakeLine.opened[0]?.become({ connection: 'out' })
  expect([keeper.read().phase, isPageHeld()]).toEqual(['rejoining', true])
  reject(new ApiError(409, { code: 'consultationOver' }))
  await soon()
  expect([keeper.read().phase, isPageHeld()]).toEqual(['closed', false])

  enter = () => Promise.resolve(entry)
  keeper.comeBack()
  await soon()
  expect(isPageHeld()).toBe(true)
  keeper.leave()
  expect(isPageHeld()).toBe(false)
})

test('a screen that goes lets go of the page', async () => {
  const keeper = open()
  await soon()
  keeper.stop()
  expect(isPageHeld()).toBe(false)
})

test('a room that has moved is followed once', async () => {
  const keeper = open()
  await soon()
  enter = () => Promise.resolve({ ...entry, roomEpoch: 2 })
  keeper.roomIs(2)
  keeper.roomIs(2)
  await soon()
  keeper.roomIs(2)
  await soon()
  expect(entered).toBe(2)
})

test('a room that moves while one is on the way into the former is followed', async () => {
  const { promise, resolve } = Promise.withResolvers<Entry>()
  enter = () => promise
  const keeper = open()
  keeper.roomIs(2)
  enter = () => Promise.resolve({ ...entry, roomEpoch: 2 })
  resolve(entry)
  await soon()
  expect([keeper.read().phase, entered, FakeLine.opened[0]?.left]).toEqual(['inside', 2, true])
})

test('a telling that the server does not keep to is followed once', async () => {
  const keeper = open()
  keeper.roomIs(2)
  await soon(60_000)
  expect([keeper.read().phase, entered]).toEqual(['inside', 2])
})

test('muted stays muted in the next line and after a reload, also where the browser keeps nothing', async () => {
  const storageKey = crypto.randomUUID()
  const keeper = open(storageKey)
  await soon()
  keeper.want({ microphone: false })
  expect(FakeLine.opened[0]?.wants.at(-1)).toMatchObject({ microphone: false })
  FakeLine.opened[0]?.become({ connection: 'out' })
  await soon()
  expect(FakeLine.opened[1]?.wants).toMatchObject([{ microphone: false }])
  keeper.stop()
  open(storageKey)
  await soon()
  expect(FakeLine.opened[2]?.wants).toMatchObject([{ microphone: false }])
})

test('a screen that goes ends everything, whatever was on its way', async () => {
  let letIn: (entry: Entry) => void = () => undefined
  enter = () => new Promise((resolve) => (letIn = resolve))
  const keeper = open()
  keeper.stop()
  letIn(entry)
  await soon(60_000)
  expect([FakeLine.opened.length, entered]).toEqual([0, 1])
})

test('a room to which this page may not connect is said to have moved, and tried on', async () => {
  enter = () => Promise.resolve({ ...entry, url: barredUrl })
  const refuse = vi.spyOn(FakeLine, 'open').mockImplementation((wants) => {
    const line = new FakeLine()
    line.wants.push(wants)
    line.join = () => Promise.reject(new Error('barred'))
    return line as unknown as Line
  })
  const keeper = open()
  await soon(10)
  expect(keeper.read()).toMatchObject({ phase: 'entering', trouble: 'moved' })
  refuse.mockRestore()
  enter = () => Promise.resolve(entry)
  await soon(5_000)
  expect(keeper.read()).toMatchObject({ phase: 'inside', trouble: undefined })
})
