import { lazy, Suspense, useEffect } from 'react'
import type { QueuePlace, Ticket } from '../../signaling/waiting-room/contract.ts'
import { useMe } from '../identity/session.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { useNow } from '../language/use-now.ts'
import { nameWords } from '../names/words.ts'
import { shellWords } from '../shell/words.ts'
import { armSound, loudTune, play } from '../ringing/sound.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { showToast } from '../ui/toast.tsx'
import { knowsWakeLock } from '../ui/wake-lock.ts'
import { prefetchCall } from './call-chunk.ts'
import { EmergencyCall } from './emergency-call.tsx'
import { EndedByStaff } from './ended-by-staff.tsx'
import { type Hold, holdOf } from './hold.ts'
import { homeWords } from './home/words.ts'
import { BookInstead, Offers } from './offers.tsx'
import { Paused } from './paused.tsx'
import { type Prospect, prospectOf } from './prospect.ts'
import { ReadyButton } from './ready-button.tsx'
import styles from './place-pane.module.css'
import { About, RestsUntil } from './when-called.tsx'
import { waitingWords } from './words.ts'

const DeviceCheck = lazy(async () => ({
  default: (await import('../consultations/devices/device-check.tsx')).DeviceCheck,
}))

/** From how many ahead on the call's code is fetched. */
const nearlyTheirTurn = 3

interface PlacePaneProps {
  ticket: Ticket
  /** Undefined until it is known. */
  place: QueuePlace | undefined
}

/** The number, large; about how long, and why. */
export function PlacePane({ ticket, place }: PlacePaneProps) {
  const t = useWords(waitingWords)
  const prospect = prospectOf(ticket, place)
  const hold = holdOf(ticket, useNow(5))
  return (
    <section className={styles.pane} aria-label={t('waiting.yourNumber', { name: ticket.patientName })}>
      <p>{t('waiting.yourNumber', { name: ticket.patientName })}</p>
      <p className={styles.number}>{ticket.number}</p>
      <div role="status">
        {prospect !== undefined && ticket.pausedAt === null && hold !== 'rests' && (
          <p className={styles.about}>
            <About minutes={prospect.minutes} />
          </p>
        )}
        {place !== undefined && <Why ticket={ticket} place={place} prospect={prospect} rests={hold === 'rests'} />}
      </div>
      {ticket.endedByStaff != null && <EndedByStaff {...ticket.endedByStaff} place="waiting.endedKept" />}
      {ticket.urgency === 'emergency' && hold !== 'rests' && <EmergencyCall country={ticket.country} />}
      {prospect !== undefined && <Offers ticket={ticket} prospect={prospect} rests={hold === 'rests'} />}
      {ticket.pausedAt !== null && <Paused ticket={ticket} />}
      {ticket.pausedAt === null && <Missed ticket={ticket} hold={hold} />}
    </section>
  )
}

/** Why a place is not called, and that it is kept; where it rests, from when on it is called, and what there is now. */
function Missed({ ticket, hold }: { ticket: Ticket; hold: Hold }) {
  const t = useWords(waitingWords)
  const h = useWords(homeWords)
  if (hold === 'rests' && ticket.notBefore !== null) {
    return (
      <>
        <Notice tone="waiting" title={h('place.rests')}>
          <p>{t(ticket.restsAfterClearing === true ? 'waiting.restsCleared' : 'waiting.restsWhy')}</p>
          <RestsUntil at={ticket.notBefore} />
          <p>{t('waiting.restsText')}</p>
        </Notice>
        <EmergencyCall country={ticket.country} />
        <BookInstead ticket={ticket} />
      </>
    )
  }
  if (ticket.callsMissed === 0) return null
  return (
    <Notice tone="waiting" title={t('waiting.missed')}>
      {hold === 'pauses' && !ticket.waitsForBooked && <ReadyButton ticket={ticket}>{t('waiting.here')}</ReadyButton>}
      <p>{t(hold === 'pauses' ? 'waiting.missedText' : 'waiting.missedReady')}</p>
    </Notice>
  )
}

