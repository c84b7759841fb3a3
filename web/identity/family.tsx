import { useState } from 'react'
import type { Patient } from '../../signaling/identity/contract.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useLanguage, useWords } from '../language/language.ts'
import type { Language } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { EmptyState } from '../ui/state.tsx'
import { PatientForm } from './patient-form.tsx'
import { RemovePatient } from './remove-patient.tsx'
import { useTypedPatient } from './typed-patient.ts'
import { identityWords } from './words.ts'

/** Whom the account cares for: oneself, a child, a parent. */
export function Family() {
  const t = useWords(identityWords)
  const s = useWords(shellWords)
  const patients = useAnswer('GET /api/patients')
  const [editing, setEditing] = useState<Patient | 'new'>()
  const [typed, keepTyped] = useTypedPatient()
  // Read again where nothing was saved too: only the answer may have been lost.
  const close = (): void => {
    setEditing(undefined)
    patients.reload()
  }
  const forgetAndClose = (): void => {
    if (editing === 'new') keepTyped(undefined)
    close()
  }
  const add = <Button onClick={() => setEditing('new')}>{t('family.add')}</Button>
  return (
    <Page title={t('family.title')} lead={t('family.lead')}>
      <Failure error={patients.error} onRetry={patients.reload} />
      {patients.value === undefined && patients.loading && <Skeleton label={s('loading')} />}
      {patients.value?.length === 0 && (
        <EmptyState title={t('family.empty')} action={add}>
          {t('family.emptyText')}
        </EmptyState>
      )}
      {patients.value?.map((patient) => (
        <PatientCard key={patient.id} patient={patient} onEdit={() => setEditing(patient)} onStale={patients.reload} />
      ))}
      {patients.value !== undefined && patients.value.length > 0 && add}
      {editing !== undefined && (
        <Dialog
          heading={editing === 'new' ? t('family.add') : t('family.editName', { name: editing.name })}
          onClose={close}
        >
          <PatientForm
            patient={editing === 'new' ? undefined : editing}
            others={patients.value ?? []}
            onDone={forgetAndClose}
            onStale={patients.reload}
            onCancel={forgetAndClose}
            {...(editing === 'new' && { typed, onTyped: keepTyped })}
          />
        </Dialog>
      )}
    </Page>
  )
}

interface PatientCardProps {
  patient: Patient
  onEdit: () => void
  /** What is shown may be out of date. */
  onStale: () => void
}

function PatientCard({ patient, onEdit, onStale }: PatientCardProps) {
  const t = useWords(identityWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const [asking, setAsking] = useState(false)
  // Read again where nobody was removed too: only the answer may have been lost.
  const close = (): void => {
    setAsking(false)
    onStale()
  }
  const said = [
    names(`relationship.${patient.relationship}`),
    patient.birthDate !== null && t('family.born', { date: birthday(patient.birthDate, language) }),
  ].filter(Boolean)
  return (
    <Card heading={patient.name} flat>
      <p>{said.join(' · ')}</p>
      <Row>
        <Button kind="quiet" small onClick={onEdit} aria-label={t('family.editName', { name: patient.name })}>
          {t('family.edit')}
        </Button>
        <Button kind="plain" small onClick={() => setAsking(true)}>
          {t('family.remove')}
        </Button>
      </Row>
      {asking && <RemovePatient patient={patient} onDone={close} onClose={close} />}
    </Card>
  )
}

/** A calendar date has no zone: it is shown as it stands. */
function birthday(date: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}
