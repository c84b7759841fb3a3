import type { CommonErrorCode, ErrorBody, ErrorCode, FieldProblems } from '../../signaling/error-codes.ts'

/** A code there are words for: the server's, or `offline` when no answer came at all. */
export type FailureCode = ErrorCode | 'offline'

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

/**
 * One request to `/api`. A plain object goes as JSON, a `Blob` or `FormData` as it is; the answer is the JSON body,
 * or undefined when there is none. Rejects with an `ApiError`, or with the signal's reason when it is aborted.
 */
export async function request<Answer>(
  method: Method,
  path: `/api/${string}`,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  const headers = new Headers({ accept: 'application/json' })
  const raw = body instanceof Blob || body instanceof FormData
  if (body !== undefined && !raw) headers.set('content-type', 'application/json')
  let response: Response
  let text: string
  try {
    response = await fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    text = await response.text()
  } catch (reason) {
    if (signal?.aborted === true) throw reason
    throw new ApiError(0, { code: 'offline' }, reason)
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
