import { expertTitles } from '../../signaling/vocabulary.ts'
import { type Language, useLanguage, useWords } from '../language/language.ts'
import { nameWords } from './words.ts'

export interface Named {
  readonly nameHan: string
  readonly nameLatin: string
}

interface Described {
  readonly title: string
  readonly institution: string
  readonly institutionLatin: string
}

/** Whether the Chinese name is the one for this reader; for others it is where there is no other. */
export function readsHan(language: Language, { nameLatin }: Pick<Named, 'nameLatin'>): boolean {
  return language === 'zh-CN' || nameLatin === ''
}

/** An expert's title and institution in the reader's language, as far as they are known in it; empty ones are left out. */
export function useExpertWords(): {
  readonly title: (title: string) => string
  /** The name in the script that the reader can read. */
  readonly name: (expert: Named) => string
  /** Both names, the one that the reader can read first. */
  readonly names: (expert: Named) => string
  readonly institution: (expert: Omit<Described, 'title'>) => string
  /** `主任医师 · 温州侨爱医院` */
  readonly both: (expert: Described) => string
} {
  const names = useWords(nameWords)
  const language = useLanguage()
  const title = (said: string): string => {
    const known = expertTitles.find((one) => one === said)
    return known === undefined ? said : names(`title.${known}`)
  }
  const institution = (expert: Omit<Described, 'title'>): string =>
    language === 'zh-CN' || expert.institutionLatin === '' ? expert.institution : expert.institutionLatin
  return {
    title,
    name: (expert) => (readsHan(language, expert) ? expert.nameHan : expert.nameLatin),
    names: (expert) => {
      const { nameHan, nameLatin } = expert
      return (readsHan(language, expert) ? [nameHan, nameLatin] : [nameLatin, nameHan]).filter(Boolean).join(' ')
    },
    institution,
    both: (expert) => [title(expert.title), institution(expert)].filter(Boolean).join(' · '),
  }
}
