import { useEffect, useState } from 'react'
import type { Patient } from '../../signaling/identity/contract.ts'
import { Failure } from '../api/failure.tsx'
import type { Answer } from '../api/use-answer.ts'
import { PatientForm } from '../identity/patient-form.tsx'
import type { TypedPatient } from '../identity/patient-form.tsx'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { Link } from '../navigation/link.tsx'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { ChooseOne } from '../ui/chips.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Skeleton } from '../ui/spinner.tsx'
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

interface PatientChoiceProps {
  /** The account's. */
  patients: Answer<Patient[]>
  value: string | undefined
  problem: string | undefined
  detail?: (patient: Patient) => string | undefined
  isDisabled?: (patient: Patient) => boolean
  onChoose: (patientId: string) => void
  /** Chosen by a press: there is nothing more to say. */
  onPick?: (patientId: string) => void
  /** Just registered. */
  onAdded?: (patientId: string) => void
  /** What the button of the form says that stands in place of a choice where nobody is registered. */
  submit?: string
  /** What was typed of somebody new, where it is kept; and how to keep it. */
  typed?: TypedPatient | undefined
  onTyped?: (typed: TypedPatient | undefined) => void
}

/** One of the account's patients, or a new one. The only one there is, is chosen already; who has none is asked for a name. */
export function PatientChoice(props: PatientChoiceProps) {
  const { patients, value, problem, detail, isDisabled, onChoose, submit, typed, onTyped } = props
  const { onPick = onChoose, onAdded = onPick } = props
  const t = useWords(waitingWords)
  const s = useWords(shellWords)
  const names = useWords(nameWords)
  const [adding, setAdding] = useState(false)
  const close = (): void => setAdding(false)
  const added = (patient: Patient): void => {
    close()
    patients.reload()
    onAdded(patient.id)
  }
  const kept = { typed, ...(onTyped && { onTyped }) }
  const all = patients.value
  const [only] = all?.length === 1 ? all : []
  const onlyId = only !== undefined && isDisabled?.(only) !== true ? only.id : undefined
  useEffect(() => {
    if (onlyId !== undefined && value === undefined) onChoose(onlyId)
  })
  const chosen = all?.some((patient) => patient.id === value && isDisabled?.(patient) !== true) ? value : undefined
  return (
    <>
      <Failure error={patients.error} onRetry={patients.reload} />
      {all === undefined && patients.loading && <Skeleton label={s('loading')} />}
      {all?.length === 0 && (
        <>
          <p>{t('telling.noPatients')}</p>
          <PatientForm
            patient={undefined}
            others={all}
            onDone={added}
            {...kept}
            {...(submit !== undefined && { submit })}
          />
        </>
      )}
      {all !== undefined && all.length > 0 && (
        <ChooseOne
          legend={t('telling.patientLegend')}
          problem={problem}
          stacked
          value={chosen}
          choices={all.map((patient) => ({
            value: patient.id,
            label: patient.name,
            detail: detail?.(patient) ?? names(`relationship.${patient.relationship}`),
            disabled: isDisabled?.(patient) ?? false,
          }))}
          onChoose={onChoose}
          onPick={onPick}
        />
      )}
      {all !== undefined && all.length > 0 && (
        <div>
          <Button kind="quiet" onClick={() => setAdding(true)}>
            {t('telling.addPatient')}
          </Button>
        </div>
      )}
      {adding && (
        <Dialog heading={t('telling.addPatient')} onClose={close}>
          <PatientForm
            patient={undefined}
            others={all ?? []}
            onDone={added}
            {...kept}
            onCancel={() => {
              onTyped?.(undefined)
              close()
            }}
          />
        </Dialog>
      )}
    </>
  )
}
