import { afterAll, beforeEach, expect, test } from 'vitest'
import { notFound } from '../../signaling/errors.ts'
import { Hub } from '../../signaling/live/hub.ts'
import type { LiveTopic } from '../../signaling/live/topics.ts'
import { announceTopics, openLineTo, see, type TestLine, told } from '../support/hub-lines.ts'
import { openHospital } from '../support/hospital.ts'

const hospital = openHospital()
let hub: Hub

/** What is read together, in the order asked. */
let reads: string[][] = []
/** Of each, how many reads are under way. */
let underWay = new Map<string, number>()
let mostAtOnce = 0
let readMs = 0
let version = 0
/** A read that holds this one fails. */
let poisoned = ''

async function readTogether(_dependencies: unknown, ids: readonly string[]): Promise<readonly string[]> {
  reads.push([...ids])
  const value = version
  for (const id of ids) {
    const ofThis = (underWay.get(id) ?? 0) + 1
    underWay.set(id, ofThis)
    mostAtOnce = Math.max(mostAtOnce, ofThis)
  }
  await new Promise((resolve) => setTimeout(resolve, readMs))
  for (const id of ids) underWay.set(id, (underWay.get(id) ?? 1) - 1)
  if (poisoned !== '' && ids.includes(poisoned)) throw new Error('this one cannot be read')
  return ids.map((id) => `${id} ${value}`)
}

/** Nobody may see what is `forbidden`. */
const together: LiveTopic = {
  kind: 'shared',
  name: 'together',
  access: see,
  load: async (dependencies, id) => (await readTogether(dependencies, [id ?? '']))[0],
  loadTogether: readTogether,
  admitTo(id) {
    if (id === 'forbidden') throw notFound()
  },
}

const openLine = (): TestLine => openLineTo(hub)

async function commit(...names: string[]): Promise<void> {
  version += 1
  await announceTopics(hospital, names)
}

afterAll(() => hub?.close())
beforeEach(() => {
  hub?.close()
  hub = new Hub(hospital, [together], async () => [])
  reads = []
  underWay = new Map()
  mostAtOnce = 0
  readMs = 0
  poisoned = ''
})

test('what one change concerns is read together, some hundreds at once, in whatever order it was asked for', async () => {
  const lines = Array.from({ length: 450 }, () => openLine())
  const names = lines.map((_, index) => `together:${String(index)}`)
  for (const [index, line] of lines.entries()) hub.watch(line, names[index]!, undefined)
  await expect.poll(() => lines.every(({ frames }) => frames.length === 1)).toBe(true)
  reads = []
  await commit(...names)
  await expect.poll(() => lines.every(({ frames }) => frames.length === 2)).toBe(true)
  expect(reads.map((ids) => ids.length)).toEqual([250, 200])
  expect(new Set(reads.flat()).size).toBe(450)
  expect(lines.map((line, index) => told(line, names[index]!))).toEqual(
    names.map((_, index) => [`${String(index)} ${version - 1}`, `${String(index)} ${version}`]),
  )
})

test('one of them that cannot be read is told to its own watchers alone', async () => {
  const lines = ['1', '2', '3'].map((id) => ({ id, line: openLine() }))
  for (const { id, line } of lines) hub.watch(line, `together:${id}`, undefined)
  await expect.poll(() => lines.every(({ line }) => line.frames.length === 1)).toBe(true)
  poisoned = '2'
  await commit('together:1', 'together:2', 'together:3')
  await expect.poll(() => lines.map(({ line }) => line.closed)).toEqual([[], [1001], []])
  for (const { id, line } of lines.filter((one) => one.id !== '2')) {
    await expect.poll(() => told(line, `together:${id}`)).toEqual([`${id} ${version - 1}`, `${id} ${version}`])
  }
})

test('one that changes while the others are read alone is not read twice at once', async () => {
  const lines = ['1', '2', '3'].map(() => openLine())
  for (const [index, line] of lines.entries()) hub.watch(line, `together:${String(index + 1)}`, undefined)
  await expect.poll(() => lines.every(({ frames }) => frames.length === 1)).toBe(true)
  const [line] = lines as [TestLine]
  poisoned = '2'
  readMs = 200
  await commit('together:1', 'together:2', 'together:3')
  await expect.poll(() => reads.at(-1), { interval: 5 }).toEqual(['3'])
  // The first is over, and takes its time when it is read again: longer than the third, and the next change.
  readMs = 1_000
  await commit('together:1')
  await expect.poll(() => reads.at(-1), { interval: 5 }).toEqual(['1'])
  await expect.poll(() => lines[2]?.frames.length, { interval: 5 }).toBe(2)
  await commit('together:1')
  await expect.poll(() => told(line, 'together:1').at(-1)).toBe(`1 ${version}`)
  expect(mostAtOnce).toBe(1)
})

test('who comes back while the others are read is told as well', async () => {
  const [stays, goes] = [openLine(), openLine()]
  hub.watch(stays, 'together:1', undefined)
  hub.watch(goes, 'together:2', undefined)
  await expect.poll(() => goes.frames.length).toBe(1)
  readMs = 200
  reads = []
  await commit('together:1', 'together:2')
  // Gone before the read that was asked for begins, and back in the middle of it.
  hub.drop(goes)
  await expect.poll(() => reads.length).toBeGreaterThan(0)
  const back = openLine()
  hub.watch(back, 'together:2', undefined)
  await expect.poll(() => told(back, 'together:2')).toEqual([`2 ${version}`])
  await expect.poll(() => told(stays, 'together:1').at(-1)).toBe(`1 ${version}`)
})

test('a topic whose id says who may see it is not loaded for others', async () => {
  const line = openLine()
  hub.watch(line, 'together:forbidden', undefined)
  await expect.poll(() => told(line, 'together:forbidden')).toEqual(['refused'])
  expect(reads).toEqual([])
})
