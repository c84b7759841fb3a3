import type { ErrorCode } from '../../signaling/error-codes.ts'
import { roomWords, type RoomWords } from '../language/language.ts'
import type { Words } from './words/types.ts'

/** Nothing is filled in: whoever says them knows the code alone. */
type Codes = Record<ErrorCode, never>

/**
 * What every error code says: what happened, what is safe, what to do next. A code without words is a type error, and so are words
 * without a code, and words with a placeholder. What is said where no answer came is among the shell's words.
 */
export const errorWords: RoomWords<Codes> = roomWords<Words>('errors', {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
  it: () => import('./words/it.json'),
  es: () => import('./words/es.json'),
}) satisfies RoomWords<Pick<Codes, keyof Words>>
