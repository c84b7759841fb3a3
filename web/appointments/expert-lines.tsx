import type { Slot } from '../../signaling/appointments/contract.ts'
import { useLanguage } from '../language/language.ts'
import { useExpertNames } from '../names/expert-names.tsx'
import { useExpertWords } from '../names/expert-words.ts'
import styles from './appointment-card.module.css'

/** Who it is with: in Chinese for a Chinese reader, in both scripts for others. */
export function ExpertLines({
  expert,
}: {
  expert: Pick<Slot['expert'], 'nameHan' | 'nameLatin' | 'title' | 'institution' | 'institutionLatin'>
}) {
  const language = useLanguage()
  const words = useExpertWords()
  const [name, otherName] = useExpertNames(expert)
  return (
    <p className={styles.expert}>
      <span className={styles.name}>
        {name}
        {language !== 'zh-CN' && <> {otherName}</>}
      </span>
      <span>{words.both(expert)}</span>
    </p>
  )
}
