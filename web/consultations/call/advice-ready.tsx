import { Suspense, use, useEffect, useState } from 'react'
import type { ComponentProps, ReactNode } from 'react'
import { Failure } from '../../api/failure.tsx'
import { loadWords, useWords } from '../../language/language.ts'
import { useLive } from '../../live/use-live.ts'
import type { AdviceSheet } from '../../records/advice-sheet.tsx'
import { recordWords } from '../../records/words.ts'
import { ErrorBoundary } from '../../shell/error-boundary.tsx'
import { isOutdated } from '../../shell/outdated.ts'
import { shellWords } from '../../shell/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/spinner.tsx'
import { consultationWords } from '../words.ts'

/**
 * Why there is no sheet to read. `offline`: the server does not answer. `outdated`: another version is up, which has other files.
 * `failed`: the same version is up, or the sheet came and can't be shown.
 */
type Missing = 'offline' | 'outdated' | 'failed'

type Fetched = { readonly Sheet: typeof AdviceSheet } | { readonly missing: Missing }

/** The sheet, with its words. */
async function fetchSheet(): Promise<Fetched> {
  try {
    const [module] = await Promise.all([import('../../records/advice-sheet.tsx'), loadWords(recordWords)])
    return { Sheet: module.AdviceSheet }
  } catch {
    const outdated = await isOutdated()
    if (outdated === undefined) return { missing: 'offline' }
    return { missing: outdated ? 'outdated' : 'failed' }
  }
}

interface AdviceReadyProps {
  consultationId: string
  /** The patient's. */
  timeZone: string
}

/** To the patient, in the middle of the visit: the doctor has signed. It is read over the call, which goes on; read or put off, it goes. */
export function AdviceReady({ consultationId, timeZone }: AdviceReadyProps) {
  const t = useWords(consultationWords)
  const [stage, setStage] = useState<'told' | 'reading' | 'seen'>('told')
  const [readings, setReadings] = useState(0)
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
          key={readings}
          consultationId={consultationId}
          timeZone={timeZone}
          onRetry={() => setReadings((count) => count + 1)}
          onClose={(read) => setStage(read ? 'seen' : 'told')}
        />
      )}
    </>
  )
}

interface ReadingProps extends AdviceReadyProps {
  /** To another reading, which begins at the heading. */
  onRetry: () => void
  /** Unread where the sheet was not there: it can be tried again. */
  onClose: (read: boolean) => void
}

function Reading({ consultationId, timeZone, onRetry, onClose }: ReadingProps) {
  const t = useWords(consultationWords)
  const s = useWords(shellWords)
  const { value: advice, refused } = useLive(`advice:${consultationId}`)
  // Each reading fetches it for itself: it may come the next time.
  const [fetched] = useState(fetchSheet)
  const [missing, setMissing] = useState<Missing>()
  const close = (): void => onClose(missing === undefined)
  // Not where there is no sheet: what can be done then would be pushed off a small screen.
  const text = <p>{t('ready.text')}</p>
  return (
    <Dialog
      heading={t('ready.heading')}
      wide
      readFirst
      onClose={close}
      actions={
        // Offline the way on is to try again; where a reload would break the call off, it is back to the call.
        <Button kind={missing === 'offline' ? 'quiet' : 'primary'} onClick={close}>
          {s('close')}
        </Button>
      }
    >
      <Failure error={refused} />
      {/* What goes wrong here is told here: else the whole call would go. */}
      <ErrorBoundary fallback={<NotThere why="failed" onShown={setMissing} onRetry={onRetry} />}>
        <Suspense
          fallback={
            <>
              {text}
              <Skeleton label={s('loading')} lines={6} />
            </>
          }
        >
          <FetchedSheet
            fetched={fetched}
            text={text}
            advice={advice}
            timeZone={timeZone}
            onMissing={setMissing}
            onRetry={onRetry}
          />
        </Suspense>
      </ErrorBoundary>
    </Dialog>
  )
}

interface FetchedSheetProps {
  fetched: Promise<Fetched>
  /** Above the sheet. */
  text: ReactNode
  advice: ComponentProps<typeof AdviceSheet>['advice'] | null | undefined
  timeZone: string
  onMissing: (why: Missing) => void
  onRetry: () => void
}

function FetchedSheet({ fetched, text, advice, timeZone, onMissing, onRetry }: FetchedSheetProps) {
  const found = use(fetched)
  if ('missing' in found) return <NotThere why={found.missing} onShown={onMissing} onRetry={onRetry} />
  return (
    <>
      {text}
      {advice && <found.Sheet advice={advice} timeZone={timeZone} />}
    </>
  )
}

interface NotThereProps {
  why: Missing
  onShown: (why: Missing) => void
  onRetry: () => void
}

/**
 * Some browsers fetch a file that has failed once only for a page that is loaded anew. That breaks the call off for a moment:
 * when, is the reader's to say.
 */
function NotThere({ why, onShown, onRetry }: NotThereProps) {
  const t = useWords(consultationWords)
  const s = useWords(shellWords)
  useEffect(() => onShown(why), [onShown, why])
  return (
    <Notice tone="waiting" role="alert">
      <p>{t(`ready.${why}`)}</p>
      {why !== 'offline' && <p>{t('ready.reload')}</p>}
      <div>
        <Button
          kind={why === 'offline' ? 'primary' : 'quiet'}
          onClick={why === 'offline' ? onRetry : () => window.location.reload()}
        >
          {s(why === 'offline' ? 'retry' : 'reload')}
        </Button>
      </div>
    </Notice>
  )
}
