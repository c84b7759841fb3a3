import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { day } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { Skeleton } from '../ui/spinner.tsx'
import styles from './note-pane.module.css'
import { NoteReading } from './signed-note.tsx'
import { noteWords } from './words.ts'

interface PreviousVisitsProps {
  consultationId: string
  timeZone: string
}

/** Earlier visits of the patient, over the note while they are being treated: both are read side by side. */
export function PreviousVisits(props: PreviousVisitsProps) {
  const t = useWords(noteWords)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keyboard as well
    <section className={styles.earlier} aria-label={t('previous.show')} tabIndex={0}>
      <List {...props} />
    </section>
  )
}

function List({ consultationId, timeZone }: PreviousVisitsProps) {
  const t = useWords(noteWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const { value, error, reload } = useAnswer('GET /api/consultations/:id/previous', { params: { id: consultationId } })
  if (error !== undefined) {
    // Once the note is signed, the patient is no longer this doctor's to look up.
    if (error.code === 'notFound') return <p className={styles.soft}>{t('previous.closed')}</p>
    return <Failure error={error} onRetry={reload} />
  }
  if (value === undefined) return <Skeleton label={t('note.loading')} />
  if (value.length === 0) return <p className={styles.soft}>{t('previous.none')}</p>
  return value.map((visit) => (
    <details key={visit.consultationId} className={styles.previous}>
      <summary>
        {day(visit.heldAt, timeZone, language)} · {visit.expertName}
        {visit.specialty !== null && ` · ${names(`specialty.${visit.specialty}`)}`}
      </summary>
      <NoteReading note={visit.note} timeZone={timeZone} />
    </details>
  ))
}
