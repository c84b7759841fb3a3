import type { BoardTicket } from '../../signaling/board/contract.ts'
import { useMe } from '../identity/session.ts'
import { useCities } from '../language/cities.ts'
import { timeOfDay } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Tag } from '../ui/notice.tsx'
import type { Action } from './choosing.ts'
import { DoctorNames } from './doctor-names.tsx'
import styles from './list.module.css'
import { useBoardNames } from './names.ts'
import { Complaint, Patient } from './waiting-row.tsx'
import { boardWords } from './words.ts'

interface WithDoctorsProps {
  tickets: readonly BoardTicket[]
  onAction: (action: Action, ticket: BoardTicket) => void
}

/** Who is being called or is in consultation, with whom and why. */
export function WithDoctors({ tickets, onAction }: WithDoctorsProps) {
  const t = useWords(boardWords)
  return (
    <table className={styles.list}>
      <thead>
        <tr>
          <th scope="col">{t('list.number')}</th>
          <th scope="col">{t('list.patient')}</th>
          <th scope="col">{t('list.complaint')}</th>
          <th scope="col">{t('with.doctor')}</th>
          <th scope="col">{t('with.why')}</th>
          <th scope="col">{t('list.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {tickets.map((ticket) => (
          <Row key={ticket.id} ticket={ticket} onAction={onAction} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  ticket: BoardTicket
  onAction: (action: Action, ticket: BoardTicket) => void
}

function Row({ ticket, onAction }: RowProps) {
  const t = useWords(boardWords)
  const name = useBoardNames()
  const isCalled = ticket.status === 'called'
  const action = isCalled ? 'stop' : 'end'
  return (
    <tr data-ticket={ticket.number}>
      <td className={styles.number}>
        <b>{ticket.number}</b>
      </td>
      <td className={styles.patient}>
        <Patient ticket={ticket} />
      </td>
      <td>
        <Complaint ticket={ticket} />
      </td>
      <td>
        <b>{ticket.expertName !== null && <DoctorNames expert={ticket.expert} expertName={ticket.expertName} />}</b>
        <p>
          {isCalled ? (
            <Tag tone="waiting">{t('with.called')}</Tag>
          ) : ticket.doctorGoneSince !== null ? (
            <DoctorGone since={ticket.doctorGoneSince} />
          ) : (
            <Tag tone="success">{t('with.inConsultation')}</Tag>
          )}
        </p>
      </td>
      <td>
        <ul className={styles.reasons}>
          {ticket.reasons.map((reason) => (
            <li key={reason.code}>
              <Tag>{name.reason(reason)}</Tag>
            </li>
          ))}
        </ul>
      </td>
      <td className={styles.actions}>
        <Button
          kind="quiet"
          small
          aria-label={t('action.of', {
            action: t(`action.${action}`),
            number: ticket.number,
            name: ticket.patientName,
          })}
          onClick={() => onAction(action, ticket)}
        >
          {t(`action.${action}`)}
        </Button>
      </td>
    </tr>
  )
}

function DoctorGone({ since }: { since: string }) {
  const t = useWords(boardWords)
  const language = useLanguage()
  const cityOf = useCities()
  const { timeZone } = useMe()
  const time = `${timeOfDay(since, timeZone, language)} ${cityOf(timeZone)}`
  return <Tag tone="emergency">{t('with.doctorGone', { time })}</Tag>
}
