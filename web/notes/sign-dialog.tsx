import type { ApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import type { NoteState } from './note-keeper.ts'
import styles from './note-pane.module.css'
import { noteWords } from './words.ts'

interface SignDialogProps {
  state: NoteState
  andNext: boolean
  busy: boolean
  error: ApiError | undefined
  onSign: () => void
  onClose: () => void
}

/** Asks once: what is signed is never changed again. */
export function SignDialog({ state, andNext, busy, error, onSign, onClose }: SignDialogProps) {
  const t = useWords(noteWords)
  const { text, save } = state
  const empty = text.assessment.trim() === '' && text.advice.trim() === ''
  return (
    <Dialog
      heading={t('sign.title')}
      onClose={onClose}
      actions={
        <>
          <Button busy={busy} disabled={empty || save === 'apart'} onClick={onSign}>
            {t(andNext ? 'sign.signAndNext' : 'sign.sign')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('sign.back')}
          </Button>
        </>
      }
    >
      {empty ? (
        <Notice tone="waiting" role="alert">
          <p>{t('sign.empty')}</p>
        </Notice>
      ) : (
        <>
          <p>{t('sign.text')}</p>
          <h3>{t('field.advice')}</h3>
          <p className={styles.words}>{text.advice || t('sign.noAdvice')}</p>
        </>
      )}
      {save === 'apart' && <p role="alert">{t('sign.apart')}</p>}
      {save === 'kept' && <p role="alert">{t('sign.kept')}</p>}
      <Failure error={error} />
    </Dialog>
  )
}
