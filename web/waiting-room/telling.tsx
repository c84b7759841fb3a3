import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useSession } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { loadDraft, newDraft, saveDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { TellingPath } from './telling-path.tsx'
import { waitingWords } from './words.ts'

/**
 * Telling what is the matter, one decision on a screen, and none that is known; for an arrival (`?appointment=`) without what
 * the appointment says. Where the only patient has a place already, it leads there.
 */
export function Telling() {
  const s = useWords(shellWords)
  const { search } = usePlace()
  const { me } = useSession()
  const [round, setRound] = useState(0)
  const appointmentId = search.get('appointment') ?? undefined
  const kept = loadDraft(me.accountId)
  const isArrival = appointmentId !== undefined && kept?.appointmentId !== appointmentId
  const appointments = useAnswer('GET /api/appointments', isArrival && {})
  const appointment = appointments.value?.find(({ id }) => id === appointmentId)
  const booked = appointmentId !== undefined || kept?.appointmentId !== undefined
  const patients = useAnswer('GET /api/patients')
  const places = useAnswer('GET /api/tickets')
  const [only, ...others] = patients.value ?? []
  const place =
    only === undefined || others.length > 0 || booked || search.get('step') === 'patient'
      ? undefined
      : places.value?.find(({ patientId }) => patientId === only.id)
  useEffect(() => {
    if (place !== undefined) navigate(`/waiting/${place.id}`, { replace: true })
  }, [place])

  const asking = [appointments, patients, places].some(({ value, loading }) => value === undefined && loading)
  if (asking || place !== undefined) {
    return (
      <Before>
        <Skeleton label={s('loading')} />
      </Before>
    )
  }
  if (isArrival && appointment === undefined) {
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
  if (patients.value === undefined && !booked && kept?.patientId === undefined) {
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
  if (appointment !== undefined) saveDraft(me.accountId, start())
  const free = patients.value?.filter(({ id }) => !places.value?.some(({ patientId }) => patientId === id)) ?? []
  return (
    <TellingPath
      key={round}
      start={start}
      patients={patients}
      free={free}
      onStartAnew={() => setRound((former) => former + 1)}
    />
  )
}

/** Which question is the first, isn't known yet: the title is true whichever it is. */
function Before({ children }: { children: ReactNode }) {
  const t = useWords(waitingWords)
  return (
    <Page title={t('home.now')} back={{ label: t('telling.back'), to: '/' }}>
      {children}
    </Page>
  )
}
