import type { Outlook, Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { useLive } from '../live/use-live.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { hospitalZone } from './hospital-zone.ts'
import { type Prospect, soonest } from './place.ts'
import styles from './standing.module.css'
import { waitingWords } from './words.ts'

/** Longer than this nobody is left to wait without being told what else there is, minutes. */
const long = 60

interface OffersProps {
  ticket: Ticket
  prospect: Prospect
}

/** Where nobody can within the hour: when somebody comes, and what can be done now. */
export function Offers({ ticket, prospect: { minutes, nextAt } }: OffersProps) {
  const t = useWords(waitingWords)
  if (ticket.pausedAt !== null || (minutes !== null && minutes <= long)) return null
  return (
    <Notice tone="waiting" title={t(minutes === null ? 'waiting.nobody' : 'waiting.long')}>
      <div className={styles.offers}>
        {minutes === null && (ticket.waitsForBooked ? <p>{t('waiting.bookedAway')}</p> : <NextShift at={nextAt} />)}
        <GeneralPractice ticket={ticket} minutes={minutes} />
        {ticket.appointmentId === null && (
          <LinkButton kind="quiet" to={bookingFor(ticket)} wide>
            {t('home.book')}
          </LinkButton>
        )}
      </div>
    </Notice>
  )
}

function bookingFor({ specialty }: Ticket): string {
  return specialty === null ? '/booking' : `/booking?specialty=${specialty}`
}

/** One tap moves the ticket to where it is sooner. */
function GeneralPractice({ ticket, minutes }: { ticket: Ticket; minutes: number | null }) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  const { value: outlook } = useLive<Outlook>('outlook')
  const move = useCommand((_key) =>
    request<Ticket>('POST', `/api/tickets/${ticket.id}/move`, { specialty: 'generalPractice' }),
  )
  const { queue } = ticket
  if (queue === null || queue === 'triage' || queue === 'generalPractice' || queue === 'publicAffairs') return null
  const line = outlook?.specialties.find(({ specialty }) => specialty === 'generalPractice')
  const there = line === undefined ? null : soonest(line.by, ticket.interpreterWanted ? [] : ticket.languages).minutes
  if (there === null || there > long || (minutes !== null && there >= minutes)) return null
  return (
    <>
      <Button wide busy={move.busy} onClick={() => void move.run()}>
        {there === 0 ? t('offer.generalPracticeNow') : t('offer.generalPractice', { time: duration(there, language) })}
      </Button>
      <Failure error={move.error} />
    </>
  )
}

/** A shift that is on has no hour to come; the two computers' clocks may differ a little. */
const soonMs = 60_000

function NextShift({ at }: { at: string | null }) {
  const t = useWords(waitingWords)
  const { timeZone } = useMe()
  const now = useNow(30)
  if (at === null) return <p>{t('waiting.noShift')}</p>
  if (Date.parse(at) <= Date.parse(now) + soonMs) return <p>{t('waiting.shiftBegun')}</p>
  return (
    <p>
      {t('waiting.nextShift')} <BothClocks at={at} timeZone={timeZone} otherZone={hospitalZone} show="date" />
    </p>
  )
}
