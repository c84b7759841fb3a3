import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  silent: 'The browser plays no sound on this page yet: press anywhere, and it will ring when you are needed.',
  soundOn: 'Turn the sound on',
  more_one: 'and {{count}} more',
  more_other: 'and {{count}} more',
}
