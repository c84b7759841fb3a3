import { useState } from 'react'
import type { NewAppointment, Slot } from '../../signaling/appointments/contract.ts'
import type { Specialty } from '../../signaling/shapes.ts'
import { longestBookingReason } from '../../signaling/text-limits.ts'
import { request } from '../api/client.ts'
import type { ApiError } from '../api/client.ts'
import { asApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useCommand } from '../api/use-command.ts'
import { PatientChoice } from '../identity/patient-choice.tsx'
import { useTypedPatient } from '../identity/typed-patient.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { navigate } from '../navigation/navigation.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TextArea } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { ExpertLines } from './expert-lines.tsx'
import { appointmentWords } from './words.ts'

interface ConfirmationProps {
  slot: Slot
  specialty: Specialty
  timeZone: string
  /** The times to choose from, of what was looked for. */
  back: string
  /** Kept by the caller, so that it outlives a slot that somebody else took. */
  reason: string
  onReason: (reason: string) => void
  onRefused: (why: ApiError) => void
}

/** The chosen time in both clocks, for whom, and why; then it is booked. */
export function Confirmation({ slot, specialty, timeZone, back, reason, onReason, onRefused }: ConfirmationProps) {
  const t = useWords(appointmentWords)
  const names = useWords(nameWords)
  const patients = useAnswer('GET /api/patients')
  const [patientId, setPatientId] = useState<string>()
  const [typed, keepTyped] = useTypedPatient()
  const [told, setTold] = useState(false)
  const { shiftId, during, expert } = slot
  const book = useCommand(async (idempotencyKey, chosen: Omit<NewAppointment, 'idempotencyKey'>) => {
    try {
      const { id } = await request('POST /api/appointments', { body: { ...chosen, idempotencyKey } })
      navigate(`/appointments?booked=${id}`, { replace: true })
    } catch (error) {
      onRefused(asApiError(error))
      throw error
    }
  })
  return (
    <Page title={t('booking.confirmTitle')} back={{ label: t('booking.otherTime'), to: back }}>
      <Card heading={<BothClocks at={during.start} timeZone={timeZone} otherZone={expert.timeZone} show="date" />}>
        <p>{names(`specialty.${specialty}`)}</p>
        <ExpertLines expert={expert} />
      </Card>
      <PatientChoice
        patients={patients}
        value={patientId}
        problem={told && patientId === undefined ? t('booking.patientProblem') : undefined}
        onChoose={setPatientId}
        onAdded={(added) => {
          keepTyped(undefined)
          setPatientId(added)
        }}
        typed={typed}
        onTyped={keepTyped}
      />
      <TextArea
        label={t('booking.reason')}
        maxLength={longestBookingReason}
        value={reason}
        onChange={(event) => onReason(event.target.value)}
      />
      <Failure error={book.error} />
      <Button
        wide
        busy={book.busy}
        onClick={() => {
          setTold(true)
          if (patientId === undefined) return
          void book.run({ patientId, shiftId, specialty, start: during.start, reason: reason.trim() })
        }}
      >
        {t('booking.book')}
      </Button>
    </Page>
  )
}
