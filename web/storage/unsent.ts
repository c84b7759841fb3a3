import { device, personalKey, readJson, tab } from './storage.ts'

/** What may have been typed and be in this browser alone, until it is signed, saved or sent. */
export type Unsent = 'addendum' | 'note' | 'message' | 'telling'

const typedUnder: Readonly<Record<string, Unsent>> = {
  addendum: 'addendum',
  note: 'note',
  chat: 'message',
  telling: 'telling',
}

const start = personalKey('')

/** What a sign-out would delete that somebody has typed, here or in another window. */
export function listUnsent(): Unsent[] {
  const found = new Set<Unsent>()
  for (const keep of [device, tab]) {
    for (const key of keep.keys().filter((one) => one.startsWith(start))) {
      const [name = ''] = key.slice(start.length).split('.')
      const unsent = typedUnder[name]
      if (unsent !== undefined && holdsWords(unsent, readJson<unknown>(keep, key, undefined))) found.add(unsent)
    }
  }
  return [...found]
}

function holdsWords(unsent: Unsent, kept: unknown): boolean {
  if (unsent !== 'telling') return kept !== undefined && kept !== '' && !(Array.isArray(kept) && kept.length === 0)
  const { complaint } = (kept ?? {}) as { readonly complaint?: unknown }
  return typeof complaint === 'string' && complaint.trim() !== ''
}
