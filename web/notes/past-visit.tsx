import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useWords } from '../language/language.ts'
import { useParam } from '../navigation/navigation.ts'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { NotePane } from './note-pane.tsx'
import { noteWords } from './words.ts'

/** A visit that the doctor has held: its note, to read and to add to, or to finish. */
export function PastVisit() {
  const t = useWords(noteWords)
  const { timeZone } = useMe()
  const id = useParam('id')
  const visit = useAnswer('GET /api/consultations/:id', { params: { id } })
  const held = visit.value
  return (
    <Page
      title={held?.patient.name ?? t('mine.title')}
      lead={
        held !== undefined &&
        held.startedAt !== null && (
          <BothClocks at={held.startedAt} timeZone={timeZone} otherZone={held.patient.timeZone} show="date" />
        )
      }
      back={{ label: t('mine.back'), to: '/patients' }}
    >
      <Failure error={visit.error} onRetry={visit.reload} />
      {held === undefined && visit.loading && <Skeleton label={t('note.loading')} lines={8} />}
      {held !== undefined && (
        <NotePane
          key={id}
          consultationId={id}
          patientName={held.patient.name}
          timeZone={timeZone}
          begun={held.startedAt !== null}
          onNext={undefined}
        />
      )}
    </Page>
  )
}
