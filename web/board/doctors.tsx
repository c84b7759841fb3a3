import type { BoardDoctor } from '../../signaling/board/contract.ts'
import { useMe } from '../identity/session.ts'
import { useCities } from '../language/cities.ts'
import { duration, minutesSince, sameClock, timeOfDay } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { useNow } from '../language/use-now.ts'
import { useExpertNames } from '../names/expert-names.tsx'
import { nameWords } from '../names/words.ts'
import { LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Tag } from '../ui/notice.tsx'
import styles from './aside.module.css'
import { boardWords } from './words.ts'

const tones = { free: 'info', busy: 'neutral', paused: 'waiting', onShiftNotOnDuty: 'waiting' } as const
const order: readonly BoardDoctor['state'][] = ['free', 'busy', 'paused', 'onShiftNotOnDuty']

/** Free doctors first, then by when the shift ends. */
export function byState(one: BoardDoctor, other: BoardDoctor): number {
  return (
    order.indexOf(one.state) - order.indexOf(other.state) || Date.parse(one.shiftEndsAt) - Date.parse(other.shiftEndsAt)
  )
}

/** Who is on duty or should be: state, time left in both clocks, visits, how many they sent to the triage, with whom. */
export function Doctors({ doctors }: { doctors: readonly BoardDoctor[] }) {
  const t = useWords(boardWords)
  return (
    <Card heading={t('doctors.title')} flat className={styles.card}>
      {doctors.length === 0 ? (
        <>
          <p className={styles.soft}>{t('doctors.empty')}</p>
          <LinkButton kind="quiet" small to="/roster">
            {t('doctors.toRoster')}
          </LinkButton>
        </>
      ) : (
        <ul className={styles.rows}>
          {doctors.toSorted(byState).map((doctor) => (
            <Doctor key={doctor.expertId} doctor={doctor} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Doctor({ doctor }: { doctor: BoardDoctor }) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const [first, second] = useExpertNames(doctor)
  const language = useLanguage()
  const cityOf = useCities()
  const { timeZone } = useMe()
  const now = useNow(30)
  const left = minutesSince(now, doctor.shiftEndsAt)
  const zones = sameClock(doctor.shiftEndsAt, timeZone, doctor.timeZone) ? [timeZone] : [timeZone, doctor.timeZone]
  const clocks = zones.map((zone) => `${timeOfDay(doctor.shiftEndsAt, zone, language)} ${cityOf(zone)}`)
  return (
    <li>
      <div className={styles.line}>
        <b>
          {first} <span className={styles.second}>{second}</span>
        </b>
        <Tag tone={tones[doctor.state]}>{t(`state.${doctor.state}`)}</Tag>
      </div>
      <p className={styles.soft}>
        {inARow(
          doctor.specialties.map((specialty) => names(`specialty.${specialty}`)),
          language,
        )}{' '}
        ·{' '}
        {inARow(
          doctor.languages.map((spoken) => names(`spoken.${spoken}`)),
          language,
        )}
      </p>
      <p className={styles.clocks}>{t('doctors.left', { time: duration(left, language), ends: clocks.join(' · ') })}</p>
      {doctor.state !== 'onShiftNotOnDuty' && (
        <p className={styles.soft}>
          {t('doctors.visits', { count: doctor.visits })}
          {doctor.sentToTriage > 0 && ` · ${t('doctors.sentToTriage', { count: doctor.sentToTriage })}`}
          {doctor.withTicket !== null && ` · ${t('doctors.with', { number: doctor.withTicket })}`}
        </p>
      )}
    </li>
  )
}
