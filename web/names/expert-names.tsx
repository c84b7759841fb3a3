import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.ts'

interface Names {
  readonly nameHan: string
  readonly nameLatin: string
}

/**
 * Both names of an expert, the one that the reader can read first. What is Chinese says so: a voice reads it aloud in that
 * language, and signs are drawn as in China.
 */
export function useExpertNames({ nameHan, nameLatin }: Names): readonly [first: ReactNode, second: ReactNode] {
  const han = <span lang="zh-CN">{nameHan}</span>
  return useLanguage() === 'zh-CN' || nameLatin === '' ? [han, nameLatin] : [nameLatin, han]
}
