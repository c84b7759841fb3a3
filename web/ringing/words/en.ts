import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  silent: 'The browser plays no sound on this page yet: press anywhere, and a call will ring.',
  soundOn: 'Switch the ring on',
}
