import { useLanguage, useWords } from '../language/language.ts'
import { Link } from '../navigation/link.tsx'
import { countryName, useCountry } from '../identity/country.ts'
import { emergencyNumber } from '../identity/emergency.ts'
import styles from './emergency.module.css'
import { homeWords } from './home/words.ts'

/** On every page: the emergency number of the country they are in, and what to do. */
export function EmergencyBar() {
  const t = useWords(homeWords)
  const language = useLanguage()
  const { country } = useCountry()
  const { number } = emergencyNumber(country)
  return (
    <aside className={styles.bar} aria-label={t('bar.label')}>
      <a href={`tel:${number}`}>{t('bar.call', { number })}</a>
      {country !== undefined && <span className={styles.where}>{countryName(country, language)}</span>}
      <Link to="/emergency">{t('bar.more')}</Link>
    </aside>
  )
}
