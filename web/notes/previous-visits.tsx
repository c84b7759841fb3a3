import { useState } from 'react'
import type { PreviousVisit } from '../../signaling/notes/contract.ts'
import type { Specialty } from '../../signaling/shapes.ts'
import { Failure } from '../api/failure.tsx'
import { useAnswer } from '../api/use-answer.ts'
import { day } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import styles from './note-pane.module.css'
import { NoteReading } from './signed-note.tsx'
import { noteWords } from './words.ts'

/** Earlier visits of the patient, one click away while they are being treated. */
export function PreviousVisits({ consultationId, timeZone }: { consultationId: string; timeZone: string }) {
  const t = useWords(noteWords)
  const [open, setOpen] = useState(false)
  return (
    <div className={styles.fields}>
      <div>
        <Button kind="quiet" small aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'previous.hide' : 'previous.show')}
        </Button>
      </div>
      {open && <List consultationId={consultationId} timeZone={timeZone} />}
    </div>
  )
}

function List({ consultationId, timeZone }: { consultationId: string; timeZone: string }) {
  const t = useWords(noteWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const { value, error, reload } = useAnswer<PreviousVisit[]>(`/api/consultations/${consultationId}/previous`)
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
        {visit.specialty !== null && ` · ${names(`specialty.${visit.specialty as Specialty}`)}`}
      </summary>
      <NoteReading note={visit.note} timeZone={timeZone} />
    </details>
  ))
}
