import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  search: 'Find a city',
  searchHint: 'By its name in English, Chinese, Italian or Spanish.',
  found_one: '{{count}} city',
  found_other: '{{count}} cities',
  nothing: 'No city found. Type a larger city nearby that has the same time.',
  back: 'Back',
}
