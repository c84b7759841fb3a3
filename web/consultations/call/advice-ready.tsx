import { lazy, Suspense, useState } from 'react'
import { Failure } from '../../api/failure.tsx'
import { useWords } from '../../language/language.ts'
import { useLive } from '../../live/use-live.ts'
import { shellWords } from '../../shell/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { consultationWords } from '../words.ts'

const AdviceSheet = lazy(async () => ({ default: (await import('../../records/advice-sheet.tsx')).AdviceSheet }))

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
      {stage === 'reading' && <Reading consultationId={consultationId} timeZone={timeZone} onClose={seen} />}
    </>
  )
}

function Reading({ consultationId, timeZone, onClose }: AdviceReadyProps & { onClose: () => void }) {
  const t = useWords(consultationWords)
  const s = useWords(shellWords)
  const { value: advice, refused } = useLive(`advice:${consultationId}`)
  return (
    <Dialog
      heading={t('ready.heading')}
      wide
      readFirst
      onClose={onClose}
      actions={<Button onClick={onClose}>{s('close')}</Button>}
    >
      <p>{t('ready.text')}</p>
      <Failure error={refused} />
      {/* The sheet's words come here alone: else the whole call would go for a moment. */}
      <Suspense fallback={<Skeleton label={s('loading')} lines={6} />}>
        {advice && <AdviceSheet advice={advice} timeZone={timeZone} />}
      </Suspense>
    </Dialog>
  )
}
