import { useEffect, useRef } from 'react'
import type { DutyState } from '../../../signaling/roster/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../identity/session.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { duration } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { useLive } from '../../live/use-live.ts'
import { askToNotifyOnce } from '../../ringing/notify.ts'
import { Button } from '../../ui/button.tsx'
import { Tag } from '../../ui/notice.tsx'
import styles from './duty.module.css'
import { dutyWords } from './words.ts'

/** Where most patients are, as long as nobody in particular is there: for the second clock. */
const usualPatientZone = 'Europe/Rome'

/** On duty, pause, next patient, end of shift: always in the doctor's header, with the time left in both clocks. */
export function Duty() {
  const t = useWords(dutyWords)
  const { expertId, timeZone } = useMe()
  const { value: duty } = useLive(expertId === null ? undefined : `duty:${expertId}`)
  const { value: current } = useLive(expertId === null ? undefined : `currentConsultation:${expertId}`)
  const step = useCommand(async (_key, what: 'start' | 'pause' | 'resume' | 'end') => {
    await request(`POST /api/duty/${what}`)
  })
  const group = useRef<HTMLDivElement>(null)
  const hasPressed = useRef(false)
  const shown = `${String(duty?.state)} ${String(duty?.pauseFollows)}`
  useEffect(() => {
    // The pressed button has gone. What stands here, keyboard and screen reader go on from; a call may have taken the focus.
    if (hasPressed.current && document.activeElement === document.body) group.current?.focus()
    hasPressed.current = false
  }, [shown])
  if (duty === undefined) return null
  const otherZone =
    current?.consultation?.patient.timeZone ?? (timeZone === usualPatientZone ? 'Asia/Shanghai' : usualPatientZone)
  const { state, shift, canStart } = duty
  const hasToSign = (current?.unsigned.length ?? 0) > 0
  const pauseFollows = state === 'busy' && duty.pauseFollows === true
  /** @param pressed of one that stays until it is pressed again */
  const button = (what: 'start' | 'pause' | 'resume' | 'end', kind: 'primary' | 'quiet', pressed?: boolean) => (
    <Button
      kind={kind}
      small
      busy={step.busy}
      aria-pressed={pressed}
      onClick={({ detail }) => {
        // The second click of two in a row would take back what the first has done.
        if (detail > 1) return
        if (what === 'start') askToNotifyOnce()
        hasPressed.current = true
        void step.run(what)
      }}
    >
      {t(pressed === true ? 'do.pauseFollows' : `do.${what}`)}
    </Button>
  )
  return (
    <div ref={group} tabIndex={-1} className={styles.duty} role="group" aria-label={t('title')}>
      <Tag tone={state === 'free' || state === 'busy' ? 'success' : state === 'paused' ? 'waiting' : 'neutral'}>
        {t(`state.${state}`)}
      </Tag>
      {state === 'off' && canStart && button('start', 'primary')}
      {/* With a note to sign the way on is in the note: signing it calls the next. */}
      {state === 'paused' && button('resume', hasToSign ? 'quiet' : 'primary')}
      {(state === 'free' || state === 'busy') &&
        button(pauseFollows ? 'resume' : 'pause', 'quiet', state === 'busy' ? pauseFollows : undefined)}
      {(state === 'free' || state === 'paused') && button('end', 'quiet')}
      {/* Behind the buttons: each minute it is of another length. */}
      {shift !== null && <Clocks duty={duty} timeZone={timeZone} otherZone={otherZone} />}
      {shift === null && <span className={styles.soft}>{t('noShift')}</span>}
      <Failure error={step.error} />
    </div>
  )
}

function Clocks({ duty, timeZone, otherZone }: { duty: DutyState; timeZone: string; otherZone: string }) {
  const t = useWords(dutyWords)
  const language = useLanguage()
  const now = useNow()
  if (duty.shift === null) return null
  const { start, end } = duty.shift.during
  if (duty.state === 'off') {
    return (
      <span className={styles.clocks}>
        <span>{t(duty.canStart ? 'shiftNow' : 'nextShift')}</span>
        {duty.canStart ? (
          <BothClocks at={end} timeZone={timeZone} otherZone={otherZone} show="none" />
        ) : (
          <BothClocks at={start} endsAt={end} timeZone={timeZone} otherZone={otherZone} />
        )}
      </span>
    )
  }
  const minutes = (Date.parse(end) - Date.parse(now)) / 60_000
  return (
    <span className={styles.clocks}>
      <span>
        {minutes > 0
          ? t('left', { time: duration(minutes, language) })
          : t('overtime', { time: duration(-minutes, language) })}
      </span>
      <BothClocks at={end} timeZone={timeZone} otherZone={otherZone} show="none" />
    </span>
  )
}
