import type { Note, NoteText } from '../../signaling/notes/contract.ts'
import type { FailureCode } from '../api/client.ts'

/**
 * `saved`: the server has it. `typing`: not yet, in a moment. `saving`: on its way. `kept`: the server can't be reached;
 * it is on this device and goes as soon as it can. `apart`: somebody wrote a newer version; both are shown. `refused`: the
 * server does not take it as it is. `early`: its patient has not answered yet; it is on this device until then.
 */
export type SaveState = 'saved' | 'typing' | 'saving' | 'kept' | 'apart' | 'refused' | 'early'

export interface NoteState {
  /** Undefined until the server has been heard. */
  readonly note: Note | undefined
  readonly text: NoteText
  readonly save: SaveState
  readonly problem: FailureCode | undefined
  /** The newer version, while the two are apart. */
  readonly theirs: Note | undefined
  /** What had been typed here when the note was signed elsewhere: in no version, so it is shown to be used again. */
  readonly leftOver: NoteText | undefined
}

/** Whether an answer that comes late says less than is known: a signature keeps the version, and an addendum does. */
export function isBefore(one: Note, known: Note): boolean {
  if (one.version !== known.version) return one.version < known.version
  return one.addenda.length < known.addenda.length || (one.signedAt === null && known.signedAt !== null)
}
