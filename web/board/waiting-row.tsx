import type { BoardTicket } from '../../signaling/board/contract.ts'
import { useMe } from '../identity/session.ts'
import { useCities } from '../language/cities.ts'
import { duration, isToCome, minutesSince, timeOfDay } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { useNow } from '../language/use-now.ts'
import { nameWords } from '../names/words.ts'
import { Button } from '../ui/button.tsx'
import { Tag } from '../ui/notice.tsx'
import { waitingWords } from '../waiting-room/words.ts'
import type { Action } from './choosing.ts'
import { urgencyTone } from './figures.tsx'
import styles from './list.module.css'
import { useBoardNames } from './names.ts'
import { boardWords } from './words.ts'

interface WaitingRowProps {
  ticket: BoardTicket
  fresh: boolean
  /** The list's stop for the Tab key. */
  reachable: boolean
  onReached: () => void
  onAction: (action: Action, ticket: BoardTicket) => void
}

export function WaitingRow({ ticket, fresh, reachable, onReached, onAction }: WaitingRowProps) {
  const t = useWords(boardWords)
  const name = useBoardNames()
  const language = useLanguage()
  const cityOf = useCities()
  const { timeZone } = useMe()
  const now = useNow(10)
  const { blocked, restsUntil } = ticket
  // Held against the clock: the board may be told only later that the moment has come.
  const rests = isToCome(restsUntil, now)
  const calls = rests || blocked === 'calledBackSoon' || blocked === 'paused'
  const acts: readonly (readonly [action: Action, said: string])[] = [
    ['triage', t('action.triage')],
    ['assign', t('action.assign')],
    ...(calls ? [['call', t('action.call')] as const] : []),
    ['leave', t('action.leave')],
    ...(ticket.waitingOfAccount > 1 ? [['clear', t('action.clear', { count: ticket.waitingOfAccount })] as const] : []),
  ]
  return (
    <tr
      tabIndex={reachable ? 0 : -1}
      onFocus={onReached}
      className={styles[ticket.urgency]}
      aria-keyshortcuts="t a c x"
      data-ticket={ticket.number}
    >
      <td className={styles.number}>
        <b>{ticket.number}</b>
        {fresh && <Tag tone="info">{t('list.new')}</Tag>}
      </td>
      <td className={styles.patient}>
        <Patient ticket={ticket} />
      </td>
      <td className={styles.complaint}>
        <Complaint ticket={ticket} />
      </td>
      <td className={styles.queue}>
        <span>{ticket.queue === null ? '' : name.queue(ticket.queue)}</span>
        <Languages ticket={ticket} />
      </td>
      <td className={styles.wait}>
        <b>
          <time dateTime={ticket.arrivedAt}>{duration(minutesSince(ticket.arrivedAt, now), language)}</time>
        </b>{' '}
        <span className={styles.soft}>
          {t('ticket.arrived', {
            time: timeOfDay(ticket.arrivedAt, timeZone, language),
            city: cityOf(timeZone),
          })}
        </span>
        <p className={styles.tags}>
          {ticket.alarmedAt !== null && <Tag tone="emergency">{t('alarm.tag')}</Tag>}
          {blocked === 'stuck' && <Tag tone="waiting">{t('stuck.tag')}</Tag>}
          {ticket.callsMissed > 0 && <Tag tone="waiting">{t('ticket.missed', { count: ticket.callsMissed })}</Tag>}
          {ticket.firstSince !== null && <Tag tone="waiting">{t('list.first')}</Tag>}
        </p>
        {!rests && ticket.minutes !== null && ticket.minutes > 0 && (
          <p>{t('ticket.about', { time: duration(ticket.minutes, language) })}</p>
        )}
        {!(rests && blocked === 'calledBackSoon') && <p className={styles.why}>{t(`blocked.${blocked ?? 'none'}`)}</p>}
        {rests && (
          <p className={styles.why}>
            {t(ticket.restsAfterClearing ? 'ticket.restsCleared' : 'ticket.rests', {
              time: timeOfDay(restsUntil, timeZone, language),
              city: cityOf(timeZone),
            })}
          </p>
        )}
        <StandIns ticket={ticket} />
      </td>
      <td className={styles.actions}>
        {acts.map(([action, said]) => (
          <Button
            key={action}
            kind={action === 'leave' || action === 'clear' ? 'plain' : 'quiet'}
            small
            aria-label={t('action.of', {
              action: said,
              number: ticket.number,
              name: ticket.patientName,
            })}
            onClick={() => onAction(action, ticket)}
          >
            {said}
          </Button>
        ))}
      </td>
    </tr>
  )
}

/** Who else may take what can't wait for its own specialty. */
function StandIns({ ticket }: { ticket: BoardTicket }) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  if (ticket.standIns.length === 0 || ticket.blocked === 'paused') return null
  if (ticket.urgency === 'emergency') return <p className={styles.soft}>{t('alarm.any')}</p>
  const specialties = ticket.standIns.map((specialty) => names(`specialty.${specialty}`))
  return <p className={styles.soft}>{t('alarm.may', { specialties: inARow(specialties, language) })}</p>
}

/** Who, how old, and where they are with the time there; `unnamed` where the name stands above. */
export function Patient({ ticket, unnamed = false }: { ticket: BoardTicket; unnamed?: boolean }) {
  const name = useBoardNames()
  const language = useLanguage()
  const cityOf = useCities()
  const now = useNow(30)
  const age = name.age(ticket.age)
  const country = new Intl.DisplayNames(language, { type: 'region' }).of(ticket.country)
  return (
    <>
      {!unnamed && <b>{ticket.patientName}</b>}
      {age !== undefined && <span> {age}</span>}
      <p className={styles.soft}>
        {country} · {timeOfDay(now, ticket.timeZone, language)} {cityOf(ticket.timeZone)}
      </p>
    </>
  )
}

/** How urgent, red flags, what they wrote, and what is to follow. In a list it is clipped to some lines unless `whole`. */
export function Complaint({ ticket, whole = false }: { ticket: BoardTicket; whole?: boolean }) {
  const t = useWords(boardWords)
  const w = useWords(waitingWords)
  const language = useLanguage()
  const papers = ticket.toBeSupplied.map((supply) => w(`supply.${supply}`))
  const listed = inARow(papers, language)
  return (
    <>
      <p className={styles.tags}>
        <Tag tone={urgencyTone[ticket.urgency]}>{t(`urgency.${ticket.urgency}`)}</Tag>
        {ticket.redFlags.map((flag) => (
          <Tag key={flag} tone="emergency">
            {w(`flag.${flag}`)}
          </Tag>
        ))}
      </p>
      <p className={whole ? styles.whole : styles.words}>{ticket.complaint}</p>
      {papers.length > 0 && <p className={styles.soft}>{t('ticket.supply', { papers: listed })}</p>}
    </>
  )
}

/** What they speak. */
export function Languages({ ticket }: { ticket: BoardTicket }) {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const spoken = ticket.languages.map((code) => names(`spoken.${code}`))
  return (
    <p className={styles.soft}>
      {inARow(spoken, language)}
      {ticket.interpreterWanted && ` · ${t('ticket.interpreter')}`}
    </p>
  )
}
