import type { Board } from '../../../signaling/waiting-room/contract.ts'
import { useMe } from '../../identity/session.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { useWords } from '../../language/language.ts'
import { nameWords } from '../../names/words.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import styles from './aside.module.css'
import { boardWords } from './words.ts'

/** Where the next 24 hours have nobody, by specialty. */
export function Gaps({ gaps }: { gaps: Board['gaps'] }) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const { timeZone } = useMe()
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
                      <BothClocks at={start} endsAt={end} timeZone={timeZone} />
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
