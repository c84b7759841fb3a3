import { useEffect, useRef, useState } from 'react'
import type { ComponentType } from 'react'
import type { Patient } from '../../signaling/identity/contract.ts'
import type { NewTicket } from '../../signaling/waiting-room/contract.ts'
import type { FailureCode } from '../api/client.ts'
import { asApiError, request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import type { Answer } from '../api/use-answer.ts'
import { useCommand } from '../api/use-command.ts'
import { useSession } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { armSound } from '../ringing/sound.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page, Row, Stack } from '../ui/page.tsx'
import { askedOf, isAnswered } from './asked.ts'
import type { Step } from './asked.ts'
import { useCountry } from '../identity/country.ts'
import { dropDraft, useDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { EmergencyStep } from './emergency-step.tsx'
import { LastStep } from './last-step.tsx'
import { NextRest } from './next-place.tsx'
import { NoPlaceYet } from './no-place-yet.tsx'
import { PatientStep } from './patient-step.tsx'
import { ComplaintStep, FlagsStep, SpecialtyStep } from './telling-steps.tsx'
import type { StepProps } from './telling-steps.tsx'
import styles from './telling.module.css'
import { waitingWords } from './words.ts'

const steps: Readonly<Record<Step, ComponentType<StepProps>>> = {
  patient: PatientStep,
  complaint: ComplaintStep,
  flags: FlagsStep,
  specialty: SpecialtyStep,
  last: LastStep,
}

/** Nobody can arrive for the appointment any more. */
const ofGone: readonly FailureCode[] = ['appointmentOver', 'appointmentNotBooked', 'notFound']

interface TellingPathProps {
  /** Of an arrival. */
  appointmentId: string | undefined
  /** What is told where nothing is kept. */
  start: () => Draft
  /** Why it is no arrival: said on the step on which it was found. */
  gone: FailureCode | undefined
  patients: Answer<Patient[]>
  /** Those who hold no place. */
  free: readonly Patient[]
  onStartAnew: () => void
  onGone: (why: FailureCode) => void
}

/** From the first question to the place in the queue. */
export function TellingPath(props: TellingPathProps) {
  const { appointmentId, start, gone, patients, free, onStartAnew, onGone } = props
  const t = useWords(waitingWords)
  const { search } = usePlace()
  const { me, change: changeMe } = useSession()
  const [draft, change] = useDraft(me.accountId, appointmentId, start)
  const { country: guessed } = useCountry()
  const { value: tickets } = useLive(`tickets:${me.accountId}`)
  // Decided once: an answer must not take its own question away.
  const [only] = useState(free.length === 1 ? free[0] : undefined)
  const booked = appointmentId !== undefined
  const [returned] = useState(draft.complaint !== '' && !booked)
  const wanted = search.get('step')
  /** Somebody else than who was chosen by itself. */
  const changing = wanted === 'patient' && only !== undefined && !booked
  const asked = askedOf({ booked, asksWhom: only === undefined || changing })
  const inEmergency = wanted === 'emergency'
  const step = asked.find((name) => name === (inEmergency ? 'flags' : wanted)) ?? asked[0] ?? 'patient'
  const at = asked.indexOf(step)
  const [begunAt] = useState(step)
  const submit = useCommand(async (key, ticket: NewTicket) => {
    try {
      let made = await request('POST /api/tickets', { body: ticket })
      // Told before, by a press whose answer was lost: that place has ended, and whoever presses now wants another.
      if (made.status === 'left' || made.status === 'done') {
        made = await request('POST /api/tickets', { body: { ...ticket, idempotencyKey: key } })
      }
      dropDraft(me.accountId, appointmentId)
      navigate(`/waiting/${made.id}`, { replace: true })
    } catch (reason) {
      const { code } = asApiError(reason)
      if (booked && ofGone.includes(code)) onGone(code)
      throw reason
    }
  })
  const error = submit.error ?? (step === begunAt ? gone : undefined)
  const noPlace = submit.error?.code === 'tooManyPlaces' ? submit.error : undefined
  useEffect(() => {
    if (booked || only === undefined) return
    if (draft.patientId === undefined || !patients.value?.some(({ id }) => id === draft.patientId)) {
      change({ patientId: only.id })
    }
  }, [booked, only, draft.patientId, patients.value, change])
  const { told, tell, goesOn } = useArrivals(inEmergency ? 'emergency' : step, error)

  // The steps of a telling that has led to a place: back from there is home, not into questions without their answers.
  const isOver = draft.complaint === '' && at > asked.indexOf('complaint') && (tickets?.length ?? 0) > 0
  useEffect(() => {
    if (isOver) navigate('/', { replace: true })
  }, [isOver])

  const country = draft.country ?? guessed
  const pathOf = (to: string): string => {
    const query = new URLSearchParams({ step: to, ...(booked && { appointment: appointmentId }) })
    return `/tell?${query.toString()}`
  }
  const go = (to: string): void => {
    goesOn(to)
    navigate(pathOf(to))
  }
  const join = (): void => {
    if (me.country === null && country !== undefined) {
      // The ticket says the country itself; an account that could not be told is told with the next one.
      changeMe({ country }).catch(() => undefined)
    }
    const { key, patientId, specialty = null, redFlags, languages, toBeSupplied } = draft
    // A step that was jumped over by its address.
    const missing = asked.find((name) => !isAnswered(name, draft, country))
    if (missing !== undefined) return go(missing)
    // The one press that everybody makes before they wait: later a browser lets nothing ring.
    armSound()
    void submit.run({
      idempotencyKey: key,
      patientId: patientId ?? '',
      complaint: draft.complaint.trim(),
      redFlags: [...redFlags],
      specialty,
      languages: [...languages],
      interpreterWanted: draft.interpreterWanted,
      country: country ?? '',
      toBeSupplied: [...toBeSupplied],
      ...(appointmentId !== undefined && { appointmentId }),
    })
  }
  const next = (answer = draft): void => {
    const answered = isAnswered(step, answer, country)
    if (!answered) return tell()
    if (step === 'flags' && answer.redFlags.length > 0) return go('emergency')
    const following = changing ? 'last' : asked[at + 1]
    if (following === undefined) join()
    else go(following)
  }
  const pick = (parts: Partial<Draft>): void => {
    change(parts)
    next({ ...draft, ...parts })
  }

  if (inEmergency) {
    const onContinue = (): void => go(asked[at + 1] ?? step)
    return <EmergencyStep draft={draft} country={country} back={pathOf('flags')} onContinue={onContinue} />
  }
  const Step = steps[step]
  const open = tickets?.find(({ patientId }) => patientId === draft.patientId)
  const patient = patients.value?.find(({ id }) => id === draft.patientId)
  const last = at === asked.length - 1
  // Where nobody is registered, the step is a form with a button of its own.
  const isForm = step === 'patient' && patients.value?.length === 0
  const former = changing ? 'last' : asked[at - 1]
  return (
    <Page
      title={t(`telling.${step}`)}
      {...(!changing && { lead: t('telling.progress', { step: at + 1, steps: asked.length }) })}
      back={{ label: t('telling.back'), to: former === undefined ? '/' : pathOf(former) }}
    >
      {at === 0 && returned && !changing && (
        <Notice>
          <p>{t('telling.kept')}</p>
          <div>
            <Button
              kind="quiet"
              small
              onClick={() => {
                dropDraft(me.accountId, appointmentId)
                onStartAnew()
              }}
            >
              {t('telling.startAnew')}
            </Button>
          </div>
        </Notice>
      )}
      {/* No form around it: the patient step has one of its own. */}
      <Stack>
        <Step
          draft={draft}
          change={change}
          pick={pick}
          told={told}
          country={country}
          tickets={tickets ?? []}
          patients={patients}
          patient={patient}
        />
        {last && !booked && noPlace === undefined && <NextRest />}
        {noPlace !== undefined ? (
          <NoPlaceYet error={noPlace} country={country} />
        ) : submit.error?.code === 'offline' ? (
          <Notice tone="waiting" role="alert">
            {t('telling.offline')}
          </Notice>
        ) : (
          <Failure error={error} />
        )}
        {submit.error?.code === 'alreadyWaiting' && open !== undefined && (
          <>
            <p>{t('telling.toldBefore')}</p>
            <Row>
              <LinkButton to={`/waiting/${open.id}`}>{t('telling.toPlace', { name: open.patientName })}</LinkButton>
            </Row>
          </>
        )}
        {!isForm && (
          <div className={last && noPlace === undefined ? styles.foot : undefined}>
            <Button
              wide
              kind={last && noPlace !== undefined ? 'quiet' : 'primary'}
              busy={submit.busy}
              onClick={() => next()}
            >
              {last
                ? t('telling.join')
                : t(step === 'flags' && draft.redFlags.length > 0 ? 'telling.flagsNext' : 'telling.next')}
            </Button>
          </div>
        )}
      </Stack>
    </Page>
  )
}

/** The path stays the same from step to step: what the shell does for a change of path is done here for a change of step. */
function useArrivals(step: Step | 'emergency', error: unknown) {
  /** How often they wanted to go on without an answer. */
  const [presses, setPresses] = useState(0)
  const former = useRef(step)
  const onward = useRef(false)
  useEffect(() => {
    if (former.current !== step) document.getElementById('content')?.focus({ preventScroll: true })
    former.current = step
    setPresses(0)
    // A press far below brings its own control into view after the address has changed. A step back stays where it was.
    if (onward.current) window.scrollTo(0, 0)
    onward.current = false
  }, [step])
  useEffect(() => {
    if (presses === 0 && error === undefined) return
    // The button that stays in sight may be far from what is said to it. What is higher than the window is read from its top.
    const said = document.querySelector('#content :is([data-emergency], [role=alert])')
    const fits = said !== null && said.clientHeight < window.innerHeight
    said?.scrollIntoView({ block: fits ? 'center' : 'start' })
  }, [presses, error])
  return {
    told: presses > 0,
    tell: () => setPresses((count) => count + 1),
    goesOn: (to: string) => void (onward.current = to !== step),
  }
}
