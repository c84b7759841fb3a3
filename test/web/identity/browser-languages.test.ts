import { expect, test } from 'vitest'
import { languagesSpoken } from '../../../web/identity/browser-languages.ts'

test('languages spoken are guessed from the browser, each once', () => {
  expect(languagesSpoken(['zh-CN', 'zh', 'it-IT', 'ja', 'pt-BR'])).toEqual(['cmn', 'it', 'pt'])
})
