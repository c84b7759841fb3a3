import type { Slot } from '../../signaling/appointments/contract.ts'
import { useLanguage } from '../language/language.ts'
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
  const name = language === 'zh-CN' ? expert.nameHan : `${expert.nameLatin} ${expert.nameHan}`
  return (
    <p className={styles.expert}>
      <span className={styles.name}>{name}</span>
      <span>{words.both(expert)}</span>
    </p>
  )
}
