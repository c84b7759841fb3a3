import { pino } from 'pino'

import { CannotStart } from '../../supervision/cannot-start.ts'
import type { Config } from '../config.ts'

/** For the person at the console. The log goes to standard error, as JSON. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function openLog(level: Config['logLevel']): pino.Logger {
  return pino(logOptions(level), pino.destination(2))
}

export function logOptions(level: Config['logLevel']): pino.LoggerOptions {
  return {
    level,
    redact: ['req.headers.cookie', 'req.headers.authorization'],
    serializers: { err: describeError },
  }
}

/** What of an error says where to look, and nothing of whom it is about. */
interface ErrorLine {
  readonly type: string
  readonly message?: string
  readonly stack?: string
  readonly cause?: ErrorLine
  readonly [name: string]: unknown
}

/** What a database or a mail server says of a refusal, without what they quote of it. */
const harmless = ['code', 'constraint', 'table', 'column', 'routine', 'responseCode', 'command', 'syscall', 'kind']

/**
 * An error for the log. PostgreSQL quotes the refused row in its `detail` and some of its messages, a mail server the recipient
 * in its answer: of those, neither message nor anything else that may name a person is kept.
 */
function describeError(error: unknown): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error }
  const fields = error as Error & Readonly<Record<string, unknown>>
  const quotes = 'severity' in error || 'responseCode' in error || 'rejected' in error
  // The stack begins with the message.
  const stack = /^ +at [^]*/m.exec(error.stack ?? '')?.[0] ?? ''
  return {
    type: error.name,
    ...(!quotes && { message: error.message }),
    ...Object.fromEntries(harmless.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]])),
    stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  }
}

/** What kept us from starting: one clear message where it is known, the stack where it is our mistake. */
export function complain(error: unknown): void {
  const text =
    error instanceof CannotStart || !(error instanceof Error) ? String(error) : (error.stack ?? error.message)
  process.stderr.write(`\n${text.replace(/^CannotStart: /, '')}\n`)
}
