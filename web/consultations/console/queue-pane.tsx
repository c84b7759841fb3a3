import type { DoctorQueue } from '../../../signaling/board/contract.ts'
import type { ConsultationSummary } from '../../../signaling/consultations/contract.ts'
import type { DutyState } from '../../../signaling/roster/contract.ts'
import { useMe } from '../../identity/session.ts'
import { useCities } from '../../language/cities.ts'
import { day, duration, isToCome, minutesSince, timeOfDay } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { cancelledOf } from '../../roster/duty/cancelled.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Tag } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { EmptyState } from '../../ui/state.tsx'
import { consultationWords } from '../words.ts'
import styles from './console.module.css'
import { Invitations } from './invitations.tsx'
import { Pressing } from './pressing.tsx'
import { useReasons } from './reasons.ts'

interface QueuePaneProps {
  queue: DoctorQueue | undefined
  duty: DutyState | undefined
  unsigned: readonly ConsultationSummary[]
  shownNote: string | undefined
  /** A visit is open: its note stays on the screen. */
  busy: boolean
  onNote: (consultationId: string, patientName: string) => void
  onShortcuts: () => void
}

/**
 * Notes that wait for a signature, invitations of colleagues, and who would come next and why. What comes by itself stands
 * below what can be pressed already, so that nothing goes from under the pointer.
 */
export function QueuePane({ queue, duty, unsigned, shownNote, busy, onNote, onShortcuts }: QueuePaneProps) {
  const t = useWords(consultationWords)
  const me = useMe()
  const language = useLanguage()
  const now = useNow()
  // Off duty, with no shift to go on duty for: nobody comes.
  const isOff = duty?.state === 'off' && !duty.canStart
  const next = queue?.tickets.find(({ notBefore }) => !isToCome(notBefore, now))
  return (
    <>
      {unsigned.length > 0 && (
        <>
          <h2>{t('unsigned.title')}</h2>
          <ul className={styles.list}>
            {unsigned.map((visit) => (
              <li key={visit.id} className={styles.ticket}>
                <p className={styles.line}>
                  <strong>{visit.patientName}</strong>
                  <span className={styles.soft}>
                    {day(visit.matchedAt, me.timeZone, language)} {timeOfDay(visit.matchedAt, me.timeZone, language)}
                  </span>
                </p>
                {!busy && visit.id !== shownNote && (
                  <div>
                    <Button kind="quiet" small onClick={() => onNote(visit.id, visit.patientName)}>
                      {t('unsigned.open')}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <Invitations />
      {queue?.alert != null && <Pressing alert={queue.alert} />}
      <h2>
        {t('queue.title')}{' '}
        {queue !== undefined && !isOff && (
          <span className={styles.soft}>{t('queue.waiting', { count: queue.waiting })}</span>
        )}
      </h2>
      {isOff ? (
        // What changes among those who wait is told to nobody who is off duty.
        <p>{t(cancelledOf(duty, now) === undefined ? 'queue.off' : 'queue.cancelled')}</p>
      ) : queue === undefined ? (
        <Skeleton label={t('console.loading')} />
      ) : queue.tickets.length === 0 ? (
        queue.waiting === 0 ? (
          <EmptyState title={t('queue.emptyTitle')}>{t('queue.emptyText')}</EmptyState>
        ) : (
          <EmptyState title={t('queue.othersTitle')}>{t('queue.othersText')}</EmptyState>
        )
      ) : (
        <ol className={classes(styles.list, styles.queue)}>
          {queue.tickets.map((ticket) => (
            <Waiting key={ticket.id} ticket={ticket} isNext={ticket.id === next?.id} />
          ))}
        </ol>
      )}
      <div className={styles.shortcuts}>
        <Button kind="plain" small onClick={onShortcuts}>
          {t('shortcuts.show')}
        </Button>
      </div>
    </>
  )
}

interface WaitingProps {
  ticket: DoctorQueue['tickets'][number]
  isNext: boolean
}

function Waiting({ ticket, isNext }: WaitingProps) {
  const t = useWords(consultationWords)
  const reasons = useReasons()
  const language = useLanguage()
  const cityOf = useCities()
  const { timeZone } = useMe()
  const now = useNow()
  const { notBefore } = ticket
  const rests = isToCome(notBefore, now)
  return (
    <li className={classes(styles.ticket, isNext && styles.next)}>
      {isNext && <p className={styles.soft}>{t('queue.next')}</p>}
      {rests && (
        <p className={styles.soft}>
          {t('queue.from', { time: timeOfDay(notBefore, timeZone, language), city: cityOf(timeZone) })}
        </p>
      )}
      <p className={styles.line}>
        <span className={styles.number}>{ticket.number}</span>
        <strong>{ticket.patientName}</strong>
        {ticket.age !== null && <span>{t('queue.age', { count: ticket.age })}</span>}
        {ticket.urgency !== 'routine' && (
          <Tag tone={ticket.urgency === 'emergency' ? 'emergency' : 'waiting'}>{t(`urgency.${ticket.urgency}`)}</Tag>
        )}
      </p>
      <p className={styles.complaint}>{ticket.complaint}</p>
      {ticket.redFlags.length > 0 && (
        <p className={styles.line}>
          {ticket.redFlags.map((flag) => (
            <Tag key={flag} tone="emergency">
              {t(`flag.${flag}`)}
            </Tag>
          ))}
        </p>
      )}
      <p className={styles.soft}>
        {t('queue.waited', { time: duration(minutesSince(ticket.arrivedAt, now), language) })} ·{' '}
        {t('queue.theirTime', {
          time: timeOfDay(now, ticket.timeZone, language),
          city: cityOf(ticket.timeZone),
        })}
      </p>
      {!rests && ticket.reasons.length > 0 && (
        <p className={styles.soft}>{t('queue.why', { reasons: reasons(ticket.reasons) })}</p>
      )}
      {ticket.toBeSupplied.length > 0 && (
        <p className={styles.line}>
          <Tag tone="waiting">{t('queue.missing')}</Tag>
          <span className={styles.soft}>
            {ticket.toBeSupplied.map((supply) => t(`supply.${supply}`)).join(t('list.comma'))}
          </span>
        </p>
      )}
    </li>
  )
}
