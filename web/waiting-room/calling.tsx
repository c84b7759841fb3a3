import { useEffect, useId } from 'react'
import { callsBeforeEnd, callSeconds } from '../../signaling/vocabulary.ts'
import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { useLive } from '../live/use-live.ts'
import { useExpertNames } from '../names/expert-names.tsx'
import { useExpertWords } from '../names/expert-words.ts'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { armWithNextPress, restSound } from '../ringing/sound.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useWakeLock } from '../ui/wake-lock.ts'
import { startAlarm } from './alarm.ts'
import { prefetchCall } from './call-chunk.ts'
import styles from './calling.module.css'
import { Reasons } from './reasons.tsx'
import { waitingWords } from './words.ts'

type Call = NonNullable<Ticket['call']>

/** Over whatever page is open: the doctor calls. Gone when it is answered, declined, or over. */
export function Calling() {
  const { accountId } = useMe()
  const { path } = usePlace()
  const { value: tickets } = useLive(`tickets:${accountId}`)
  const waits = tickets !== undefined && tickets.length > 0
  useWakeLock(waits)
  useEffect(() => {
    if (!waits) return undefined
    // The press on Join has armed it; after a reload the next press does.
    const disarm = armWithNextPress()
    return () => {
      disarm()
      restSound()
    }
  }, [waits])
  const called = tickets?.find(({ status, call }) => status === 'called' && call?.status === 'called')
  if (called?.call == null || path.startsWith('/visits/')) return null
  return <CallDialog key={called.call.consultationId} ticket={called} call={called.call} />
}

function CallDialog({ ticket, call }: { ticket: Ticket; call: Call }) {
  const t = useWords(waitingWords)
  const words = useExpertWords()
  const now = useNow(1)
  const why = useId()
  const { expert, consultationId } = call
  const title = t('call.tab')
  useEffect(() => startAlarm(title), [title])
  useEffect(() => prefetchCall(), [])
  const decline = useCommand((_key) =>
    request('POST /api/consultations/:id/decline', { params: { id: consultationId } }),
  )
  // A phone's clock may be wrong: never more than a call lasts, never less than nothing.
  const left = Math.min(callSeconds, Math.max(0, Math.ceil((Date.parse(call.callUntil) - Date.parse(now)) / 1_000)))
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
      <p className={styles.hint}>{t(call.callNumber >= callsBeforeEnd ? 'call.lastHint' : 'call.notNowHint')}</p>
      <section aria-labelledby={why}>
        <p id={why} className={styles.why}>
          {t('call.why')}
        </p>
        <Reasons reasons={call.reasons} />
      </section>
    </Dialog>
  )
}
