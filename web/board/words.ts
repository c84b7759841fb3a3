import { roomWords } from '../language/language.ts'
import type { words } from './words/zh-CN.ts'

export const boardWords = roomWords<typeof words>('board', {
  'zh-CN': () => import('./words/zh-CN.ts'),
  en: () => import('./words/en.ts'),
  it: () => import('./words/it.ts'),
  es: () => import('./words/es.ts'),
})
