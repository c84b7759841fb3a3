import { useEffect, useRef, useState } from 'react'
import type { ComponentType } from 'react'
import type { Appointment } from '../../signaling/appointments/contract.ts'
import type { Patient } from '../../signaling/identity/contract.ts'
import type { NewTicket, Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import type { Answer } from '../api/use-answer.ts'
import { useCommand } from '../api/use-command.ts'
import { useSession } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { armSound } from '../ringing/sound.ts'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page, Row, Stack } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { useCountry } from './country.ts'
import { dropDraft, loadDraft, newDraft, saveDraft, useDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { EmergencyCard } from './emergency-card.tsx'
import { LastStep } from './last-step.tsx'
import { ComplaintStep, FlagsStep, SpecialtyStep } from './telling-steps.tsx'
import type { StepProps } from './telling-steps.tsx'
import { PatientStep } from './patient-step.tsx'
import { waitingWords } from './words.ts'

const order = ['patient', 'complaint', 'flags', 'specialty', 'last'] as const
type Step = (typeof order)[number]

const steps: Readonly<Record<Step, ComponentType<StepProps>>> = {
  patient: PatientStep,
  complaint: ComplaintStep,
  flags: FlagsStep,
  specialty: SpecialtyStep,
  last: LastStep,
}

/**
 * Telling what is the matter, one decision on a screen, and none that is known; for an arrival (`?appointment=`) without what
 * the appointment says. Where the only patient has a place already, it leads there.
 */
export function Telling() {
  const s = useWords(shellWords)
  const t = useWords(waitingWords)
  const { search } = usePlace()
  const { me } = useSession()
  const [round, setRound] = useState(0)
  const appointmentId = search.get('appointment') ?? undefined
  const kept = loadDraft(me.accountId)
  const isArrival = appointmentId !== undefined && kept?.appointmentId !== appointmentId
  const appointments = useAnswer<Appointment[]>(isArrival ? '/api/appointments' : undefined)
  const appointment = appointments.value?.find(({ id }) => id === appointmentId)
  const booked = appointmentId !== undefined || kept?.appointmentId !== undefined
  const patients = useAnswer<Patient[]>('/api/patients')
  const places = useAnswer<Ticket[]>('/api/tickets')
  const [only, ...others] = patients.value ?? []
  const place =
    only === undefined || others.length > 0 || booked || search.get('step') === 'patient'
      ? undefined
      : places.value?.find(({ patientId }) => patientId === only.id)
  useEffect(() => {
    if (place !== undefined) navigate(`/waiting/${place.id}`, { replace: true })
  }, [place])
  if (isArrival && appointment === undefined) {
    const missing = appointments.value === undefined ? appointments.error : 'notFound'
    return (
      <Page title={t('home.now')} back={{ label: s('back'), to: '/' }}>
        {missing === undefined ? <Skeleton label={s('loading')} /> : <Failure error={missing} />}
      </Page>
    )
  }
  // What can't be asked is asked of the reader.
  const known = [patients, places].every(({ value, error }) => value !== undefined || error !== undefined)
  if (!known || place !== undefined) {
    // Which question is the first, isn't known yet: the title is true whichever it is.
    return (
      <Page title={t('home.now')} back={{ label: t('telling.back'), to: '/' }}>
        <Skeleton label={s('loading')} />
      </Page>
    )
  }
  const start = (): Draft => {
    const languages = me.languages
    const over = { country: me.country ?? undefined, languages }
    if (appointment === undefined) return newDraft(over)
    const { patientId, specialty, reason } = appointment
    return newDraft({ ...over, patientId, specialty, complaint: reason, appointmentId: appointment.id })
  }
  if (appointment !== undefined) saveDraft(me.accountId, start())
  const free = patients.value?.filter(({ id }) => !places.value?.some(({ patientId }) => patientId === id)) ?? []
  return (
    <Steps
      key={round}
      start={start}
      patients={patients}
      free={free}
      onStartAnew={() => setRound((former) => former + 1)}
    />
  )
}

interface StepsProps {
  start: () => Draft
  patients: Answer<Patient[]>
  /** Those who hold no place. */
  free: readonly Patient[]
  onStartAnew: () => void
}

function Steps({ start, patients, free, onStartAnew }: StepsProps) {
  const t = useWords(waitingWords)
  const { search } = usePlace()
  const { me, change: changeMe } = useSession()
  const [draft, change] = useDraft(me.accountId, start)
  const [told, setTold] = useState(false)
  const { country: guessed } = useCountry()
  const { value: tickets } = useLive<Ticket[]>(`tickets:${me.accountId}`)
  // Decided once: an answer must not take its own question away.
  const [only] = useState(free.length === 1 ? free[0] : undefined)
  const [returned] = useState(draft.complaint !== '' && draft.appointmentId === undefined)
  const booked = draft.appointmentId !== undefined
  const wanted = search.get('step')
  /** Somebody else than who was chosen by itself. */
  const changing = wanted === 'patient' && only !== undefined && !booked
  const asked = order.filter((step) => {
    if (step === 'patient') return !booked && (only === undefined || changing)
    return step !== 'specialty' || !booked
  })
  const inEmergency = wanted === 'emergency'
  const step = asked.find((name) => name === (inEmergency ? 'flags' : wanted)) ?? asked[0] ?? 'patient'
  const at = asked.indexOf(step)
  const submit = useCommand(async (_key, ticket: NewTicket) => {
    const made = await request<Ticket>('POST', '/api/tickets', ticket)
    dropDraft(me.accountId)
    navigate(`/waiting/${made.id}`, { replace: true })
  })
  useEffect(() => {
    if (booked || only === undefined) return
    if (draft.patientId === undefined || !patients.value?.some(({ id }) => id === draft.patientId)) {
      change({ patientId: only.id })
    }
  }, [booked, only, draft.patientId, patients.value, change])
  const said = useRef(step)
  useEffect(() => {
    // The path stays the same from step to step, so the shell doesn't move the focus.
    if (said.current !== step) document.getElementById('content')?.focus({ preventScroll: true })
    said.current = step
    setTold(false)
  }, [step])

  const country = draft.country ?? guessed
  const go = (to: string): void => {
    const query = new URLSearchParams({ step: to, ...(booked && { appointment: draft.appointmentId }) })
    navigate(`/tell?${query.toString()}`)
  }
  const join = (): void => {
    if (me.country === null && country !== undefined) {
      // The ticket says the country itself; an account that could not be told is told with the next one.
      changeMe({ country }).catch(() => undefined)
    }
    const { key, patientId, specialty = null, redFlags, languages, toBeSupplied, appointmentId } = draft
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
    setTold(!answered)
    if (!answered) return
    if (step === 'flags' && answer.redFlags.length > 0) return go('emergency')
    const following = changing ? 'last' : asked[at + 1]
    if (following === undefined) join()
    else go(following)
  }
  const pick = (parts: Partial<Draft>): void => {
    change(parts)
    next({ ...draft, ...parts })
  }

  if (inEmergency) return <EmergencyStep draft={draft} country={country} onContinue={() => go(asked[at + 1] ?? step)} />
  const Step = steps[step]
  const open = tickets?.find(({ patientId }) => patientId === draft.patientId)
  const patient = patients.value?.find(({ id }) => id === draft.patientId)
  const last = at === asked.length - 1
  // Where nobody is registered, the step is a form with a button of its own.
  const isForm = step === 'patient' && patients.value?.length === 0
  const before = changing ? '/tell?step=last' : at > 0 ? `/tell?step=${asked[at - 1] ?? ''}` : '/'
  return (
    <Page
      title={t(`telling.${step}`)}
      {...(!changing && { lead: t('telling.progress', { step: at + 1, steps: asked.length }) })}
      back={{ label: t('telling.back'), to: before }}
    >
      {at === 0 && returned && !changing && (
        <Notice>
          <p>{t('telling.kept')}</p>
          <div>
            <Button
              kind="quiet"
              small
              onClick={() => {
                dropDraft(me.accountId)
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
        {submit.error?.code === 'offline' ? (
          <Notice tone="waiting" role="alert">
            {t('telling.offline')}
          </Notice>
        ) : (
          <Failure error={submit.error} />
        )}
        {submit.error?.code === 'alreadyWaiting' && open !== undefined && (
          <Row>
            <LinkButton to={`/waiting/${open.id}`}>{t('telling.toPlace', { name: open.patientName })}</LinkButton>
          </Row>
        )}
        {!isForm && (
          <Button wide busy={submit.busy} onClick={() => next()}>
            {last
              ? t('telling.join')
              : t(step === 'flags' && draft.redFlags.length > 0 ? 'telling.flagsNext' : 'telling.next')}
          </Button>
        )}
      </Stack>
    </Page>
  )
}

interface EmergencyStepProps {
  draft: Draft
  country: string | undefined
  onContinue: () => void
}

/** Red flags lead here at once; nobody is kept from the queue. */
function EmergencyStep({ draft, country, onContinue }: EmergencyStepProps) {
  const t = useWords(waitingWords)
  const alone = draft.redFlags.includes('selfHarm')
  return (
    <Page
      title={t('emergency.flagsTitle')}
      lead={t(alone ? 'emergency.selfHarmText' : 'emergency.flagsText')}
      back={{ label: t('telling.back'), to: '/tell?step=flags' }}
    >
      <EmergencyCard country={country} />
      <Button kind="quiet" wide onClick={onContinue}>
        {t('emergency.continue')}
      </Button>
    </Page>
  )
}

function isAnswered(step: Step, draft: Draft, country: string | undefined): boolean {
  switch (step) {
    case 'patient':
      return draft.patientId !== undefined
    case 'complaint':
      return draft.complaint.trim() !== ''
    case 'flags':
      return draft.flagsAnswered
    case 'specialty':
      return draft.specialty !== undefined
    case 'last':
      return country !== undefined && draft.languages.length > 0
  }
}
