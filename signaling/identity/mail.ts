import type { Locale } from '../shapes.ts'

export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly locale: Locale
}

/** The way a letter leaves. Resolves once the far end has taken it; a service sends after its transaction has committed. */
export interface Mail {
  send(letter: Letter): Promise<void>
}
