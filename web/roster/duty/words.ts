import { roomWords } from '../../language/language.ts'
import type { Words } from './words/types.ts'

export const dutyWords = roomWords<Words>('duty', {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
  it: () => import('./words/it.json'),
  es: () => import('./words/es.json'),
})