function aboutBooking({ waitsForBooked, appointmentCancelled }: Ticket) {
  if (appointmentCancelled === true) return 'waiting.bookedCancelled'
  return waitsForBooked ? 'waiting.booked' : 'waiting.bookedAny'
}

interface WhyProps {
  ticket: Ticket
  place: QueuePlace
  prospect: Prospect | undefined
  /** Nobody calls this place for a while. */
  rests: boolean
}

function Why({ ticket, place, prospect, rests }: WhyProps) {
  const t = useWords(waitingWords)
  const names = useWords(nameWords)
  const { ahead, aheadByUrgency } = place
  const { queue } = ticket
  const doctors = prospect?.doctors ?? 0
  // The first of the queue is the next one only where somebody is there to call.
  const first = t(prospect?.minutes === null ? 'waiting.first' : 'waiting.next')
  return (
    <ul className={styles.why}>
      {ticket.pausedAt === null && !rests && (
        <li className={styles.ahead}>{ahead === 0 ? first : t('waiting.ahead', { count: ahead })}</li>
      )}
      {aheadByUrgency > 0 && <li>{t('waiting.byUrgency', { count: aheadByUrgency })}</li>}
      {doctors > 0 && <li>{t('waiting.doctors', { count: doctors })}</li>}
      {ticket.pausedAt === null && (
        <>
          {ticket.firstSince !== null && <li>{t('waiting.doctorGone')}</li>}
          {ticket.urgency !== 'routine' && <li>{t('waiting.urgent')}</li>}
          {ticket.appointmentId !== null && <li>{t(aboutBooking(ticket))}</li>}
          <StandIns ticket={ticket} />
        </>
      )}
      {queue !== null && (
        <li>{queue === 'triage' ? t('waiting.triage') : t('waiting.queue', { queue: names(`specialty.${queue}`) })}</li>
      )}
    </ul>
  )
}

/** Who else may take what can't wait for its own specialty. */
function StandIns({ ticket: { widening, queue, urgency } }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  if (widening === null || queue === null) return null
  const name = names(`specialty.${queue === 'triage' ? 'generalPractice' : queue}`)
  if (urgency === 'emergency') return <li>{t('waiting.standInsNow', { queue: name })}</li>
  const specialties = widening.standIns.map((specialty) => names(`specialty.${specialty}`))
  return <li>{t('waiting.standInsLater', { queue: name, specialties: inARow(specialties, language) })}</li>
}

/** What can be done meanwhile: check the devices, try the ring, go away. */
export function Beside({ ahead }: { ahead: number | undefined }) {
  const t = useWords(waitingWords)
  const s = useWords(shellWords)
  const { email } = useMe()
  const near = ahead !== undefined && ahead <= nearlyTheirTurn
  useEffect(() => {
    if (near) prefetchCall()
  }, [near])
  const tryRing = (): void => {
    armSound()
    // It needs a moment after its first press.
    setTimeout(() => play(loudTune), 100)
    showToast(t('waiting.ringing'))
  }
  return (
    <>
      <Suspense fallback={<Skeleton label={s('loading')} />}>
        <DeviceCheck />
      </Suspense>
      <Card heading={t('waiting.leaveThePage')} flat>
        <p>{t('waiting.leaveThePageText', { email })}</p>
        {!knowsWakeLock() && <p>{t('waiting.keepAwake')}</p>}
        <Row>
          <Button kind="quiet" onClick={tryRing}>
            {t('waiting.ring')}
          </Button>
        </Row>
      </Card>
    </>
  )
}

/** What they have said, as the doctor will read it. */
export function Told({ ticket }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  const papers = ticket.toBeSupplied.map((supply) => t(`supply.${supply}`))
  return (
    <Card heading={t('waiting.told')} flat>
      <p className={styles.told}>{ticket.complaint}</p>
      {papers.length > 0 && (
        <p className={styles.papers}>{t('waiting.toBeSupplied', { papers: inARow(papers, language) })}</p>
      )}
    </Card>
  )
}
