import { roomWords } from '../language/language.ts'
import type { Words } from './words/types.ts'

/** Names of what the contracts enumerate: `specialty.…`, `spoken.…`, `relationship.…`, `gender.…`; for all rooms. */
export const nameWords = roomWords<Words>('names', {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
  it: () => import('./words/it.json'),
  es: () => import('./words/es.json'),
})
