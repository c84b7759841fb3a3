import type { Board } from '../../signaling/board/contract.ts'
import { useMe } from '../identity/session.ts'
import { useCities } from '../language/cities.ts'
import { hours, weekday } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import styles from './aside.module.css'
import { boardWords } from './words.ts'

interface GapsProps {
  gaps: Board['gaps']
  /** Nobody is on the panel. */
  empty: boolean
}

/** Where the next 24 hours have nobody, by specialty. */
export function Gaps({ gaps, empty }: GapsProps) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { timeZone } = useMe()
  if (empty) {
    return (
      <Card heading={t('gaps.title')} flat className={styles.card}>
        <p className={styles.soft}>{t('gaps.noExperts')}</p>
        <LinkButton small to="/experts/new">
          {t('gaps.addExpert')}
        </LinkButton>
      </Card>
    )
  }
  const specialties = [...new Set(gaps.map(({ specialty }) => specialty))]
  return (
    <Card heading={t('gaps.title')} flat className={styles.card}>
      {gaps.length === 0 ? (
        <p className={styles.soft}>{t('gaps.none')}</p>
      ) : (
        <ul className={styles.rows}>
          {specialties.map((specialty) => (
            <li key={specialty}>
              <b>{names(`specialty.${specialty}`)}</b>
              <ul className={styles.soft}>
                {gaps
                  .filter((gap) => gap.specialty === specialty)
                  .map(({ start, end }) => (
                    <li key={start}>
                      {isWhole(start, end)
                        ? t('gaps.always')
                        : `${weekday(start, timeZone, language)} ${hours(start, end, timeZone, language)} ${cityOf(timeZone)}`}
                    </li>
                  ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <LinkButton kind="quiet" small to="/roster">
        {t('doctors.toRoster')}
      </LinkButton>
    </Card>
  )
}

/** The board looks 24 hours ahead. */
function isWhole(start: string, end: string): boolean {
  return Date.parse(end) - Date.parse(start) >= 24 * 3_600_000
}
