import { expect, test } from 'vitest'
import { troubleWords } from '../../../../web/consultations/call/trouble.ts'

test('without an answer the network is blamed only where the browser has none', () => {
  expect(troubleWords('offline', false)).toBe('trouble.offline')
  expect(troubleWords('offline', true)).toBe('trouble.unreachable')
})

test('what the server says of itself is not taken for the network', () => {
  expect(troubleWords('videoUnavailable', true)).toBe('trouble.video')
  expect(troubleWords('videoComing', true)).toBe('trouble.videoComing')
  expect(troubleWords('unexpected', true)).toBe('trouble.server')
  expect(troubleWords(undefined, false)).toBeUndefined()
})
