import { useState } from 'react'
import type { CallInVain } from '../../../signaling/consultations/contract.ts'
import type { DutyState } from '../../../signaling/roster/contract.ts'
import type { ApiError } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useMe } from '../../identity/session.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { cancelledOf } from '../../roster/duty/cancelled.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { DeviceCheck } from '../devices/device-check.tsx'
import { consultationWords } from '../words.ts'
import styles from './console.module.css'

/** Who was called last and did not come, or has left. */
export interface Missed {
  readonly name: string
  readonly why: CallInVain | 'left'
}

interface BetweenProps {
  duty: DutyState | undefined
  /** The note beside is to be signed: the key for the next patient is the note's. */
  hasToSign: boolean
  /** It is that of the visit which ended last. */
  ofLast: boolean
  /** What ended last was a call that nobody had answered. */
  wasCall: boolean
  missed: Missed | undefined
  /** Why the next patient could not be called. */
  error: ApiError | undefined
}

/** Between two visits: what comes next, and what it waits for. */
export function Between({ duty, hasToSign, ofLast, wasCall, missed, error }: BetweenProps) {
  const t = useWords(consultationWords)
  const { timeZone } = useMe()
  const now = useNow()
  const cancelled = cancelledOf(duty, now)
  const words = cancelled === undefined ? wordsFor(duty, hasToSign && ofLast, wasCall) : 'cancelled'
  const text = hasToSign && isPause(words) ? 'unsigned' : words
  return (
    <>
      {missed !== undefined && (
        <Notice tone="waiting" role="status" title={t(`missed.${missed.why}`, { name: missed.name })}>
          <p>{t(`missed.${missed.why}Text`)}</p>
        </Notice>
      )}
      <div className={styles.between}>
        <h2>{t(`between.${words}Title`)}</h2>
        {cancelled !== undefined && (
          <p>
            <BothClocks at={cancelled.start} endsAt={cancelled.end} timeZone={timeZone} show="date" />
          </p>
        )}
        <p>{t(`between.${text}Text`)}</p>
        <Failure error={error} />
        <AskToNotify />
      </div>
      <DeviceCheck />
    </>
  )
}

function wordsFor(duty: DutyState | undefined, hasToSign: boolean, wasCall: boolean) {
  const state = duty?.state ?? 'off'
  if (state === 'paused' && duty?.pausedBecause === 'away') return hasToSign ? 'awayUnsigned' : 'away'
  if (state === 'paused' && duty?.pausedBecause === 'coordinator') {
    return wasCall ? 'stopped' : hasToSign ? 'endedUnsigned' : 'ended'
  }
  if (state === 'paused' && hasToSign) return 'unsigned'
  return state === 'busy' ? 'free' : state
}

/** Their sentences name the key for the next patient. */
function isPause(words: ReturnType<typeof wordsFor> | 'cancelled'): boolean {
  return words === 'paused' || words === 'stopped' || words === 'ended' || words === 'away'
}

function AskToNotify() {
  const t = useWords(consultationWords)
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'))
  if (permission !== 'default') return null
  return (
    <Button kind="quiet" onClick={() => void Notification.requestPermission().then(setPermission)}>
      {t('between.notifyMe')}
    </Button>
  )
}
