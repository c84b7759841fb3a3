import { useLanguage, useWords } from '../language/language.ts'
import { countryName } from '../identity/country.ts'
import { EmergencyCall } from './emergency-call.tsx'
import { consularProtection, emergencyNumber } from '../identity/emergency.ts'
import styles from './emergency.module.css'
import { waitingWords } from './words.ts'

/** Whom to call now, where they are. */
export function EmergencyCard({ country }: { country: string | undefined }) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  const { listed } = emergencyNumber(country)
  return (
    <div className={styles.card}>
      {country !== undefined && <p>{t('emergency.in', { country: countryName(country, language) })}</p>}
      <EmergencyCall country={country} />
      {!listed && <p>{t('emergency.anywhere')}</p>}
      <p>{t('emergency.say')}</p>
      <p>{t('emergency.stay')}</p>
      <a className={styles.consulate} href={`tel:${consularProtection.dialled}`}>
        <span>{t('emergency.consulate')}</span>
        <span className={styles.number}>{consularProtection.shown}</span>
        <span className={styles.small}>{t('emergency.consulateHint')}</span>
      </a>
    </div>
  )
}
