import type { NoteText } from '../../signaling/notes/contract.ts'
import { device, personalKey } from '../storage/storage.ts'
import { windowKey } from './window-key.ts'

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

/**
 * The draft of one note, or of one addendum to it. Each window keeps its own, so that two never write over each other; that of a
 * window which is gone is taken over.
 */
export function keptStore<Kept>(what: 'note' | 'addendum', consultationId: string): KeptStore<Kept> {
  const start = personalKey(`${what}.${consultationId}.`)
  const own = `${start}${windowKey()}`
  const kept = (): string[] =>
    device
      .keys()
      .filter((key) => key.startsWith(start))
      .toSorted((one) => (one === own ? -1 : 1))
  return {
    read() {
      for (const key of kept()) {
        try {
          const draft = JSON.parse(device.read(key) ?? '') as Kept
          if (key !== own) {
            device.write(own, JSON.stringify(draft))
            device.remove(key)
          }
          return draft
        } catch {
          device.remove(key)
        }
      }
      return undefined
    },
    write: (draft) => void device.write(own, JSON.stringify(draft)),
    clear: () => device.remove(own),
  }
}
