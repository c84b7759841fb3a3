import { LockHeld } from '../db/locks.ts'
import { isNobodyThere, isOutOfTime, isSilent, isUnanswered } from '../db/lost.ts'
import type { ErrorBody, ErrorCode, FieldProblems } from './error-codes.ts'

interface AppErrorOptions {
  readonly cause?: unknown
  readonly fields?: FieldProblems
  /** What the client may show beside the words: never names, notes or tokens. */
  readonly details?: Readonly<Record<string, string | number>>
}

/** An answer that is not the hoped-for one: an HTTP status and a code that the client has words for. */
export class AppError extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly fields: FieldProblems | undefined
  readonly details: AppErrorOptions['details']

  constructor(status: number, code: ErrorCode, options: AppErrorOptions = {}) {
    super(code, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'AppError'
    this.status = status
    this.code = code
    this.fields = options.fields
    this.details = options.details
  }
}

/** A record that is not there, or that the viewer may not see: one answer, so that ids tell nothing. */
export function notFound(): AppError {
  return new AppError(404, 'notFound')
}

/** The record is not in a state that allows this; 409. */
export function conflict(code: ErrorCode, details?: AppErrorOptions['details']): AppError {
  return new AppError(409, code, details === undefined ? {} : { details })
}

interface PostgresError {
  readonly code: string
  readonly constraint?: string
}

function isPostgresError(error: unknown): error is PostgresError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)
}

/** Whether the database refused a row for one of these constraints. */
export function violates(error: unknown, ...constraints: readonly string[]): boolean {
  return isPostgresError(error) && error.constraint !== undefined && constraints.includes(error.constraint)
}

/** Whether PostgreSQL asks for the transaction to be tried again: serialization failure or deadlock. */
export function isRetriable(error: unknown): boolean {
  return isPostgresError(error) && (error.code === '40001' || error.code === '40P01')
}

/**
 * Whether the same key came twice at one moment, for records behind different locks: tried again, whoever was second finds
 * what the first has made. Constraints of keys end so.
 */
export function isKeyTaken(error: unknown): boolean {
  return isPostgresError(error) && error.code === '23505' && error.constraint?.endsWith('_idempotency') === true
}

/** What has the right shape and PostgreSQL can't keep: a NUL character in a text, a moment before its calendar begins. */
function isUnstorable(error: unknown): boolean {
  return isPostgresError(error) && ['22021', '22007', '22008'].includes(error.code)
}

/** The SQLSTATE of a refused change to something signed (raised by a trigger). */
export function isFrozen(error: unknown): boolean {
  return isPostgresError(error) && error.code === 'QY001'
}

interface FastifyLikeError {
  readonly statusCode?: number
  readonly code?: string
  readonly validation?: ReadonlyArray<{ instancePath: string; keyword: string; params?: unknown }>
}

interface ErrorAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | number>>
  readonly body: ErrorBody
  readonly unexpected: boolean
}

/**
 * The one mapping from whatever was thrown to a status, headers and a body; what is not ours to explain is a 500 with its
 * request id.
 */
export function toErrorAnswer(error: unknown, requestId: string): ErrorAnswer {
  if (error instanceof AppError) {
    const { seconds } = error.details ?? {}
    return {
      status: error.status,
      // Programs that don't read our bodies wait by this header (RFC 9110, 10.2.3).
      ...(error.status === 429 && seconds !== undefined && { headers: { 'retry-after': seconds } }),
      unexpected: error.status >= 500,
      body: {
        error: {
          code: error.code,
          message: error.message,
          ...(error.status >= 500 && { requestId }),
          ...(error.fields && { fields: error.fields }),
          ...(error.details && { details: error.details }),
        },
      },
    }
  }
  const known = (typeof error === 'object' && error !== null ? error : {}) as FastifyLikeError
  if (known.validation) {
    const fields = Object.fromEntries(
      known.validation.map(({ instancePath, keyword, params }) => [pointer(instancePath, params), keyword]),
    )
    const isExtra = known.validation.some(({ keyword }) => keyword === 'additionalProperties')
    const code = isExtra ? 'unknownField' : 'invalidInput'
    return { status: 400, unexpected: false, body: { error: { code, message: code, fields } } }
  }
  if (isUnstorable(error)) {
    return { status: 400, unexpected: false, body: { error: { code: 'invalidInput', message: 'invalidInput' } } }
  }
  // Before what a lost connection may mean for the database: a client that is gone says the same of its own.
  const status = faultOf(known.statusCode ?? 500)
  if (status >= 400 && status < 500) {
    const code = clientFaults[status] ?? 'invalidInput'
    return { status, unexpected: false, body: { error: { code, message: code } } }
  }
  const unavailable = databaseFault(error)
  if (unavailable !== undefined) {
    // Of many that meet a busy database only some are in the log.
    const found = unavailable === 'databaseBusy' ? {} : { requestId }
    return { status: 503, unexpected: true, body: { error: { code: unavailable, message: unavailable, ...found } } }
  }
  return { status: 500, unexpected: true, body: { error: { code: 'unexpected', message: 'unexpected', requestId } } }
}

function databaseFault(error: unknown): 'databaseBusy' | 'databaseUnavailable' | undefined {
  if (error instanceof LockHeld || isOutOfTime(error)) return 'databaseBusy'
  if (isNobodyThere(error) || isSilent(error) || isUnanswered(error)) return 'databaseUnavailable'
  return undefined
}

/** A path too long to be one of ours is one that isn't there. */
function faultOf(status: number): number {
  return status === 414 ? 404 : status
}

const clientFaults: Partial<Record<number, ErrorCode>> = {
  404: 'notFound',
  408: 'tooSlow',
  413: 'tooLarge',
  415: 'unsupportedMediaType',
  429: 'tooManyRequests',
  431: 'tooLarge',
}

/** Of what is missing, or was not asked for, the path that it has or would have. */
function pointer(instancePath: string, params: unknown): string {
  const told = (params as PropertyParams | undefined) ?? {}
  const property = told.missingProperty ?? told.requiredProperties?.[0] ?? told.additionalProperty
  return property === undefined ? instancePath || '/' : pointerTo(instancePath, property)
}

interface PropertyParams {
  readonly missingProperty?: string
  readonly requiredProperties?: readonly string[]
  readonly additionalProperty?: string
}

/** Characters of a key that go into an answer: enough to know it by, however long it was. */
const namedCharacters = 100

/** JSON pointer (RFC 6901) to a property, for {@link FieldProblems}. */
export function pointerTo(parent: string, property: string): string {
  return `${parent}/${property.slice(0, namedCharacters).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
