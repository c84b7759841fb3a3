import { Suspense, useLayoutEffect, useState } from 'react'
import type { NotePreview } from '../../signaling/notes/contract.ts'
import type { ApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { AdviceSheet } from '../records/advice-sheet.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import type { NoteState } from './note-state.ts'
import { noteWords } from './words.ts'

interface SignDialogProps {
  state: NoteState
  /** What the patient will read; undefined until it has come. */
  preview: NotePreview | undefined
  andNext: boolean
  busy: boolean
  error: ApiError | undefined
  onSign: () => void
  onClose: () => void
}

/** Asks once, showing the patient's page: what is signed is what was shown, and is never changed again. */
export function SignDialog({ state, preview, andNext, busy, error, onSign, onClose }: SignDialogProps) {
  const t = useWords(noteWords)
  const { text, save } = state
  const advice = preview?.advice
  const [shown, setShown] = useState<typeof advice>()
  const isShown = advice !== undefined && shown === advice
  const empty = text.assessment.trim() === '' && text.advice.trim() === ''
  return (
    <Dialog
      heading={t('sign.title')}
      wide
      readFirst
      onClose={onClose}
      actions={
        <>
          <Button busy={busy} disabled={empty || save === 'apart' || !isShown} onClick={onSign}>
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
          {preview === undefined &&
            error === undefined &&
            save !== 'apart' &&
            save !== 'kept' &&
            save !== 'refused' && <Skeleton label={t('sign.loading')} lines={6} />}
          {advice !== undefined && (
            // The sheet's words come here alone: else the whole console would go for a moment, and the focus with it.
            <Suspense fallback={<Skeleton label={t('sign.loading')} lines={6} />}>
              <AdviceSheet advice={advice} timeZone={advice.patientTimeZone ?? advice.expertTimeZone} />
              <OnceShown of={advice} onChange={setShown} />
            </Suspense>
          )}
        </>
      )}
      {save === 'apart' && <p role="alert">{t('sign.apart')}</p>}
      {save === 'kept' && <p role="alert">{t('sign.kept')}</p>}
      {save === 'refused' && <p role="alert">{t('save.refused')}</p>}
      <Failure error={error} />
    </Dialog>
  )
}

/** Beside what may be late: tells of it once that is on the screen, and when it goes. */
function OnceShown<What>({ of, onChange }: { of: What; onChange: (shown: What | undefined) => void }) {
  useLayoutEffect(() => {
    onChange(of)
    return () => onChange(undefined)
  }, [of, onChange])
  return null
}
