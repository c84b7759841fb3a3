import { expect, test } from 'vitest'
import { isEnter } from '../../../web/ui/enter.ts'

const plain = { key: 'Enter', keyCode: 13, shiftKey: false, ctrlKey: false, metaKey: false }
const written = { nativeEvent: { isComposing: false } }

test.each([
  ['Enter', {}, true, false],
  ['Shift and Enter', { shiftKey: true }, false, false],
  ['Ctrl and Enter', { ctrlKey: true }, true, true],
  ['Cmd and Enter', { metaKey: true }, true, true],
  ['another key', { key: 'a', keyCode: 65 }, false, false],
  ['Enter that chooses a word', { keyCode: 229, nativeEvent: { isComposing: true } }, false, false],
  // Safari tells of the end of the composition first, and then of the key that ended it.
  ['Enter that chooses a word in Safari', { keyCode: 229 }, false, false],
  ['Ctrl and Enter that choose a word in Safari', { keyCode: 229, ctrlKey: true }, false, false],
] as const)('%s sends, or confirms', (_what, over, sends, confirms) => {
  const event = { ...plain, ...written, ...over }
  expect(isEnter(event, 'sending')).toBe(sends)
  expect(isEnter(event, 'confirming')).toBe(confirms)
})
