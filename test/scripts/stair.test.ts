import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findAnnouncedBelow, findMisplaced, readAnnouncing } from '../../scripts/stair.ts'
import { topics } from '../../signaling/app.ts'

const stair = ['cellar', 'kitchen', 'attic']
const cellar = { file: 'cellar/wine.ts', imports: [] }
const kitchen = { file: 'kitchen/table.ts', imports: ['cellar/wine.ts', 'kitchen/chair.ts', 'floor.ts'] }
const attic = { file: 'attic/box.ts', imports: ['kitchen/table.ts', 'cellar/wine.ts'] }

test('a room imports from itself, from those below it, and from the files beside them', () => {
  const floor = { file: 'floor.ts', imports: [] }
  const door = { file: 'door.ts', imports: ['attic/box.ts'] }
  expect(findMisplaced(stair, [cellar, kitchen, attic, floor, door])).toEqual([])
})

test('an import that goes up is named with both ends', () => {
  const upward = { file: 'cellar/wine.ts', imports: ['attic/box.ts'] }
  expect(findMisplaced(stair, [upward, kitchen, attic])).toEqual([
    'cellar/wine.ts imports attic/box.ts: cellar/ stands below attic/',
  ])
})

test('a way up through a file beside the rooms is named', () => {
  const door = { file: 'door.ts', imports: ['attic/box.ts'] }
  const through = { file: 'cellar/wine.ts', imports: ['door.ts'] }
  expect(findMisplaced(stair, [through, kitchen, attic, door])).toEqual([
    'cellar/wine.ts imports door.ts, which puts the rooms together: none of them knows it',
  ])
})

test('a room without a step is named, and a step without a room', () => {
  const shed = { file: 'shed/rake.ts', imports: [] }
  expect(findMisplaced(stair, [cellar, kitchen, shed])).toEqual([
    'shed/ has no step on the stair: give it the lowest that its needs allow',
    'the stair names attic/, which is not there',
  ])
})

test('a topic is announced by its own room and by those above it; below it, it is named', () => {
  const files = [
    { file: 'kitchen/topics.ts', defines: ['meal'], announces: ['meal'] },
    { file: 'attic/box.ts', defines: [], announces: ['meal'] },
    { file: 'door.ts', defines: [], announces: ['meal'] },
    { file: 'cellar/wine.ts', defines: [], announces: ['bottle', 'meal'] },
  ]
  expect(findAnnouncedBelow(stair, files)).toEqual([
    'cellar/wine.ts announces meal: cellar/ stands below kitchen/, which shows it',
  ])
})

test('the topics that are found in the rooms are those of the application, and their announcements are found', async () => {
  const files = await readAnnouncing(join(import.meta.dirname, '../../signaling'))
  const defined = files.flatMap(({ defines }) => defines)
  expect(defined.toSorted()).toEqual(topics.map(({ name }) => name).toSorted())
  const announced = files.filter(({ file }) => file === 'board/announcing.ts').flatMap((one) => one.announces)
  expect(new Set(announced)).toEqual(new Set(['board', 'doctorQueue']))
})
