import type { MatchReason } from '../../signaling/shapes.ts'
import { duration } from '../language/clock.ts'
import type { Language, SayOf } from '../language/language.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import styles from './reasons.module.css'
import { waitingWords } from './words.ts'

/** Why this doctor, to the patient, weightiest first. */
export function Reasons({ reasons }: { reasons: readonly MatchReason[] }) {
  const t = useWords(waitingWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={reason.code}>{inWords(reason, t, names, language)}</li>
      ))}
    </ul>
  )
}

function inWords(
  { code, language: spoken, specialty, instead, minutes, count }: MatchReason,
  t: SayOf<typeof waitingWords>,
  names: SayOf<typeof nameWords>,
  language: Language,
): string {
  switch (code) {
    case 'specialty':
    case 'specialtyByTriage':
      return t(`reason.${code}`, { specialty: specialty === undefined ? '' : names(`specialty.${specialty}`) })
    case 'standsIn':
      return t('reason.standsIn', {
        specialty: specialty === undefined ? '' : names(`specialty.${specialty}`),
        instead: instead === undefined ? '' : names(`specialty.${instead}`),
      })
    case 'language':
    case 'languageBasic':
      return t(`reason.${code}`, { language: spoken === undefined ? '' : names(`spoken.${spoken}`) })
    case 'waitedLongest':
      return t('reason.waitedLongest', { time: duration(minutes ?? 0, language) })
    case 'continuity':
      return t('reason.continuity', { count: count ?? 1 })
    default:
      return t(`reason.${code}`)
  }
}
