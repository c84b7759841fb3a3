import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import type { ChangePatient, NewPatient, Patient } from '../../signaling/identity/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { presentInstant } from '../language/present.ts'
import { nameWords } from '../names/words.ts'
import { Button } from '../ui/button.tsx'
import { ChooseOne } from '../ui/chips.tsx'
import { Field } from '../ui/field.tsx'
import { Row } from '../ui/page.tsx'
import { useMe } from './session.ts'
import styles from './form.module.css'
import { identityWords } from './words.ts'

const relationships = ['self', 'child', 'parent', 'spouse', 'other'] as const
const genders = ['female', 'male', 'other', 'unknown'] as const

interface PatientFormProps {
  /** Whom to change; undefined for somebody new. */
  patient: Patient | undefined
  /** Who is registered already: one can be oneself only once. */
  others: readonly Patient[]
  onDone: (patient: Patient) => void
  /** Undefined where the form is the only way on. */
  onCancel?: () => void
  /** What the button says instead of "save". */
  submit?: string
}

/**
 * Registers a patient or changes one. Of the first one only the name is asked, for oneself unless said otherwise; whose else
 * somebody is, is asked openly once oneself is registered. The rest may follow later, and is folded until then.
 */
export function PatientForm({ patient, others, onDone, onCancel, submit: submitWords }: PatientFormProps) {
  const t = useWords(identityWords)
  const names = useWords(nameWords)
  const me = useMe()
  const selfTaken = others.some((other) => other.relationship === 'self' && other.id !== patient?.id)
  const [relationship, setRelationship] = useState(patient?.relationship ?? (selfTaken ? 'child' : 'self'))
  const [name, setName] = useState(patient?.name ?? (selfTaken ? '' : me.name))
  const [birthDate, setBirthDate] = useState(patient?.birthDate ?? '')
  const [gender, setGender] = useState(patient?.gender ?? 'unknown')
  const [nameless, setNameless] = useState(false)
  const save = useCommand(
    async (key, said: ChangePatient & { name: string; relationship: Patient['relationship'] }) => {
      const body: NewPatient | ChangePatient = patient === undefined ? { ...said, idempotencyKey: key } : said
      onDone(
        patient === undefined
          ? await request<Patient>('POST', '/api/patients', body)
          : await request<Patient>('PATCH', `/api/patients/${patient.id}`, body),
      )
    },
  )
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setNameless(name.trim() === '')
    if (name.trim() === '') return
    void save.run({ name: name.trim(), relationship, birthDate: birthDate === '' ? null : birthDate, gender })
  }
  const isFirst = patient === undefined && !selfTaken
  const whose = (
    <ChooseOne
      legend={t('family.whose')}
      value={relationship}
      choices={relationships.map((value) => ({
        value,
        label: names(`relationship.${value}`),
        disabled: value === 'self' && selfTaken,
      }))}
      onChoose={setRelationship}
    />
  )
  const more = (
    <>
      <Field
        label={t('family.birthDate')}
        type="date"
        min="1900-01-01"
        max={presentInstant().slice(0, 10)}
        value={birthDate}
        onChange={(event) => setBirthDate(event.target.value)}
      />
      <ChooseOne
        legend={t('family.gender')}
        value={gender}
        choices={genders.map((value) => ({ value, label: names(`gender.${value}`) }))}
        onChoose={setGender}
      />
    </>
  )
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {!isFirst && whose}
      <Field
        label={t('family.name')}
        hint={t('family.nameHint')}
        problem={nameless ? t('family.nameProblem') : undefined}
        autoComplete="off"
        autoFocus={isFirst}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {patient === undefined ? (
        <details className={styles.more}>
          <summary>{t('family.more')}</summary>
          {isFirst && whose}
          {more}
        </details>
      ) : (
        more
      )}
      <Failure error={save.error} />
      <Row>
        <Button type="submit" wide={onCancel === undefined} busy={save.busy}>
          {submitWords ?? t('family.save')}
        </Button>
        {onCancel !== undefined && (
          <Button kind="quiet" onClick={onCancel}>
            {t('family.cancel')}
          </Button>
        )}
      </Row>
    </form>
  )
}
