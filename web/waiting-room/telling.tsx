import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { isAhead } from '../appointments/ahead.ts'
import type { FailureCode } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useSession } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { present, presentInstant } from '../language/present.ts'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { dropOldArrivals, dropTold, keepWithoutAppointment, loadDraft, newDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { homeWords } from './home/words.ts'
import { TellingPath } from './telling-path.tsx'
import { waitingWords } from './words.ts'

/**
 * Telling what is the matter, one decision on a screen, and none that is known; for an arrival (`?appointment=`) without what
 * the appointment says. Once nobody can arrive for that any more, it is a telling like any other. Where the only patient has a
 * place already, it leads there.
 */
export function Telling() {
  const s = useWords(shellWords)
  const { search } = usePlace()
  const { me } = useSession()
  const [round, setRound] = useState(0)
  const [gone, setGone] = useState<FailureCode>()
  const appointmentId = search.get('appointment') ?? undefined
  const isArrival = appointmentId !== undefined
  const kept = loadDraft(me.accountId, appointmentId)
  const appointments = useAnswer('GET /api/appointments', isArrival && {})
  const appointment = appointments.value?.find(({ id }) => id === appointmentId)
  const isTimeHeard = useSyncExternalStore(present.onHeard, () => present.isHeard)
  // Until the server has told its time, the status alone counts: by a clock that is ahead, an arrival would be over.
  const isOver =
    appointment !== undefined && !isAhead(appointment, isTimeHeard ? presentInstant() : appointment.during.start)
  useEffect(() => {
    // By a clock that is ahead, what was told today would be old.
    if (isTimeHeard) dropOldArrivals(me.accountId)
  }, [isTimeHeard, me.accountId])
  const patients = useAnswer('GET /api/patients')
  const places = useAnswer('GET /api/tickets')
  const [only, ...others] = patients.value ?? []
  const place =
    only === undefined || others.length > 0 || isArrival || search.get('step') === 'patient'
      ? undefined
      : places.value?.find(({ patientId }) => patientId === only.id)
  useEffect(() => {
    if (place === undefined) return
    dropTold(me.accountId, place)
    navigate(`/waiting/${place.id}`, { replace: true })
  }, [me.accountId, place])
  const goOnWithout = (why: FailureCode): void => {
    if (appointmentId !== undefined) keepWithoutAppointment(me.accountId, appointmentId)
    setGone(why)
    const query = new URLSearchParams(search)
    query.delete('appointment')
    navigate(`/tell?${query.toString()}`, { replace: true })
  }
  useEffect(() => {
    if (isOver) goOnWithout('appointmentOver')
  })

  const asking = [appointments, patients, places].some(({ value, loading }) => value === undefined && loading)
  if (asking || isOver || place !== undefined) {
    return (
      <Before>
        <Skeleton label={s('loading')} />
      </Before>
    )
  }
  // What is told already goes on without the list: the server knows the appointment.
  if (isArrival && appointment === undefined && (kept === undefined || appointments.value !== undefined)) {
    return (
      <Before>
        {appointments.value === undefined ? (
          <Failure error={appointments.error} onRetry={appointments.reload} />
        ) : (
          <Failure error="notFound" />
        )}
      </Before>
    )
  }
  // Without the places it goes on: the server refuses a second one. So it does where it is known already whom it is for.
  if (patients.value === undefined && !isArrival && kept?.patientId === undefined) {
    return (
      <Before>
        <Failure error={patients.error} onRetry={patients.reload} />
      </Before>
    )
  }
  const start = (): Draft => {
    const languages = me.languages
    const over = { country: me.country ?? undefined, languages }
    if (appointment === undefined) return newDraft(over)
    const { patientId, specialty, reason } = appointment
    return newDraft({ ...over, patientId, specialty, complaint: reason, appointmentId: appointment.id })
  }
  const free = patients.value?.filter(({ id }) => !places.value?.some(({ patientId }) => patientId === id)) ?? []
  return (
    <TellingPath
      key={`${String(round)} ${appointmentId ?? ''}`}
      appointmentId={appointmentId}
      start={start}
      gone={gone}
      patients={patients}
      free={free}
      onStartAnew={() => {
        setGone(undefined)
        setRound((former) => former + 1)
      }}
      onGone={goOnWithout}
    />
  )
}

/** Which question is the first, isn't known yet: the title is true whichever it is. */
function Before({ children }: { children: ReactNode }) {
  const t = useWords(waitingWords)
  const h = useWords(homeWords)
  return (
    <Page title={h('home.now')} back={{ label: t('telling.back'), to: '/' }}>
      {children}
    </Page>
  )
}
