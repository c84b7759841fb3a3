import { roomWords } from '../../language/language.ts'
import type { Words } from './words/types.ts'

/** What the home screen says, and the waiting room with it. They come first; those of the waiting room come with its pages. */
export const homeWords = roomWords<Words>('home', {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
  it: () => import('./words/it.json'),
  es: () => import('./words/es.json'),
})
