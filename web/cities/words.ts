import { roomWords } from '../language/language.ts'
import type { words } from './words/zh-CN.ts'

/** Of choosing a city; the cities themselves are in `web/language/cities.ts`. */
export const cityWords = roomWords<typeof words>('choosing-city', {
  'zh-CN': () => import('./words/zh-CN.ts'),
  en: () => import('./words/en.ts'),
  it: () => import('./words/it.ts'),
  es: () => import('./words/es.ts'),
})
