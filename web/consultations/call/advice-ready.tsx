import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useWords } from '../../language/language.ts'
import { useLive } from '../../live/use-live.ts'
import { ErrorBoundary } from '../../shell/error-boundary.tsx'
import { shellWords } from '../../shell/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { consultationWords } from '../words.ts'

const loadSheet = async () => ({ default: (await import('../../records/advice-sheet.tsx')).AdviceSheet })

interface AdviceReadyProps {
  consultationId: string
  /** The patient's. */
  timeZone: string
}

/** To the patient, in the middle of the visit: the doctor has signed. It is read over the call, which goes on; read or put off, it goes. */
export function AdviceReady({ consultationId, timeZone }: AdviceReadyProps) {
  const t = useWords(consultationWords)
  const [stage, setStage] = useState<'told' | 'reading' | 'seen'>('told')
  const seen = (): void => setStage('seen')
  if (stage === 'seen') return null
  return (
    <>
      <Notice tone="success" role="status" title={t('ready.title')}>
        <Row>
          <Button kind="quiet" small onClick={() => setStage('reading')}>
            {t('ready.read')}
          </Button>
          <Button kind="plain" small onClick={seen}>
            {t('ready.later')}
          </Button>
        </Row>
      </Notice>
      {stage === 'reading' && (
        <Reading
          consultationId={consultationId}
          timeZone={timeZone}
          onClose={(read) => setStage(read ? 'seen' : 'told')}
        />
      )}
    </>
  )
}

interface ReadingProps extends AdviceReadyProps {
  /** Unread where the sheet could not be fetched: it can be tried again. */
  onClose: (read: boolean) => void
}

function Reading({ consultationId, timeZone, onClose }: ReadingProps) {
  const t = useWords(consultationWords)
  const s = useWords(shellWords)
  const { value: advice, refused } = useLive(`advice:${consultationId}`)
  // Each reading fetches it for itself: what has failed once fails for good.
  const [AdviceSheet] = useState(() => lazy(loadSheet))
  const missing = useRef(false)
  const close = (): void => onClose(!missing.current)
  return (
    <Dialog
      heading={t('ready.heading')}
      wide
      readFirst
      onClose={close}
      actions={<Button onClick={close}>{s('close')}</Button>}
    >
      <p>{t('ready.text')}</p>
      <Failure error={refused} />
      {/* The sheet's words come here alone: else the whole call would go for a moment. */}
      <ErrorBoundary
        fallback={
          <NotThere
            onShown={() => {
              missing.current = true
            }}
          />
        }
      >
        <Suspense fallback={<Skeleton label={s('loading')} lines={6} />}>
          {advice && <AdviceSheet advice={advice} timeZone={timeZone} />}
        </Suspense>
      </ErrorBoundary>
    </Dialog>
  )
}

const unreachable = new ApiError(0, { code: 'offline' })

/** The sheet could not be fetched; the call goes on. */
function NotThere({ onShown }: { onShown: () => void }) {
  useEffect(onShown, [onShown])
  return <Failure error={unreachable} />
}
