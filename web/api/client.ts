import type { CommonErrorCode, ErrorBody, ErrorCode, FieldProblems } from '../../signaling/error-codes.ts'

/** A code there are words for: the server's, `offline` when no answer came at all, `slow` when none came in time. */
export type FailureCode = ErrorCode | 'offline' | 'slow'

type Failure = { readonly code: FailureCode } & Partial<Omit<ErrorBody['error'], 'code'>>

/**
 * Why a request did not do what was hoped. `code` has words in `web/api/words`; `fields` maps a JSON pointer of the
 * request (`/email`) to what is wrong with it; `requestId` is there where the fault is the server's.
 */
export class ApiError extends Error {
  readonly status: number
  readonly code: FailureCode
  readonly requestId: string | undefined
  readonly fields: FieldProblems
  readonly details: Readonly<Record<string, string | number>>

  constructor(status: number, error: Failure, cause?: unknown) {
    super(error.code, { cause })
    this.name = 'ApiError'
    this.status = status
    this.code = error.code
    this.requestId = error.requestId
    this.fields = error.fields ?? {}
    this.details = error.details ?? {}
  }
}

/** Whatever was caught, as an `ApiError`: a programming fault shows as `unexpected`. */
export function asApiError(reason: unknown): ApiError {
  return reason instanceof ApiError ? reason : new ApiError(0, { code: 'unexpected' }, reason)
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

let onSignedOut: () => void = () => undefined

/** Called whenever an answer says that nobody is signed in, so that the application can show the sign-in page. Set once, by the session. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback
}

/** An answer that takes longer than this is not coming: whoever waits is told, or it is asked for once more. */
const deadlineMs = 15_000
/** Browsers carry no more than 64 KB for a page that is going. */
const lastWordsBytes = 60_000

/**
 * One request to `/api`. A plain object goes as JSON, a `Blob` or `FormData` as it is; the answer is the JSON body,
 * or undefined when there is none. Rejects with an `ApiError`, or with the signal's reason when it is aborted.
 *
 * After 15 seconds without an answer it is sent once more where that can't make two of a thing (a `GET`, `PUT` or `DELETE`,
 * or a command with an idempotency key), then it is `slow`. Files have no deadline: they show how far they are.
 */
export async function request<Answer>(
  method: Method,
  path: `/api/${string}`,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  try {
    return await requestOnce<Answer>(method, path, body, signal)
  } catch (reason) {
    const isSafe = method !== 'POST' || (typeof body === 'object' && body !== null && 'idempotencyKey' in body)
    if (!(reason instanceof ApiError && reason.code === 'slow' && isSafe && method !== 'PATCH')) throw reason
    return await requestOnce<Answer>(method, path, body, signal)
  }
}

/** The reader's own wish to stop, or the deadline, whichever comes first. */
function untilDeadline(signal: AbortSignal | undefined, hasDeadline: boolean) {
  const abort = new AbortController()
  let late = false
  const stop = (): void => abort.abort(signal?.reason)
  if (signal?.aborted === true) stop()
  signal?.addEventListener('abort', stop)
  const timer = hasDeadline
    ? setTimeout(() => {
        late = true
        abort.abort()
      }, deadlineMs)
    : undefined
  return {
    signal: abort.signal,
    isLate: () => late,
    end(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    },
  }
}

async function requestOnce<Answer>(
  method: Method,
  path: `/api/${string}`,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const headers = new Headers({ accept: 'application/json' })
  const raw = body instanceof Blob || body instanceof FormData
  if (body !== undefined && !raw) headers.set('content-type', 'application/json')
  const sent = body === undefined ? undefined : raw ? body : JSON.stringify(body)
  // Words that are sent while the page goes still arrive.
  const keepalive =
    document.visibilityState === 'hidden' && typeof sent === 'string' && sent.length * 3 < lastWordsBytes
  const deadline = untilDeadline(signal, !raw)
  let response: Response
  let text: string
  try {
    response = await fetch(path, {
      method,
      headers,
      signal: deadline.signal,
      ...(sent === undefined ? {} : { body: sent }),
      ...(keepalive && { keepalive }),
    })
    text = await response.text()
  } catch (reason) {
    if (signal?.aborted === true) throw signal.reason
    throw new ApiError(0, { code: deadline.isLate() ? 'slow' : 'offline' }, reason)
  } finally {
    deadline.end()
  }
  const answer = parse(text)
  if (response.ok) return answer as Answer
  const failure = toFailure(response.status, answer)
  if (failure.code === 'unauthenticated') onSignedOut()
  throw failure
}

/** Reads a record or a list. */
export function get<Answer>(path: `/api/${string}`, signal?: AbortSignal): Promise<Answer> {
  return request<Answer>('GET', path, undefined, signal)
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function toFailure(status: number, body: unknown): ApiError {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  if (typeof error === 'object' && error !== null && 'code' in error) return new ApiError(status, error as Failure)
  return new ApiError(status, { code: fallbackCode(status) })
}

/** An answer that is not ours (a proxy's page) still gets words. */
function fallbackCode(status: number): CommonErrorCode | 'offline' {
  if (status === 404) return 'notFound'
  if (status === 413) return 'tooLarge'
  if (status === 429) return 'tooManyRequests'
  return status === 502 || status === 503 || status === 504 ? 'offline' : 'unexpected'
}
