import { useEffect, useState } from 'react'
import type { Patient } from '../../signaling/identity/contract.ts'
import { Failure } from '../api/failure.tsx'
import type { Answer } from '../api/use-answer.ts'
import { loadWords, useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { ChooseOne } from '../ui/chips.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { PatientForm } from './patient-form.tsx'
import type { TypedPatient } from './patient-form.tsx'
import { identityWords } from './words.ts'

// Fetched with the code: when somebody is to be chosen, the connection may be gone. A failure now is tried again then.
loadWords(identityWords).catch(() => undefined)

interface PatientChoiceProps {
  /** The account's. */
  patients: Answer<Patient[]>
  value: string | undefined
  problem: string | undefined
  detail?: (patient: Patient) => string | undefined
  isDisabled?: (patient: Patient) => boolean
  onChoose: (patientId: string) => void
  /** Called on a press, after onChoose: the choice is made. */
  onPick?: (patientId: string) => void
  /** Just registered. */
  onAdded?: (patientId: string) => void
  /** Label of the form's button, where the account has no patients yet. */
  submit?: string
  /** What was typed of somebody new, where it is kept; and how to keep it. */
  typed?: TypedPatient | undefined
  onTyped?: (typed: TypedPatient | undefined) => void
}

/** One of the account's patients, or a new one. The only one there is, is chosen already; who has none is asked for a name. */
export function PatientChoice(props: PatientChoiceProps) {
  const { patients, value, problem, detail, isDisabled, onChoose, submit, typed, onTyped } = props
  const { onPick = onChoose, onAdded = onPick } = props
  const t = useWords(identityWords)
  const s = useWords(shellWords)
  const names = useWords(nameWords)
  const [adding, setAdding] = useState(false)
  // Read again without a new one too: only the answer may have been lost.
  const close = (): void => {
    setAdding(false)
    patients.reload()
  }
  const added = (patient: Patient): void => {
    close()
    onAdded(patient.id)
  }
  const kept = { typed, onStale: patients.reload, ...(onTyped && { onTyped }) }
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
          <p>{t('patient.none')}</p>
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
          legend={t('patient.legend')}
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
            {t('patient.add')}
          </Button>
        </div>
      )}
      {adding && (
        <Dialog heading={t('patient.add')} onClose={close}>
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
