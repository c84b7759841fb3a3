import { expect, test } from 'vitest'
import { Tally } from '../../signaling/tally.ts'

/** Twice a minute, by a watch that is set by hand. */
function openTally() {
  const watch = { seconds: 0 }
  const tally = new Tally({ times: 2, seconds: 60 }, () => watch.seconds * 1000)
  const outcome = (person: string): string => {
    try {
      tally.take(person)
      return 'taken'
    } catch (error) {
      expect(error).toMatchObject({ status: 429, code: 'tooManyRequests', details: { seconds: expect.any(Number) } })
      return String((error as { details: { seconds: number } }).details.seconds)
    }
  }
  return { watch, outcome }
}

test('each person is counted for themselves, and told how long to wait', () => {
  const { watch, outcome } = openTally()
  expect([outcome('a'), outcome('a'), outcome('a'), outcome('b')]).toEqual(['taken', 'taken', '60', 'taken'])
  watch.seconds = 59.5
  expect([outcome('a'), outcome('b'), outcome('b')]).toEqual(['1', 'taken', '1'])
})

test('of a crowd without end those who came first are forgotten', () => {
  const { outcome } = openTally()
  expect([outcome('a'), outcome('a'), outcome('a')]).toEqual(['taken', 'taken', '60'])
  for (let n = 0; n < 20_000; n += 1) outcome(`one of many ${n}`)
  expect([outcome('a'), outcome('one of many 19999'), outcome('one of many 19999')]).toEqual(['taken', 'taken', '60'])
})

test('a stretch begins with the first time, and what was refused makes it no longer', () => {
  const { watch, outcome } = openTally()
  for (watch.seconds = 10; watch.seconds < 70; watch.seconds += 10) outcome('a')
  expect([outcome('a'), outcome('a'), outcome('a')]).toEqual(['taken', 'taken', '60'])
})
