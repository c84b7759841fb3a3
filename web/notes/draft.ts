import type { NoteText } from '../../signaling/notes/contract.ts'
import { newKey } from '../api/use-command.ts'

/** What has been typed and is not saved yet, as it is kept in this browser. */
export interface Draft {
  /** The version that this was typed over. */
  readonly version: number
  readonly text: NoteText
  /** The texts sent over that version whose answers have not come: any of them may have been saved. */
  readonly sent: readonly NoteText[]
}

/** Where one text is kept in this browser until it is safe elsewhere. */
export interface KeptStore<Kept> {
  read(): Kept | undefined
  write(kept: Kept): void
  clear(): void
}

export type DraftStore = KeptStore<Draft>

const windowPlace = 'qiaoyi.note.window'

/** Each window keeps its own, so that two never write over each other; a reload is the same window. */
function windowKey(): string {
  const known = window.sessionStorage.getItem(windowPlace)
  if (known !== null) return known
  const key = newKey()
  window.sessionStorage.setItem(windowPlace, key)
  return key
}

/** The draft of one note, or of one addendum to it; that of a window which is gone is taken over. */
export function keptStore<Kept>(what: 'note' | 'addendum', consultationId: string): KeptStore<Kept> {
  const start = `qiaoyi.${what}.${consultationId}.`
  const own = `${start}${windowKey()}`
  const kept = (): string[] =>
    Object.keys(window.localStorage)
      .filter((key) => key.startsWith(start))
      .toSorted((one) => (one === own ? -1 : 1))
  return {
    read() {
      for (const key of kept()) {
        try {
          const draft = JSON.parse(window.localStorage.getItem(key) ?? '') as Kept
          if (key !== own) {
            window.localStorage.setItem(own, JSON.stringify(draft))
            window.localStorage.removeItem(key)
          }
          return draft
        } catch {
          window.localStorage.removeItem(key)
        }
      }
      return undefined
    },
    write: (draft) => window.localStorage.setItem(own, JSON.stringify(draft)),
    clear: () => window.localStorage.removeItem(own),
  }
}
