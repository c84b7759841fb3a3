import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.ts'
import { type Named, readsHan } from './expert-words.ts'

/**
 * Both names of an expert, the one that the reader can read first. What is Chinese says so: a voice reads it aloud in that
 * language, and signs are drawn as in China.
 */
export function useExpertNames(expert: Named): readonly [first: ReactNode, second: ReactNode] {
  const han = <span lang="zh-CN">{expert.nameHan}</span>
  return readsHan(useLanguage(), expert) ? [han, expert.nameLatin] : [expert.nameLatin, han]
}
