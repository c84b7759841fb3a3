import { useWords } from '../language/language.ts'
import { emergencyNumber } from '../identity/emergency.ts'
import styles from './emergency.module.css'
import { waitingWords } from './words.ts'

/** One press, and the phone dials the emergency number of the country. */
export function EmergencyCall({ country }: { country: string | undefined }) {
  const t = useWords(waitingWords)
  const { number } = emergencyNumber(country)
  return (
    <a className={styles.call} href={`tel:${number}`}>
      {t('emergency.call', { number })}
    </a>
  )
}
