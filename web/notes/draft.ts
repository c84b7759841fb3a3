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

export interface DraftStore {
  read(): Draft | undefined
  write(draft: Draft): void
  clear(): void
}

const prefix = 'qiaoyi.note'

/** Each window keeps its own, so that two never write over each other; a reload is the same window. */
function windowKey(): string {
  const known = window.sessionStorage.getItem(`${prefix}.window`)
  if (known !== null) return known
  const key = newKey()
  window.sessionStorage.setItem(`${prefix}.window`, key)
  return key
}

/** The draft of one note; that of a window which is gone is taken over. */
export function draftStore(consultationId: string): DraftStore {
  const start = `${prefix}.${consultationId}.`
  const own = `${start}${windowKey()}`
  const kept = (): string[] =>
    Object.keys(window.localStorage)
      .filter((key) => key.startsWith(start))
      .toSorted((one) => (one === own ? -1 : 1))
  return {
    read() {
      for (const key of kept()) {
        try {
          const draft = JSON.parse(window.localStorage.getItem(key) ?? '') as Draft
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
