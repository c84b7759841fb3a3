import { expect, test } from 'vitest'
import { readSettings, writeSettings } from '../../../web/gallery/settings.ts'

const usual = {
  language: 'zh-CN',
  scheme: 'system',
  text: 'usual',
  reader: 'compatriot',
  pointer: 'own',
  width: '360',
  piece: '',
} as const

test('what the address does not say is as usual', () => {
  expect(readSettings('')).toEqual(usual)
  expect(readSettings('#language=it&width=1440&piece=Button')).toEqual({
    ...usual,
    language: 'it',
    width: '1440',
    piece: 'Button',
  })
})

test('what there is not is as usual', () => {
  expect(readSettings('#language=fr&scheme=&text=huge')).toEqual(usual)
})

test('what is written into the address is read from it', () => {
  const chosen = { ...usual, scheme: 'dark', text: 'larger', reader: 'staff', pointer: 'finger', piece: 'Tag' } as const
  expect(readSettings(writeSettings(chosen))).toEqual(chosen)
})
