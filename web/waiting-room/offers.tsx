import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { homeWords } from './home/words.ts'
import { NextShift } from './next-shift.tsx'
import { type Prospect, soonest } from './prospect.ts'
import styles from './place-pane.module.css'
import { waitingWords } from './words.ts'

/** Longer than this nobody is left to wait without being told what else there is, minutes. */
const long = 60

interface OffersProps {
  ticket: Ticket
  prospect: Prospect
  /** Nobody calls this place for a while, in whatever specialty: that is said apart, with what else there is. */
  rests: boolean
}

/** Where nobody can within the hour: when somebody comes, and what can be done now. */
export function Offers({ ticket, prospect, rests }: OffersProps) {
  const t = useWords(waitingWords)
  const h = useWords(homeWords)
  const { minutes, onBreak } = prospect
  if (ticket.pausedAt !== null || (minutes !== null && (rests || minutes <= long))) return null
  const nobody = h(onBreak ? 'place.onBreak' : 'place.nobody')
  return (
    <Notice tone="waiting" title={minutes === null ? nobody : t('waiting.long')}>
      <div className={styles.offers}>
        <Coming ticket={ticket} prospect={prospect} />
        {!rests && <GeneralPractice ticket={ticket} minutes={minutes} />}
        {!rests && <BookInstead ticket={ticket} />}
      </div>
    </Notice>
  )
}

/** A time of their own, for who has none yet. */
export function BookInstead({ ticket }: { ticket: Ticket }) {
  const h = useWords(homeWords)
  const { appointmentId, appointmentCancelled, specialty, urgency } = ticket
  // Nobody who can't wait is sent to another day.
  if (urgency === 'emergency') return null
  if (appointmentId !== null && appointmentCancelled !== true) return null
  return (
    <LinkButton kind="quiet" to={specialty === null ? '/booking' : `/booking?specialty=${specialty}`} wide>
      {h('home.book')}
    </LinkButton>
  )
}

/** One tap moves the ticket to where it is sooner. */
function GeneralPractice({ ticket, minutes }: { ticket: Ticket; minutes: number | null }) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  const { value: outlook } = useLive('outlook')
  const move = useCommand((_key) =>
    request('POST /api/tickets/:id/move', { params: { id: ticket.id }, body: { specialty: 'generalPractice' } }),
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

/** For whom they wait: whoever is on a break, before whoever is on shift next. */
function Coming({ ticket, prospect: { minutes, nextAt, onBreak } }: Pick<OffersProps, 'ticket' | 'prospect'>) {
  const t = useWords(waitingWords)
  const words = { comes: t('waiting.nextShift'), begun: t('waiting.shiftBegun') }
  if (ticket.waitsForBooked) return minutes === null ? <p>{t('waiting.bookedAway')}</p> : null
  if (minutes === null && onBreak) return <p>{t('waiting.onBreakText')}</p>
  if (minutes !== null && nextAt === null) return null
  return <p>{nextAt === null ? t('waiting.noShift') : <NextShift at={nextAt} words={words} show="date" />}</p>
}
