import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { longestNoteText } from '../../signaling/text-limits.ts'
import { firstNoteVersion } from '../../signaling/vocabulary.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { onEnter } from '../ui/enter.ts'
import { TextArea } from '../ui/field.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { sleepShortcuts, useShortcuts } from '../ui/use-shortcuts.ts'
import { Apart, LeftOver } from './apart.tsx'
import { isSameText, noteFields } from './note-text.ts'
import type { NoteField } from './note-text.ts'
import styles from './note-pane.module.css'
import { PreviousVisits } from './previous-visits.tsx'
import { SaveLine } from './save-line.tsx'
import { SignDialog } from './sign-dialog.tsx'
import { SignedNote } from './signed-note.tsx'
import { Snippets } from './snippets.tsx'
import { useNote } from './use-note.ts'
import { useSignPreview } from './use-sign-preview.ts'
import { noteWords } from './words.ts'

interface NotePaneProps {
  consultationId: string
  patientName: string
  timeZone: string
  /** While the visit is open. */
  ticketId?: string | undefined
  /** The patient has answered: before, there is nothing to sign. */
  begun: boolean
  /** No visit came of it: nothing is to be signed unless something is written. */
  mayStayEmpty?: boolean
  /** After signing, where the visit is over: takes the next patient. */
  onNext: (() => Promise<void>) | undefined
}

/** The doctor's note of a visit: typed, saved by itself, signed, and added to afterwards. */
export function NotePane(props: NotePaneProps) {
  const { consultationId, patientName, timeZone, ticketId, begun, mayStayEmpty = false, onNext } = props
  const t = useWords(noteWords)
  const { state, keeper, refused } = useNote(consultationId, ticketId, begun)
  const [asking, setAsking] = useState<'sign' | 'signAndNext'>()
  const [earlier, setEarlier] = useState(false)
  const [focused, setFocused] = useState<NoteField>('subjective')
  const preview = useSignPreview(consultationId, keeper, asking !== undefined && state.save !== 'kept')
  const sign = useCommand(async () => {
    if (preview.value === undefined) return
    const { version } = preview.value
    keeper.serverHas(
      await request('POST /api/consultations/:id/note/sign', { params: { id: consultationId }, body: { version } }),
    )
    const next = asking === 'signAndNext' ? onNext : undefined
    setAsking(undefined)
    await next?.()
  })
  const { note } = state
  const open = note !== undefined && note.signedAt === null
  const isEmpty = open && note.version <= firstNoteVersion && isSameText(state.text, note.text)
  const staysEmpty = mayStayEmpty && isEmpty
  const canSign = open && begun && !staysEmpty
  const title = useTitleOnceSigned(open)
  // Signed elsewhere, its fields go from under the hands: what is typed on is no command.
  useEffect(() => sleepShortcuts(), [open])
  const main = onNext === undefined ? 'sign' : 'signAndNext'
  useShortcuts(canSign ? { s: () => setAsking('sign'), ...(onNext && { n: () => setAsking(main) }) } : {})

  if (refused !== undefined) return <Failure error={refused} />
  if (note === undefined) return <Skeleton label={t('note.loading')} lines={8} />
  return (
    <section className={styles.note} aria-labelledby="note-title">
      <div className={styles.head}>
        <h2 id="note-title" ref={title} tabIndex={-1}>
          {t('note.title', { name: patientName })}
        </h2>
        <Button kind="quiet" small aria-expanded={earlier} onClick={() => setEarlier(!earlier)}>
          {t(earlier ? 'previous.hide' : 'previous.show')}
        </Button>
        <SaveLine state={state} timeZone={timeZone} />
      </div>
      {earlier && <PreviousVisits consultationId={consultationId} timeZone={timeZone} />}
      <div className={styles.body}>
        {state.leftOver !== undefined && <LeftOver text={state.leftOver} onForget={() => keeper.forgetLeftOver()} />}
        {state.theirs !== undefined && (
          <Apart mine={state.text} theirs={state.theirs} onSettle={(text) => keeper.settle(text)} />
        )}
        {open ? (
          <div className={styles.fields}>
            {noteFields.map((field) => (
              <TextArea
                key={field}
                label={t(`field.${field}`)}
                hint={field === 'advice' ? t('field.adviceHint') : undefined}
                className={styles.text}
                rows={2}
                maxLength={longestNoteText}
                value={state.text[field]}
                onFocus={() => setFocused(field)}
                onKeyDown={onEnter('confirming', () => {
                  if (canSign) setAsking(main)
                })}
                onChange={(event) => keeper.type(field, event.target.value)}
              />
            ))}
            <Snippets
              onInsert={(text) =>
                keeper.type(focused, [state.text[focused].trimEnd(), text].filter(Boolean).join('\n'))
              }
            />
          </div>
        ) : (
          <SignedNote note={note} timeZone={timeZone} onChanged={(changed) => keeper.serverHas(changed)} />
        )}
      </div>
      {open && (
        <div className={styles.foot}>
          {!begun && <p className={styles.soft}>{t('sign.notYet')}</p>}
          {staysEmpty && <p className={styles.soft}>{t('sign.nothing')}</p>}
          {canSign && onNext !== undefined && (
            <Button onClick={() => setAsking('signAndNext')}>{t('sign.signAndNext')}</Button>
          )}
          {canSign && (
            <Button kind={onNext === undefined ? 'primary' : 'quiet'} onClick={() => setAsking('sign')}>
              {t('sign.sign')}
            </Button>
          )}
        </div>
      )}
      {asking !== undefined && open && (
        <SignDialog
          state={state}
          preview={preview.value}
          andNext={asking === 'signAndNext'}
          busy={sign.busy}
          error={sign.error ?? preview.error}
          onSign={() => void sign.run()}
          onClose={() => {
            sign.clearError()
            setAsking(undefined)
          }}
        />
      )}
    </section>
  )
}

/** Where the focus goes when a signature has taken the fields it was in: keyboard and screen reader go on from there. */
function useTitleOnceSigned(open: boolean): RefObject<HTMLHeadingElement | null> {
  const title = useRef<HTMLHeadingElement>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    if (wasOpen.current && !open && document.activeElement === document.body) title.current?.focus()
    wasOpen.current = open
  }, [open])
  return title
}
