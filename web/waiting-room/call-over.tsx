import { Suspense, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { useLive } from '../live/use-live.ts'
import { matchPath, navigate, usePlace } from '../navigation/navigation.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/page.tsx'
import { EndedByStaff } from './ended-by-staff.tsx'
import { holdOf } from './hold.ts'
import { homeWords } from './home/words.ts'
import styles from './incoming-call.module.css'
import { waitingWords } from './words.ts'

interface CallOverProps {
  /** The place that is called on this page now. */
  ringing: Ticket | undefined
  /** Of the visit that has this page: nothing leads away from it. */
  visitId: string | undefined
}

/**
 * A call that rang here has come to nothing, by nobody's press on this page: why, and what becomes of the place, until it is put away.
 * The waiting room says so itself.
 */
export function CallOver({ ringing, visitId }: CallOverProps) {
  const language = useLanguage()
  const [rang, setRang] = useState<Ticket>()
  const [readOf, setReadOf] = useState<Ticket>()
  if (ringing !== undefined && ringing.call?.consultationId !== rang?.call?.consultationId) setRang(ringing)
  // Whoever has answered it is in its visit.
  if (ringing !== undefined || rang === undefined || rang === readOf || rang.call?.consultationId === visitId)
    return null
  return (
    // Words that can't be had keep nothing else from the screen.
    <ErrorBoundary key={`${String(rang.call?.consultationId)} ${language}`} fallback={null}>
      <Suspense>
        <Told rang={rang} besideVisit={visitId !== undefined} onRead={setReadOf} />
      </Suspense>
    </ErrorBoundary>
  )
}

interface ToldProps {
  /** The place, as it was when it was called. */
  rang: Ticket
  besideVisit: boolean
  onRead: (rang: Ticket) => void
}

function Told({ rang, besideVisit, onRead }: ToldProps) {
  const s = useWords(shellWords)
  const h = useWords(homeWords)
  const { path } = usePlace()
  const ticketId = rang.id
  const { value: ticket } = useLive(`ticket:${ticketId}`)
  const isThere = matchPath('/waiting/:id', path)?.['id'] === ticketId
  // Put off or answered elsewhere, it is not told later either, whatever becomes of the place.
  const isOver = isThere || (ticket !== undefined && ticket.status !== 'called' && !isInVain(ticket, rang))
  useEffect(() => {
    if (isOver) onRead(rang)
  }, [isOver, rang, onRead])
  if (isOver || ticket === undefined || ticket.status === 'called') return null
  return (
    <div className={styles.ring}>
      <Over ticket={ticket}>
        <Row>
          {!besideVisit && <Button onClick={() => navigate(`/waiting/${ticketId}`)}>{h('home.toWaiting')}</Button>}
          <Button kind="quiet" onClick={() => onRead(rang)}>
            {s('close')}
          </Button>
        </Row>
      </Over>
    </div>
  )
}

/** Neither answered nor put off. */
function isInVain(now: Ticket, rang: Ticket): boolean {
  if (now.status !== 'waiting') return now.status === 'left' && now.leftReason !== 'patient'
  return now.pausedAt === null && (now.callsMissed > rang.callsMissed || now.endedByStaff?.what === 'call')
}

function Over({ ticket, children }: { ticket: Ticket; children: ReactNode }) {
  const t = useWords(waitingWords)
  const h = useWords(homeWords)
  const hold = holdOf(ticket, useNow(5))
  const { patientName, leftReason, endedByStaff } = ticket
  if (endedByStaff != null) {
    return (
      <EndedByStaff {...endedByStaff} place="waiting.endedKept">
        {children}
      </EndedByStaff>
    )
  }
  const missed = hold === 'pauses' ? t('waiting.missedText') : t('waiting.missedReady')
  return (
    <Notice
      tone="waiting"
      role="status"
      title={t(leftReason === null ? 'waiting.missed' : `waiting.left.${leftReason}`)}
    >
      <p>{t('call.for', { name: patientName })}</p>
      {leftReason === null && <p>{hold === 'rests' ? h('place.rests') : missed}</p>}
      {children}
    </Notice>
  )
}
