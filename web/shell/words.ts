import { roomWords } from '../language/language.ts'
import type { Words } from './words/types.ts'

/** The words of every screen: bars, ways back, states. */
export const shellWords = roomWords<Words>('shell', {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
  it: () => import('./words/it.json'),
  es: () => import('./words/es.json'),
})
