import { lazy, Suspense } from 'react'
import type { ReactNode } from 'react'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { Failure } from '../api/failure.tsx'
import { useMe } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { navigate, useParam } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { appointmentToArriveFor, draftFrom, tellFirst } from './draft.ts'
import { EmergencyCall } from './emergency-call.tsx'
import { EndedByStaff } from './ended-by-staff.tsx'
import { LeaveButton } from './leave-button.tsx'
import { NextRest, useNextRest } from './next-place.tsx'
import { BookInstead } from './offers.tsx'
import styles from './place-pane.module.css'
import { Beside, PlacePane, Told } from './place-pane.tsx'
import { usePlace } from './use-place.ts'
import { RestsUntil } from './when-called.tsx'
import { waitingWords } from './words.ts'

const LeaveForGood = lazy(async () => ({ default: (await import('../consultations/call/absence.tsx')).LeaveForGood }))

/** One's place: from the number to the call, and whatever else may become of it. */
export function Waiting() {
  const t = useWords(waitingWords)
  const s = useWords(shellWords)
  const { value: ticket, refused, status } = useLive(`ticket:${useParam('id')}`)
  if (ticket === undefined) {
    return (
      <Page title={t('waiting.title')} back={{ label: s('back'), to: '/' }}>
        {refused === undefined ? <Skeleton label={s('loading')} /> : <Failure error={refused} />}
        {refused !== undefined && <LinkButton to="/">{t('waiting.home')}</LinkButton>}
      </Page>
    )
  }
  return (
    <Page
      title={t('waiting.title')}
      back={{ label: s('home'), to: '/' }}
      tabTitle={tabTitle(ticket, t('waiting.title'))}
    >
      {status === 'lost' && (
        <Notice tone="waiting" role="status">
          {t('waiting.lost')}
        </Notice>
      )}
      <Whereabouts ticket={ticket} />
    </Page>
  )
}

function tabTitle({ number, status }: Ticket, title: string): string {
  return status === 'waiting' ? `${String(number)} · ${title}` : title
}

function Whereabouts({ ticket }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  const { status, call, leftReason, endedByStaff } = ticket
  if (status === 'waiting') return <Queued ticket={ticket} />
  if (status === 'left') return <Left ticket={ticket} reason={leftReason ?? 'patient'} />
  if (status === 'done' && call?.leftAtOnce === true) return <LeftAtOnce ticket={ticket} />
  if (status === 'done' && endedByStaff != null) return <EndedVisit ticket={ticket} ended={endedByStaff} />
  if (status === 'done') {
    return (
      <>
        <Notice tone="success" title={t('waiting.done')} role="status">
          <p>{t('waiting.doneText')}</p>
        </Notice>
        <LinkButton to={call === null ? '/records' : `/records/${call.consultationId}`} wide>
          {t('waiting.toAdvice')}
        </LinkButton>
      </>
    )
  }
  return (
    <>
      <Notice tone="success" title={t(status === 'called' ? 'waiting.calledNow' : 'waiting.inVisit')} role="status" />
      {call !== null && (
        <LinkButton to={`/visits/${call.consultationId}`} wide>
          {t(status === 'called' ? 'call.answer' : 'waiting.toVisit')}
        </LinkButton>
      )}
      <Told ticket={ticket} />
      {call !== null && status === 'inConsultation' && <LeaveVisit consultationId={call.consultationId} />}
    </>
  )
}

/** The patient may leave at any time, also from outside the call. */
function LeaveVisit({ consultationId }: { consultationId: string }) {
  const { value: visit } = useLive(`consultation:${consultationId}`)
  if (visit === undefined) return null
  return (
    <div>
      <Suspense>
        <LeaveForGood visit={visit} afterwards={<NextRest />} />
      </Suspense>
    </div>
  )
}

function Queued({ ticket }: { ticket: Ticket }) {
  const place = usePlace(ticket)
  return (
    <>
      <PlacePane ticket={ticket} place={place} />
      <Beside ahead={place?.ahead} />
      <Told ticket={ticket} />
      <LeaveButton ticket={ticket} />
    </>
  )
}

function Left({ ticket, reason }: { ticket: Ticket; reason: NonNullable<Ticket['leftReason']> }) {
  const t = useWords(waitingWords)
  return (
    <Ended ticket={ticket}>
      <Notice tone="waiting" title={t(`waiting.left.${reason}`)} role="status">
        {ticket.leftMessage && <p className={styles.told}>{ticket.leftMessage}</p>}
      </Notice>
    </Ended>
  )
}

/** No advice comes of such a visit. */
function LeftAtOnce({ ticket }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  return (
    <Ended ticket={ticket}>
      <Notice tone="waiting" title={t('waiting.leftAtOnce')} role="status" />
    </Ended>
  )
}

/** Whether advice comes of a visit that a coordinator has ended, nobody knows. */
function EndedVisit({ ticket, ended }: { ticket: Ticket; ended: NonNullable<Ticket['endedByStaff']> }) {
  const t = useWords(waitingWords)
  const { call } = ticket
  return (
    <Ended ticket={ticket}>
      <EndedByStaff {...ended} place="waiting.endedToo" />
      {call !== null && (
        <LinkButton kind="quiet" to={`/records/${call.consultationId}`} wide>
          {t('waiting.toAdvice')}
        </LinkButton>
      )}
    </Ended>
  )
}

/** How a place has ended, and the way to another with what was told; where that would rest, what there is before. */
function Ended({ ticket, children }: { ticket: Ticket; children: ReactNode }) {
  const t = useWords(waitingWords)
  const { accountId } = useMe()
  const rest = useNextRest()
  const rests = typeof rest === 'string' && appointmentToArriveFor(ticket) === undefined
  const again = (): void => {
    const draft = draftFrom(accountId, ticket)
    tellFirst(accountId, draft)
    const arrival = draft.appointmentId === undefined ? '' : `&appointment=${draft.appointmentId}`
    navigate(`/tell?step=complaint${arrival}`)
  }
  return (
    <>
      {children}
      <p>{t('waiting.leftText')}</p>
      {rests && (
        <>
          <Notice tone="waiting">
            <RestsUntil at={rest} words="place.nextRests" />
            <p>{t('waiting.restsText')}</p>
          </Notice>
          <EmergencyCall country={ticket.country} />
          {/* What was booked is over: whoever may arrive for it again does not rest. */}
          <BookInstead ticket={{ ...ticket, appointmentId: null }} />
        </>
      )}
      <Told ticket={ticket} />
      <Row>
        <Button kind={rests ? 'quiet' : 'primary'} onClick={again}>
          {t('waiting.again')}
        </Button>
        <LinkButton kind="quiet" to="/">
          {t('waiting.home')}
        </LinkButton>
      </Row>
    </>
  )
}
