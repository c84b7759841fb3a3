import { describe, expect, test } from 'vitest'
import { columnsFor, firstSpans, placeChat } from '../../../../web/consultations/call/layout.ts'

describe('the stage uses its room', () => {
  test.each([
    // Pictures, room of the stage, columns.
    [1, { width: 600, height: 700 }, 1],
    [2, { width: 340, height: 480 }, 1],
    [2, { width: 900, height: 420 }, 2],
    [3, { width: 340, height: 480 }, 1],
    [3, { width: 600, height: 600 }, 2],
    [3, { width: 1_200, height: 300 }, 3],
    [4, { width: 600, height: 600 }, 2],
  ])('%i pictures in %o stand in %i columns', (count, size, columns) => {
    expect(columnsFor(count, size)).toBe(columns)
  })

  test('no place stays empty', () => {
    expect([firstSpans(3, 2), firstSpans(4, 2), firstSpans(5, 3), firstSpans(1, 1)]).toEqual([2, 1, 2, 1])
  })

  test('the conversation stands where it leaves the pictures most', () => {
    expect(placeChat({ width: 600, height: 700 }, 1).at).toBe('below')
    expect(placeChat({ width: 344, height: 560 }, 1).at).toBe('below')
    expect(placeChat({ width: 570, height: 280 }, 1).at).toBe('beside')
    expect(placeChat({ width: 1_200, height: 700 }, 1).at).toBe('beside')
  })
})
