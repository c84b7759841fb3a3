import { Suspense } from 'react'
import type { ErrorCode } from '../../signaling/error-codes.ts'
import { useWords } from '../language/language.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { shellWords } from '../shell/words.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { ApiError } from './client.ts'
import { errorWords } from './words.ts'

function FailureText({ code }: { code: string }) {
  const say = useWords(errorWords)
  const said = say(code as ErrorCode)
  return <p>{said === code ? say('unexpected') : said}</p>
}

interface FailureProps {
  /** What a request, a command or a refused topic came to. Nothing is shown without one. */
  error: ApiError | string | undefined
  /** Offers to try again. */
  onRetry?: (() => void) | undefined
}

/** Why something did not work, in words: what happened, what is safe, what to do next. Never a code alone. */
export function Failure({ error, onRetry }: FailureProps) {
  const t = useWords(shellWords)
  if (error === undefined) return null
  const code = typeof error === 'string' ? error : error.code
  const requestId = typeof error === 'string' ? undefined : error.requestId
  return (
    <Notice tone="waiting" role="alert">
      {code === 'offline' || code === 'slow' ? (
        // Said by words that are there: those of the codes could not be fetched now.
        <p>{t(code)}</p>
      ) : (
        <ErrorBoundary key={code} fallback={<p>{t('failed')}</p>}>
          <Suspense fallback={<p>{t('loading')}</p>}>
            <FailureText code={code} />
          </Suspense>
        </ErrorBoundary>
      )}
      {requestId !== undefined && <p>{t('requestId', { id: requestId })}</p>}
      {onRetry !== undefined && (
        <div>
          <Button kind="quiet" onClick={onRetry}>
            {t('retry')}
          </Button>
        </div>
      )}
    </Notice>
  )
}
