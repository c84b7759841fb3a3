import { lazy, Suspense, useEffect } from 'react'
import type { QueuePlace, Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { duration } from '../language/clock.ts'
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
import { prefetchCall } from './call-chunk.ts'
import { hospitalZone } from './hospital-zone.ts'
import { minutesUntilCalled } from './place.ts'
import styles from './standing.module.css'
import { waitingWords } from './words.ts'

const DeviceCheck = lazy(async () => ({ default: (await import('../consultations/device-check.tsx')).DeviceCheck }))

/** From how many ahead on the call's code is fetched. */
const nearlyTheirTurn = 3

interface StandingProps {
  ticket: Ticket
  /** Undefined until it is known. */
  place: QueuePlace | undefined
}

/** The number, large; about how long, and why. */
export function Standing({ ticket, place }: StandingProps) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  const minutes = place === undefined ? null : minutesUntilCalled(place.ahead, place.figures)
  const soon = minutes !== null && minutes < 1
  return (
    <section className={styles.standing} aria-label={t('waiting.yourNumber', { name: ticket.patientName })}>
      <p>{t('waiting.yourNumber', { name: ticket.patientName })}</p>
      <p className={styles.number}>{ticket.number}</p>
      <div role="status">
        {minutes !== null && ticket.pausedAt === null && (
          <p className={styles.about}>
            {soon ? t('waiting.soon') : t('waiting.about', { time: duration(minutes, language) })}
          </p>
        )}
        {place !== undefined && <Why ticket={ticket} place={place} />}
      </div>
      {ticket.pausedAt !== null && <Paused ticket={ticket} />}
      {ticket.callsMissed > 0 && ticket.pausedAt === null && (
        <Notice tone="waiting" title={t('waiting.missed')}>
          <p>{t('waiting.missedText')}</p>
        </Notice>
      )}
    </section>
  )
}

function Why({ ticket, place }: { ticket: Ticket; place: QueuePlace }) {
  const t = useWords(waitingWords)
  const names = useWords(nameWords)
  const { ahead, aheadByUrgency, figures } = place
  const { queue } = ticket
  return (
    <ul className={styles.why}>
      <li className={styles.ahead}>{ahead === 0 ? t('waiting.next') : t('waiting.ahead', { count: ahead })}</li>
      {aheadByUrgency > 0 && <li>{t('waiting.byUrgency', { count: aheadByUrgency })}</li>}
      {figures.doctorsOnDuty > 0 && <li>{t('waiting.doctors', { count: figures.doctorsOnDuty })}</li>}
      {ticket.urgency !== 'routine' && <li>{t('waiting.urgent')}</li>}
      {ticket.appointmentId !== null && <li>{t(ticket.waitsForBooked ? 'waiting.booked' : 'waiting.bookedAny')}</li>}
      <StandIns ticket={ticket} />
      {queue !== null && (
        <li>{queue === 'triage' ? t('waiting.triage') : t('waiting.queue', { queue: names(`specialty.${queue}`) })}</li>
      )}
      {figures.doctorsOnDuty === 0 && (
        <li>
          <NextShift at={figures.nextShiftAt} />
        </li>
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

/** "Not now" has been said: the place is kept, and this ends the pause. */
function Paused({ ticket }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  const ready = useCommand((_key) => request<Ticket>('POST', `/api/tickets/${ticket.id}/ready`))
  return (
    <Notice tone="waiting" title={t('waiting.paused')} role="status">
      <p>{t('waiting.pausedText')}</p>
      <Button wide busy={ready.busy} onClick={() => void ready.run()}>
        {t('waiting.ready')}
      </Button>
      <Failure error={ready.error} />
    </Notice>
  )
}

/** A shift that is on has no hour to come; the two computers' clocks may differ a little. */
const soonMs = 60_000

function NextShift({ at }: { at: string | null }) {
  const t = useWords(waitingWords)
  const { timeZone } = useMe()
  const now = useNow(30)
  return (
    <Notice tone="waiting" title={t('waiting.nobody')}>
      {at === null ? (
        <p>{t('waiting.noShift')}</p>
      ) : Date.parse(at) <= Date.parse(now) + soonMs ? (
        <p>{t('waiting.shiftBegun')}</p>
      ) : (
        <p>
          {t('waiting.nextShift')} <BothClocks at={at} timeZone={timeZone} otherZone={hospitalZone} show="date" />
        </p>
      )}
    </Notice>
  )
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
