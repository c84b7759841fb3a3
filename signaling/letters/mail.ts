import type { Locale } from '../shapes.ts'

export interface Letter {
  /** Of one that is kept until it has gone: the same at each try, so that a mail server knows one that it has already. */
  readonly id?: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly locale: Locale
}

/** The way a letter leaves. Resolves once the far end has taken it. A service has one sent by `postLetter`; only a code, for which
 * somebody waits at the screen, is sent at once. */
export interface Mail {
  send(letter: Letter): Promise<void>
}
