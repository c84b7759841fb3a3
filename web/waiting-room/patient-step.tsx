import { PatientChoice } from '../identity/patient-choice.tsx'
import { useWords } from '../language/language.ts'
import { Link } from '../navigation/link.tsx'
import type { StepProps } from './telling-steps.tsx'
import { waitingWords } from './words.ts'

/** Who is it for. Somebody who is not registered yet is added on the spot. */
export function PatientStep({ draft, change, pick, told, tickets, patients, patient }: StepProps) {
  const t = useWords(waitingWords)
  const place = (patientId: string) => tickets.find((ticket) => ticket.patientId === patientId)
  return (
    <>
      <PatientChoice
        patients={patients}
        value={patient?.id ?? draft.patientId}
        problem={told ? t('telling.patientProblem') : undefined}
        detail={({ id }) => {
          const number = place(id)?.number
          return number === undefined ? undefined : t('telling.alreadyWaiting', { number })
        }}
        isDisabled={({ id }) => place(id) !== undefined}
        onChoose={(patientId) => change({ patientId })}
        onPick={(patientId) => pick({ patientId })}
        onAdded={(patientId) => pick({ patientId, newPatient: undefined })}
        submit={t('telling.next')}
        typed={draft.newPatient}
        onTyped={(newPatient) => change({ newPatient })}
      />
      {tickets.map(({ id, patientName }) => (
        <p key={id}>
          <Link to={`/waiting/${id}`}>{t('telling.toPlace', { name: patientName })}</Link>
        </p>
      ))}
    </>
  )
}
