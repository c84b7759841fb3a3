import { expect, test } from 'vitest'
import { isChairEmpty } from '../../signaling/consultations/empty-chair.ts'

/**
 * Visits of one doctor, the newest first: the account’s letter, then `1` for its first of a day that it left at once, `2` for a later
 * one, `-` for one in which it stayed.
 */
function visits(text: string) {
  return text.split(' ').map((visit) => ({
    accountId: visit.charAt(0),
    leftAtOnce: visit.charAt(1) !== '-',
    isFirst: visit.charAt(1) === '1',
  }))
}

test.each([
  ['one family alone', 'a1', false],
  ['one family, twice', 'a2 a1', false],
  ['two families, one after the other', 'b1 a1', true],
  ['two families, of whom one has come back meanwhile', 'b1 a2 a1', true],
  ['a family after one that leaves everybody', 'b1 a2', false],
  ['one that leaves everybody after a family', 'b2 a1', false],
  ['two that leave everybody', 'b2 a2', false],
  ['two families, with one between them that leaves everybody', 'c1 b2 a1', true],
  ['two families, with one between them that stayed', 'c1 b- a1', false],
  ['one that stayed, after two families', 'c- b1 a1', false],
  ['two that have paused the doctor and come back', 'a2 b1 a1', false],
  ['a third family after two that have paused the doctor', 'c1 b1 a1', true],
])('%s: %s', (_what, text, isEmpty) => {
  expect(isChairEmpty(visits(text))).toBe(isEmpty)
})
