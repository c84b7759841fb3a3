import { pino } from 'pino'

import { CannotStart } from '../../supervision/cannot-start.ts'
import type { Config } from '../config.ts'

/** For the person at the console. The log goes to standard error, as JSON. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function openLog(level: Config['logLevel']): pino.Logger {
  return pino({ level, redact: ['req.headers.cookie', 'req.headers.authorization'] }, pino.destination(2))
}

/** What kept us from starting: one clear message where it is known, the stack where it is our mistake. */
export function complain(error: unknown): void {
  const text =
    error instanceof CannotStart || !(error instanceof Error) ? String(error) : (error.stack ?? error.message)
  process.stderr.write(`\n${text.replace(/^CannotStart: /, '')}\n`)
}
