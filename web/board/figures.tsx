import type { ReactNode } from 'react'
import type { Board } from '../../signaling/board/contract.ts'
import { urgencies } from '../../signaling/vocabulary.ts'
import { useMe } from '../identity/session.ts'
import { duration, hours, minutesSince } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { useNow } from '../language/use-now.ts'
import { nameWords } from '../names/words.ts'
import { Tag } from '../ui/notice.tsx'
import styles from './figures.module.css'
import { boardWords } from './words.ts'

/** The strip at the top: how the hospital stands at this moment. */
export function Figures({ board }: { board: Board }) {
  const t = useWords(boardWords)
  const language = useLanguage()
  const now = useNow(10)
  const waiting = board.tickets.filter(({ status }) => status === 'waiting')
  const longest = waiting.toSorted((one, other) => one.arrivedAt.localeCompare(other.arrivedAt))[0]
  const count = (state: Board['doctors'][number]['state']): number =>
    board.doctors.filter((doctor) => doctor.state === state).length
  const [free, busy, paused, absent] = [count('free'), count('busy'), count('paused'), count('onShiftNotOnDuty')]
  return (
    <dl className={styles.figures}>
      <Figure name={t('figure.waiting')} value={board.waiting}>
        {waiting.length === 0 && t('figure.nobodyWaits')}
        {urgencies.map((urgency) => {
          const some = waiting.filter((ticket) => ticket.urgency === urgency).length
          if (some === 0) return null
          return (
            <Tag key={urgency} tone={urgencyTone[urgency]}>
              {t(`urgency.${urgency}`)} {some}
            </Tag>
          )
        })}
        {waiting.length < board.waiting && <span>{t('figure.first', { count: waiting.length })}</span>}
      </Figure>
      <Figure
        name={t('figure.longest')}
        value={longest === undefined ? '–' : duration(minutesSince(longest.arrivedAt, now), language)}
      >
        {longest === undefined
          ? t('figure.nobodyWaits')
          : t('figure.ticket', { number: longest.number, name: longest.patientName })}
      </Figure>
      <Figure name={t('figure.onDuty')} value={free + busy + paused}>
        {busy > 0 && <span>{t('figure.busy', { count: busy })}</span>}
        {paused > 0 && <span>{t('figure.paused', { count: paused })}</span>}
        {absent > 0 && <Tag tone="waiting">{t('figure.absent', { count: absent })}</Tag>}
      </Figure>
      <Figure name={t('figure.free')} value={free} />
      <GapFigure board={board} />
    </dl>
  )
}

export const urgencyTone = { emergency: 'emergency', urgent: 'waiting', routine: 'neutral' } as const

function GapFigure({ board }: { board: Board }) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const { timeZone } = useMe()
  const clock = useNow(60)
  const now = Date.parse(clock) < Date.parse(board.at) ? board.at : clock
  const coming = board.gaps
    .filter(({ end }) => Date.parse(end) > Date.parse(now))
    .toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start))
  const current = coming.filter(({ start }) => Date.parse(start) <= Date.parse(now))
  const next = coming.find(({ start }) => Date.parse(start) > Date.parse(now))
  const listed = current.map(({ specialty }) => names(`specialty.${specialty}`))
  return (
    <Figure name={t('figure.gaps')} value={coming.length}>
      {coming.length === 0 && t(board.specialties === 0 ? 'figure.noExperts' : 'figure.noGaps')}
      {listed.length > 0 && <span>{t('figure.gapNow', { specialty: inARow(listed, language) })}</span>}
      {listed.length === 0 && next !== undefined && (
        <span>
          {t('figure.gapNext', {
            specialty: names(`specialty.${next.specialty}`),
            hours: hours(next.start, next.end, timeZone, language),
          })}
        </span>
      )}
    </Figure>
  )
}

function Figure({ name, value, children }: { name: string; value: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd className={styles.detail}>{children}</dd>
    </div>
  )
}
