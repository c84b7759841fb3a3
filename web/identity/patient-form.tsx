import { useRef, useState } from 'react'
import type { SyntheticEvent } from 'react'
import { firstBirthDate } from '../../signaling/age.ts'
import type { ChangePatient, NewPatient, Patient } from '../../signaling/identity/contract.ts'
import { changesOf } from '../api/changes.ts'
import { asApiError, request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { newKey, useCommand } from '../api/use-command.ts'
import { dateOf } from '../language/clock.ts'
import { useWords } from '../language/language.ts'
import { presentInstant } from '../language/present.ts'
import { nameWords } from '../names/words.ts'
import { Button } from '../ui/button.tsx'
import { ChooseOne } from '../ui/chips.tsx'
import { DateField } from '../ui/date-field.tsx'
import { Field } from '../ui/field.tsx'
import { Row } from '../ui/page.tsx'
import { useProblems } from '../ui/use-problems.ts'
import { useShown } from '../ui/use-shown.ts'
import { useMe } from './session.ts'
import styles from './form.module.css'
import { identityWords } from './words.ts'

const relationships = ['self', 'child', 'parent', 'spouse', 'other'] as const
const genders = ['female', 'male', 'other', 'unknown'] as const

/** What the form says of somebody. */
export interface TypedPatient {
  /** Of somebody new: whatever is changed after a lost answer, it is one person. Left out by the version before. */
  readonly key?: string
  readonly name: string
  readonly relationship: Patient['relationship']
  /** Empty: not known. */
  readonly birthDate: string
  readonly gender: Patient['gender']
}

interface PatientFormProps {
  /** Whom to change, as the form begins with them; undefined for somebody new. */
  patient: Patient | undefined
  /** What was typed before, for somebody new, where it is kept; and how to keep it. */
  typed?: TypedPatient | undefined
  onTyped?: (typed: TypedPatient) => void
  /** Who is registered already: one can be oneself only once. */
  others: readonly Patient[]
  /** Only while the form is shown. */
  onDone: (patient: Patient) => void
  /** Who is registered is to be read again. */
  onStale: () => void
  /** Undefined where the form is the only way on. */
  onCancel?: () => void
  /** What the button says instead of "save". */
  submit?: string
}

/**
 * Registers a patient or changes one. Of the first one only the name is asked, for oneself unless said otherwise; whose else
 * somebody is, is asked openly once oneself is registered. The rest may follow later, and is folded until then.
 */
export function PatientForm(props: PatientFormProps) {
  const { patient, onTyped, others, onDone, onStale, onCancel, submit: submitWords } = props
  const t = useWords(identityWords)
  const names = useWords(nameWords)
  const me = useMe()
  // Who is registered after all is somebody else than whoever is typed next.
  const [typed] = useState(() => (others.some((other) => isSame(other, props.typed)) ? undefined : props.typed))
  const selfTaken = others.some((other) => other.relationship === 'self' && other.id !== patient?.id)
  const [said, setSaid] = useState(() => startOf(patient, typed, selfTaken, me.name))
  const { key, name, relationship, birthDate, gender } = said
  const say = (parts: Partial<TypedPatient>): void => {
    const next = { ...said, ...parts }
    setSaid(next)
    onTyped?.(next)
  }
  const [unreadable, setUnreadable] = useState(false)
  const today = dateOf(presentInstant(), me.timeZone)
  const nameless = name.trim() === ''
  const dateProblem = unreadable || (birthDate !== '' && (birthDate < firstBirthDate || birthDate > today))
  const folded = useRef<HTMLDetailsElement>(null)
  const shown = useShown()
  const save = useCommand(async (_key, wanted: Omit<NewPatient, 'idempotencyKey'>) => {
    try {
      const saved =
        patient === undefined
          ? await request('POST /api/patients', { body: { ...wanted, idempotencyKey: key } })
          : await request('PATCH /api/patients/:id', {
              params: { id: patient.id },
              body: changesOf<ChangePatient>(patient, wanted),
            })
      // A late answer leaves alone the form that has been opened since.
      if (shown.current) onDone(saved)
      else onStale()
    } catch (reason) {
      if (asApiError(reason).code === 'patientSelfExists') onStale()
      throw reason
    }
  })
  const { form, told, tell } = useProblems(save.error)
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    tell()
    if (dateProblem) folded.current?.setAttribute('open', '')
    if (nameless || dateProblem) return
    onTyped?.(said)
    void save.run({ name: name.trim(), relationship, birthDate: birthDate === '' ? null : birthDate, gender })
  }
  const isFirst = patient === undefined && !selfTaken
  // Decided once: it must not open or close by itself under a finger.
  const [hasMore] = useState(isFirst && typed !== undefined && isMore(typed))
  const whose = (
    <ChooseOne
      legend={t('family.whose')}
      value={relationship}
      choices={relationships.map((value) => ({
        value,
        label: names(`relationship.${value}`),
        disabled: value === 'self' && selfTaken,
      }))}
      onChoose={(value) => say({ relationship: value })}
    />
  )
  const more = (
    <>
      <DateField
        label={t('family.birthDate')}
        problem={told && dateProblem ? t('family.birthDateProblem') : undefined}
        min={firstBirthDate}
        max={today}
        value={birthDate}
        onDay={(day) => say({ birthDate: day })}
        onUnreadable={setUnreadable}
      />
      <ChooseOne
        legend={t('family.gender')}
        value={gender}
        choices={genders.map((value) => ({ value, label: names(`gender.${value}`) }))}
        onChoose={(value) => say({ gender: value })}
      />
    </>
  )
  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      {!isFirst && whose}
      <Field
        label={t('family.name')}
        hint={t('family.nameHint')}
        problem={told && nameless ? t('family.nameProblem') : undefined}
        autoComplete="off"
        autoFocus={isFirst}
        value={name}
        onChange={(event) => say({ name: event.target.value })}
      />
      {patient === undefined ? (
        <details ref={folded} className={styles.more} open={hasMore || undefined}>
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

function startOf(
  patient: Patient | undefined,
  typed: TypedPatient | undefined,
  selfTaken: boolean,
  ownName: string,
): TypedPatient & { readonly key: string } {
  const usual = selfTaken ? 'child' : 'self'
  // Oneself may have been registered since: then it is somebody else.
  if (selfTaken && typed?.relationship === 'self') return { ...typed, key: newKey(), relationship: usual }
  if (typed !== undefined) return { ...typed, key: typed.key ?? newKey() }
  return {
    key: newKey(),
    name: patient?.name ?? (selfTaken ? '' : ownName),
    relationship: patient?.relationship ?? usual,
    birthDate: patient?.birthDate ?? '',
    gender: patient?.gender ?? 'unknown',
  }
}

function isSame(patient: Patient, typed: TypedPatient | undefined): boolean {
  return (
    patient.name === typed?.name.trim() &&
    patient.relationship === typed.relationship &&
    (patient.birthDate ?? '') === typed.birthDate &&
    patient.gender === typed.gender
  )
}

/** Whether something folded was said. */
function isMore({ relationship, birthDate, gender }: TypedPatient): boolean {
  return relationship !== 'self' || birthDate !== '' || gender !== 'unknown'
}
