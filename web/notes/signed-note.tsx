import { useState } from 'react'
import type { Note } from '../../signaling/notes/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { moment } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'
import { noteFields } from './note-keeper.ts'
import styles from './note-pane.module.css'
import { noteWords } from './words.ts'

/** A signed note as it stands, with what has been added to it. */
export function NoteReading({ note, timeZone }: { note: Note; timeZone: string }) {
  const t = useWords(noteWords)
  const language = useLanguage()
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
        <p className={styles.small}>
          {t('signed.by', { name: note.signer.name, time: moment(note.signedAt, timeZone, language) })}
        </p>
      )}
      {note.addenda.map(({ id, body, signerName, signedAt }) => (
        <div key={id} className={styles.addendum}>
          <h3>{t('addendum.title')}</h3>
          <p className={styles.words}>{body}</p>
          <p className={styles.small}>
            {t('signed.by', { name: signerName, time: moment(signedAt, timeZone, language) })}
          </p>
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
  const t = useWords(noteWords)
  const [adding, setAdding] = useState(false)
  const [body, setBody] = useState('')
  const add = useCommand(async (key, text: string) => {
    onChanged(
      await request<Note>('POST', `/api/consultations/${note.consultationId}/note/addenda`, {
        idempotencyKey: key,
        body: text,
      }),
    )
    setBody('')
    setAdding(false)
  })
  return (
    <div className={styles.fields}>
      <NoteReading note={note} timeZone={timeZone} />
      {adding ? (
        <form
          className={styles.fields}
          onSubmit={(event) => {
            event.preventDefault()
            if (body.trim() !== '') void add.run(body.trim())
          }}
        >
          <TextArea
            label={t('addendum.title')}
            hint={t('addendum.hint')}
            className={styles.text}
            rows={3}
            maxLength={20_000}
            autoFocus
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
          <Failure error={add.error} />
          <div className={styles.foot}>
            <Button type="submit" busy={add.busy}>
              {t('addendum.sign')}
            </Button>
            <Button kind="quiet" onClick={() => setAdding(false)}>
              {t('sign.back')}
            </Button>
          </div>
        </form>
      ) : (
        <div>
          <Button kind="quiet" onClick={() => setAdding(true)}>
            {t('addendum.add')}
          </Button>
        </div>
      )}
    </div>
  )
}
