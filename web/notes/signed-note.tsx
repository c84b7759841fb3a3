import { useEffect, useRef, useState } from 'react'
import type { Ref } from 'react'
import type { Note } from '../../signaling/notes/contract.ts'
import { useCities } from '../language/cities.ts'
import { moment } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Addendum } from './addendum.tsx'
import { noteFields } from './note-text.ts'
import styles from './note-pane.module.css'
import { noteWords } from './words.ts'

interface NoteReadingProps {
  note: Note
  timeZone: string
  /** The last addendum. */
  newest?: Ref<HTMLDivElement>
}

/** A signed note as it stands, with what has been added to it. */
export function NoteReading({ note, timeZone, newest }: NoteReadingProps) {
  const t = useWords(noteWords)
  const language = useLanguage()
  const cityOf = useCities()
  const when = (at: string): string => moment(at, timeZone, cityOf(timeZone), language)
  return (
    <>
      <dl className={styles.reading}>
        {noteFields
          .filter((field) => note.text[field].trim() !== '')
          .map((field) => (
            <div key={field}>
              <dt>{t(`field.${field}`)}</dt>
              <dd className={styles.words}>{note.text[field]}</dd>
            </div>
          ))}
      </dl>
      {note.signedAt !== null && (
        <p className={styles.small}>{t('signed.by', { name: note.signer.name, time: when(note.signedAt) })}</p>
      )}
      {note.addenda.map(({ id, body, signerName, signedAt }, index) => (
        <div
          key={id}
          ref={index === note.addenda.length - 1 ? newest : undefined}
          tabIndex={-1}
          className={styles.addendum}
        >
          <h3>{t('addendum.title')}</h3>
          <p className={styles.words}>{body}</p>
          <p className={styles.small}>{t('signed.by', { name: signerName, time: when(signedAt) })}</p>
        </div>
      ))}
    </>
  )
}

interface SignedNoteProps {
  note: Note
  timeZone: string
  onChanged: (note: Note) => void
}

/** A signed note, and a way to add to it: it is never changed. */
export function SignedNote({ note, timeZone, onChanged }: SignedNoteProps) {
  const newest = useRef<HTMLDivElement>(null)
  const [signed, setSigned] = useState(0)
  useEffect(() => {
    // The form has gone with the focus in it: it goes on to what was signed.
    if (signed > 0 && document.activeElement === document.body) newest.current?.focus()
  }, [signed])
  return (
    <div className={styles.fields}>
      <NoteReading note={note} timeZone={timeZone} newest={newest} />
      <Addendum
        consultationId={note.consultationId}
        onChanged={(changed) => {
          onChanged(changed)
          setSigned(changed.addenda.length)
        }}
      />
    </div>
  )
}
