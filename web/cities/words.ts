import { roomWords } from '../language/language.ts'
import type { Words } from './words/types.ts'

/** Of choosing a city; the cities themselves are in `web/language/cities.ts`. */
export const cityWords = roomWords<Words>('choosing-city', {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
  it: () => import('./words/it.json'),
  es: () => import('./words/es.json'),
})
