import { useState } from 'react'
import type { Note } from '../../signaling/notes/contract.ts'
import { longestNoteText } from '../../signaling/text-limits.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { newKey, useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'
import { keptStore } from './draft.ts'
import styles from './note-pane.module.css'
import { noteWords } from './words.ts'

/** What has been typed and is not signed yet. */
interface AddendumDraft {
  readonly body: string
  /** The idempotency key of exactly this text: sent again after a lost answer and a reload, it is added once. */
  readonly key: string
}

interface AddendumProps {
  consultationId: string
  onChanged: (note: Note) => void
}

/** A way to add to a signed note. What is typed stays in this browser until it is signed, whatever takes its place. */
export function Addendum({ consultationId, onChanged }: AddendumProps) {
  const t = useWords(noteWords)
  const [store] = useState(() => keptStore<AddendumDraft>('addendum', consultationId))
  const [draft, setDraft] = useState(() => store.read())
  const [adding, setAdding] = useState(draft !== undefined)
  const type = (body: string): void => {
    const next = body === '' ? undefined : { body, key: newKey() }
    if (next === undefined) store.clear()
    else store.write(next)
    setDraft(next)
  }
  const add = useCommand(async (_key, { body, key }: AddendumDraft) => {
    const note = await request('POST /api/consultations/:id/note/addenda', {
      params: { id: consultationId },
      body: { idempotencyKey: key, body: body.trim() },
    })
    onChanged(note)
    // What has been typed since is in no version: it stays, to be signed or taken back.
    if (store.read()?.key !== key) return
    type('')
    setAdding(false)
  })
  if (!adding) {
    return (
      <div>
        <Button kind="quiet" onClick={() => setAdding(true)}>
          {t('addendum.add')}
        </Button>
      </div>
    )
  }
  return (
    <form
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault()
        if (draft !== undefined && draft.body.trim() !== '') void add.run(draft)
      }}
    >
      <TextArea
        label={t('addendum.title')}
        hint={t('addendum.hint')}
        className={styles.text}
        rows={3}
        maxLength={longestNoteText}
        // One that is offered again takes no focus away.
        autoFocus={draft === undefined}
        value={draft?.body ?? ''}
        onChange={(event) => type(event.target.value)}
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
  )
}
