import type { NoteText } from '../../signaling/notes/contract.ts'
import { asApiError } from '../api/client.ts'
import type { Instant } from '../language/clock.ts'
import { present, presentInstant } from '../language/present.ts'
import { device, personalKey, readJson } from '../storage/storage.ts'
import { windowKey } from './window-key.ts'

/** What has been typed and is not saved yet, as it is kept in this browser. */
export interface Draft {
  /** The version that this was typed over. */
  readonly version: number
  readonly text: NoteText
  /** The texts sent over that version whose answers have not come: any of them may have been saved. */
  readonly sent: readonly NoteText[]
  /** Of the call that rings: where it comes to nothing, the next call of the same ticket goes on with what was typed. */
  readonly ticketId?: string | undefined
  readonly keptAt?: Instant
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

/** The draft of a note; where there is none, what was typed while an earlier call of its ticket rang, which came to nothing. */
export function noteDrafts(consultationId: string, ticketId: string | undefined): DraftStore {
  const own = keptStore<Draft>('note', consultationId)
  const takeOver = (): Draft | undefined => {
    if (ticketId === undefined) return undefined
    const key = keysOfNotes().find((one) => readKept(one)?.ticketId === ticketId)
    const draft = key === undefined ? undefined : readKept(key)
    if (key === undefined || draft === undefined) return undefined
    own.write(draft)
    device.remove(key)
    return draft
  }
  return {
    read: () => own.read() ?? takeOver(),
    write: (draft) => own.write({ ...draft, keptAt: presentInstant() }),
    clear: () => own.clear(),
  }
}

const startOfNotes = personalKey('note.')

function keysOfNotes(): string[] {
  return device.keys().filter((key) => key.startsWith(startOfNotes))
}

function readKept(key: string): Draft | undefined {
  return readJson<Draft | undefined>(device, key, undefined)
}

/** For so long after the last key the next call of the ticket may come. */
const mayBeCalledMs = 24 * 3_600_000

/**
 * Nothing that was typed about a patient stays in the browser for good: what belongs to a note that the server keeps to itself goes,
 * once no call is to be expected that would go on with it.
 */
export async function dropDraftsOfNoVisit(readNote: (consultationId: string) => Promise<unknown>): Promise<void> {
  const isNone = async (consultationId: string): Promise<boolean> => {
    try {
      await readNote(consultationId)
      return false
    } catch (reason) {
      return [403, 404].includes(asApiError(reason).status)
    }
  }
  for (const key of keysOfNotes()) {
    const { ticketId, keptAt } = readKept(key) ?? {}
    const isAwaited =
      ticketId !== undefined && keptAt !== undefined && present.now() - Date.parse(keptAt) < mayBeCalledMs
    const [consultationId = ''] = key.slice(startOfNotes.length).split('.')
    if (!isAwaited && (await isNone(consultationId))) device.remove(key)
  }
}
