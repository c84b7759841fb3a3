import type { ApiRoute, Answered, Asked } from '../../signaling/api.ts'
import type { CommonErrorCode, ErrorBody, ErrorCode, FieldProblems } from '../../signaling/error-codes.ts'

/**
 * A code there are words for: the server's, in `web/api/words`; `offline` when no answer came at all and `slow` when none came in
 * time, in `web/shell/words`.
 */
export type FailureCode = ErrorCode | 'offline' | 'slow'

type Failure = { readonly code: FailureCode } & Partial<Omit<ErrorBody['error'], 'code'>>

/**
 * Why a request did not do what was hoped. `code` has words; `fields` maps a JSON pointer of the
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

let onSignedOut: () => void = () => undefined

/** Called whenever an answer says that nobody is signed in, so that the application can show the sign-in page. Set once, by the session. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback
}

/** An answer that takes longer than this is not coming: whoever waits is told, or it is asked for once more. */
const deadlineMs = 15_000
/** Browsers carry no more than 64 KB for a page that is going. */
const lastWordsBytes = 60_000

/** An optional query may be given as undefined, and is left out; a part that the route doesn't take can't be given. */
type Given<Parts> = {
  readonly [Part in keyof Parts]: Part extends 'query' ? WithUndefined<Parts[Part]> : Parts[Part]
} & { readonly [Part in Exclude<keyof AnyParts, keyof Parts>]?: never }

type WithUndefined<Query> = {
  readonly [Key in keyof Query]: {} extends Pick<Query, Key> ? Query[Key] | undefined : Query[Key]
}

/** What goes along with a request: ids, query and body, as the route declares them. */
export type Sent<Name extends ApiRoute> = Given<Asked<Name>>

/** The same for code that serves all routes. */
export interface AnyParts {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
}

/**
 * One request to a route of the server, by the name under which its room declares it. Resolves with the answer, or undefined
 * when there is none. Rejects with an `ApiError`, or with the signal's reason when it is aborted.
 *
 *     await request('POST /api/tickets/:id/leave', { params: { id }, body: { note } })
 *
 * After 15 seconds without an answer it is sent once more where that can't make two of a thing (a `GET`, `PUT` or `DELETE`,
 * or a command with an idempotency key), then it is `slow`.
 */
export async function request<Name extends ApiRoute>(
  name: Name,
  ...[sent, signal]: {} extends Sent<Name>
    ? [sent?: Sent<Name>, signal?: AbortSignal]
    : [sent: Sent<Name>, signal?: AbortSignal]
): Promise<Answered<Name>> {
  const parts: AnyParts = sent ?? {}
  const method = name.slice(0, name.indexOf(' '))
  return (await ask(method, addressOf(name, parts), parts.body, signal)) as Answered<Name>
}

/** The path that is asked, with its ids and its query. */
export function addressOf(name: ApiRoute, { params = {}, query = {} }: AnyParts): string {
  const path = name.slice(name.indexOf('/')).replace(/:(\w+)/g, (_, id: string) => encodeURIComponent(params[id] ?? ''))
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}

/** What was asked before there was a screen that reads it, by address. */
const askedAhead = new Map<string, Promise<unknown>>()

/** Asks what a screen that comes next will read: the first that does takes this answer. */
export function askAhead(name: ApiRoute & `GET ${string}`): void {
  const address = addressOf(name, {})
  const asked = ask('GET', address, undefined, undefined)
  // Whoever takes it is told why there is none.
  asked.catch(() => undefined)
  askedAhead.set(address, asked)
}

/** What stands at an address: for `useAnswer`, which asks again when its address is another. */
export function read(address: string, signal: AbortSignal): Promise<unknown> {
  const ahead = askedAhead.get(address)
  askedAhead.delete(address)
  return ahead ?? ask('GET', address, undefined, signal)
}

async function ask(method: string, address: string, body: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return await askOnce(method, address, body, signal)
  } catch (reason) {
    if (!(reason instanceof ApiError && reason.code === 'slow' && isSafeTwice(method, body))) throw reason
    return await askOnce(method, address, body, signal)
  }
}

function isSafeTwice(method: string, body: unknown): boolean {
  if (method !== 'POST') return method !== 'PATCH'
  return typeof body === 'object' && body !== null && 'idempotencyKey' in body
}

/** The reader's own wish to stop, or the deadline, whichever comes first. */
function untilDeadline(signal: AbortSignal | undefined) {
  const abort = new AbortController()
  let late = false
  const stop = (): void => abort.abort(signal?.reason)
  if (signal?.aborted === true) stop()
  signal?.addEventListener('abort', stop)
  const timer = setTimeout(() => {
    late = true
    abort.abort()
  }, deadlineMs)
  return {
    signal: abort.signal,
    isLate: () => late,
    end(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    },
  }
}

async function askOnce(
  method: string,
  address: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const headers = new Headers({ accept: 'application/json' })
  if (body !== undefined) headers.set('content-type', 'application/json')
  const sent = body === undefined ? undefined : JSON.stringify(body)
  // Words that are sent while the page goes still arrive.
  const keepalive = document.visibilityState === 'hidden' && sent !== undefined && sent.length * 3 < lastWordsBytes
  const deadline = untilDeadline(signal)
  let response: Response
  let text: string
  try {
    response = await fetch(address, {
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
  if (response.ok) return answer
  const failure = toFailure(response.status, answer)
  if (failure.code === 'unauthenticated') onSignedOut()
  throw failure
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
