import { useEffect, useId, useState } from 'react'
import { callsBeforeEnd, callSeconds } from '../../signaling/vocabulary.ts'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { useExpertNames } from '../names/expert-names.tsx'
import { useExpertWords } from '../names/expert-words.ts'
import { navigate } from '../navigation/navigation.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/page.tsx'
import { startAlarm } from './alarm.ts'
import { prefetchCall } from './call-chunk.ts'
import styles from './called.module.css'
import { Reasons } from './reasons.tsx'
import { waitingWords } from './words.ts'

export { CallOver } from './call-over.tsx'

type Call = NonNullable<Ticket['call']>

interface CallProps {
  ticket: Ticket
  call: Call
}

/** The doctor calls, over whatever page is open; `besideVisit`, of another doctor, it leaves that in sight. */
export function Called({ besideVisit, ...told }: CallProps & { besideVisit: boolean }) {
  return besideVisit ? <CallBesideVisit {...told} /> : <CallDialog {...told} />
}

function useSecondsLeft({ callUntil }: Call): number {
  const now = useNow(1)
  // A phone's clock may be wrong: never more than a call lasts, never less than nothing.
  return Math.min(callSeconds, Math.max(0, Math.ceil((Date.parse(callUntil) - Date.parse(now)) / 1_000)))
}

function useDecline({ consultationId }: Call) {
  return useCommand((_key) => request('POST /api/consultations/:id/decline', { params: { id: consultationId } }))
}

function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null
}

/**
 * Whether a dialog is open, or has been: whatever lies under one can neither be seen nor pressed. It is looked for with each
 * second that is counted down.
 */
function useDialogMet(secondsLeft: number): boolean {
  const [met, setMet] = useState(isDialogOpen)
  useEffect(() => {
    // From then on the call's own is open.
    if (!met && isDialogOpen()) setMet(true)
  }, [met, secondsLeft])
  return met
}

/** What becomes of the place without an answer. */
function hintOf({ callNumber }: Call) {
  return callNumber >= callsBeforeEnd ? 'call.lastHint' : 'call.notNowHint'
}

function CallDialog({ ticket, call }: CallProps) {
  const t = useWords(waitingWords)
  const words = useExpertWords()
  const why = useId()
  const { expert, consultationId } = call
  const title = t('call.tab')
  useEffect(() => startAlarm(title, 'aloud'), [title])
  useEffect(() => prefetchCall(), [])
  const decline = useDecline(call)
  const left = useSecondsLeft(call)
  const [name, otherName] = useExpertNames(expert)
  return (
    <Dialog
      heading={t('call.title')}
      // Only an answer ends it: a stray press or Escape must not lose the doctor.
      onClose={() => undefined}
    >
      <p className={styles.expert}>
        <span className={styles.name}>{name}</span>
        <span>
          {otherName}
          {otherName !== '' && expert.title !== '' && ' · '}
          {words.title(expert.title)}
        </span>
        <span>{words.institution(expert)}</span>
      </p>
      <p>{t('call.for', { name: ticket.patientName })}</p>
      <p className={styles.left}>{t('call.left', { count: left })}</p>
      {/* Before the reasons: in large letters these would push the buttons off the screen. */}
      <div className={styles.answers}>
        <Button className={styles.answer} onClick={() => navigate(`/visits/${consultationId}`)}>
          {t('call.answer')}
        </Button>
        <Button kind="quiet" busy={decline.busy} onClick={() => void decline.run()}>
          {t('call.notNow')}
        </Button>
      </div>
      <Failure error={decline.error} />
      <p className={styles.hint}>{t(hintOf(call))}</p>
      <section aria-labelledby={why}>
        <p id={why} className={styles.why}>
          {t('call.why')}
        </p>
        <Reasons reasons={call.reasons} />
      </section>
    </Dialog>
  )
}

/** The visit goes on beside it: no focus is taken, save from a dialog, and what keeps both the visit and the place comes first. */
function CallBesideVisit({ ticket, call }: CallProps) {
  const t = useWords(waitingWords)
  const title = t('call.tab')
  useEffect(() => startAlarm(title, 'softly'), [title])
  const decline = useDecline(call)
  const left = useSecondsLeft(call)
  const overDialog = useDialogMet(left)
  const words = useExpertWords()
  const profession = words.title(call.expert.title)
  // Who calls is what one decides by: large letters leave room for little more.
  const told = t('call.beside', { doctor: words.name(call.expert), name: ticket.patientName })
  const notNow = (
    <Button small busy={decline.busy} onClick={() => void decline.run()}>
      {t('call.notNow')}
    </Button>
  )
  const answer = (
    <Button kind="quiet" small onClick={() => navigate(`/visits/${call.consultationId}`)}>
      {t('call.leaveAndAnswer')}
    </Button>
  )
  const more = (
    <>
      <Failure error={decline.error} />
      <p aria-live="off" className={styles.left}>
        {t('call.left', { count: left })}
      </p>
      {profession !== '' && <p>{profession}</p>}
      <p>{t(hintOf(call))}</p>
    </>
  )
  if (overDialog) {
    return (
      <Dialog
        heading={told}
        readFirst
        onClose={() => undefined}
        actions={
          <>
            {notNow}
            {answer}
          </>
        }
      >
        {more}
      </Dialog>
    )
  }
  return (
    <div className={styles.beside}>
      <Notice tone="waiting" role="alert" title={told}>
        <Row>
          {notNow}
          {answer}
        </Row>
        {more}
      </Notice>
    </div>
  )
}
