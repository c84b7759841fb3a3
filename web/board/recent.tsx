import type { Board } from '../../signaling/board/contract.ts'
import { useMe } from '../identity/session.ts'
import { useCities } from '../language/cities.ts'
import { timeOfDay, weekday } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Card } from '../ui/card.tsx'
import { Tag } from '../ui/notice.tsx'
import styles from './aside.module.css'
import { DoctorNames } from './doctor-names.tsx'
import { boardWords } from './words.ts'

/** Visits that ended, and whether their note has been signed. */
export function Recent({ visits }: { visits: Board['recent'] }) {
  const t = useWords(boardWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { timeZone } = useMe()
  return (
    <Card heading={t('recent.title')} flat className={styles.card}>
      {visits.length === 0 && <p className={styles.soft}>{t('recent.empty')}</p>}
      <ul className={styles.rows}>
        {visits.map((visit) => {
          const time = `${weekday(visit.endedAt, timeZone, language)} ${timeOfDay(visit.endedAt, timeZone, language)} ${cityOf(timeZone)}`
          return (
            <li key={visit.consultationId}>
              <div className={styles.line}>
                <b>
                  {visit.ticketNumber} {visit.patientName}
                </b>
                {visit.status !== 'finished' && <Tag>{t(`recent.${visit.status}`)}</Tag>}
                {visit.noteSigned && <Tag tone="success">{t('recent.signed')}</Tag>}
                {(visit.toSign ?? (visit.status === 'finished' && !visit.noteSigned)) && (
                  <Tag tone="waiting">{t('recent.unsigned')}</Tag>
                )}
              </div>
              <p className={styles.soft}>
                <DoctorNames expert={visit.expert} expertName={visit.expertName} /> · {t('recent.ended', { time })}
              </p>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
