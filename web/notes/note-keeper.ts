import type { Note, NoteText } from '../../signaling/notes/contract.ts'
import { firstNoteVersion } from '../../signaling/vocabulary.ts'
import type { ApiError, FailureCode } from '../api/client.ts'
import { asApiError } from '../api/client.ts'
import { Listeners } from '../listeners.ts'
import type { DraftStore } from './draft.ts'
import { isBefore, type NoteState, type SaveState } from './note-state.ts'
import { emptyText, isSameText, type NoteField } from './note-text.ts'

interface NoteKeeperOptions {
  readonly draft: DraftStore
  readonly save: (version: number, text: NoteText) => Promise<Note>
  readonly read: () => Promise<Note>
  /** Milliseconds without a key before it is saved. */
  readonly pause?: number
}

/** Texts that may have been saved without our knowing; one of the last few it must be. */
const unansweredAtMost = 20
/** A save that has had no answer for so long is sent again by the request itself: that it is not there yet is said meanwhile. */
const lateAfterMs = 15_000
const retryAfterMs = [1_000, 2_000, 4_000, 8_000]

/**
 * Keeps what a doctor types: at once in this browser, a moment later on the server, one save at a time, never over a
 * version that has not been seen here. Knows nothing of React.
 */
export class NoteKeeper {
  readonly #options: NoteKeeperOptions
  readonly #listeners = new Listeners()
  #note: Note | undefined
  #text: NoteText = emptyText
  #dirty = false
  #sent: readonly NoteText[] = []
  #theirs: Note | undefined
  #leftOver: NoteText | undefined
  #problem: FailureCode | undefined
  #flight: Promise<void> | undefined
  #isLate = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #stopped = false
  #ringsFor: string | undefined
  #state: NoteState

  constructor(options: NoteKeeperOptions) {
    this.#options = options
    this.#state = this.#look()
  }

  read = (): NoteState => this.#state

  readonly watch = this.#listeners.add

  start(): void {
    window.addEventListener('online', this.#hurry)
    document.addEventListener('visibilitychange', this.#hurry)
    this.#stopped = false
    if (this.#dirty) this.#later(0)
  }

  /** The screen is going: what is not saved stays in this browser, and is sent once more. */
  stop(): void {
    window.removeEventListener('online', this.#hurry)
    document.removeEventListener('visibilitychange', this.#hurry)
    clearTimeout(this.#timer)
    this.#timer = undefined
    const going = this.#dirty ? this.#go() : undefined
    this.#stopped = true
    if (going !== undefined) void this.#sendLastWords(going)
  }

  /** What was typed while another save was on its way goes after it. */
  async #sendLastWords(going: Promise<void>): Promise<void> {
    await going
    for (let round = 0; round < 3 && this.#dirty && this.#stopped; round += 1) {
      if (this.#theirs !== undefined || this.#problem !== undefined) return
      await this.#go()
    }
  }

  /**
   * While a call rings there is no note to save: what is typed goes once the patient has answered.
   * @param ringsFor the ticket that is called; undefined once it has been answered
   */
  hold(ringsFor: string | undefined): void {
    if (ringsFor === this.#ringsFor) return
    this.#ringsFor = ringsFor
    if (this.#dirty) this.#later(0)
    this.#changed()
  }

  /** What the server says the note is now: from the live socket, or as an answer. */
  serverHas(note: Note): void {
    const first = this.#note === undefined
    if (this.#note !== undefined && isBefore(note, this.#note)) {
      if (this.#isLost(note)) void this.#lookAgain()
      return
    }
    if (first) this.#restore(note)
    if (note.signedAt !== null) this.#adoptSigned(note)
    else if (!this.#dirty || isSameText(note.text, this.#text)) this.#adopt(note)
    else if (this.#isOurs(note)) this.#base(note)
    else if (note.version > (this.#note?.version ?? 0)) this.#theirs = note
    else this.#note = note
    if (this.#dirty && this.#theirs === undefined && this.#timer === undefined && this.#flight === undefined)
      this.#later(0)
    this.#changed()
  }

  type(field: NoteField, value: string): void {
    if (this.#note === undefined || this.#note.signedAt !== null) return
    this.#text = { ...this.#text, [field]: value }
    // What was typed and taken back is nothing to save: the note would count as written.
    this.#dirty = this.#sent.length > 0 || this.#theirs !== undefined || !isSameText(this.#text, this.#note.text)
    this.#problem = undefined
    if (this.#dirty) {
      this.#keep()
      this.#later(this.#options.pause ?? 800)
    } else {
      clearTimeout(this.#timer)
      this.#timer = undefined
      this.#clear()
    }
    this.#changed()
  }

  /** Ends a parting: with one's own, the newer one, or both in one. */
  settle(text: NoteText): void {
    if (this.#theirs === undefined) return
    this.#note = this.#theirs
    this.#theirs = undefined
    this.#sent = []
    this.#text = text
    this.#dirty = !isSameText(text, this.#note.text)
    if (this.#dirty) {
      this.#keep()
      this.#later(0)
    } else this.#clear()
    this.#changed()
  }

  forgetLeftOver(): void {
    this.#leftOver = undefined
    this.#options.draft.clear()
    this.#changed()
  }

  /** Saves what is not saved yet, now. Resolves with the version the server has; undefined where it could not be saved. */
  async flush(): Promise<number | undefined> {
    for (let round = 0; round < 3 && this.#dirty; round += 1) {
      clearTimeout(this.#timer)
      this.#timer = undefined
      await (this.#flight ?? this.#go())
      if (this.#theirs !== undefined || this.#problem !== undefined) break
    }
    return this.#dirty ? undefined : this.#note?.version
  }

  #restore(note: Note): void {
    const draft = this.#options.draft.read()
    if (draft === undefined) return
    this.#text = draft.text
    this.#sent = draft.sent
    this.#dirty = !isSameText(draft.text, note.text)
    this.#note = { ...note, version: draft.version }
  }

  /** A newer version that is nothing but what was sent from here, its answer lost or still to come. */
  #isOurs(note: Note): boolean {
    return note.version === (this.#note?.version ?? 0) + 1 && this.#sent.some((sent) => isSameText(note.text, sent))
  }

  /** Whether nobody has written in it, and something was saved: the server has lost that, or it is late news. */
  #isLost(note: Note): boolean {
    const known = this.#note
    return note.version === firstNoteVersion && known?.signedAt === null && known.version > firstNoteVersion
  }

  async #lookAgain(): Promise<void> {
    const known = this.#note
    const note = await this.#options.read().catch(() => undefined)
    if (note !== undefined && this.#note === known && this.#isLost(note)) this.#saveAnew(note)
  }

  /** What the server has lost is saved again: it stands over nobody's words. */
  #saveAnew(note: Note): void {
    if (isSameText(this.#text, note.text)) this.#adopt(note)
    else {
      this.#base(note)
      this.#problem = undefined
      this.#failures = 0
      this.#dirty = true
      this.#later(0)
    }
    this.#changed()
  }

  #base(note: Note): void {
    this.#note = note
    this.#sent = []
    this.#keep()
  }

  #adopt(note: Note): void {
    this.#note = note
    this.#text = note.text
    this.#dirty = false
    this.#theirs = undefined
    this.#sent = []
    this.#problem = undefined
    this.#failures = 0
    this.#clear()
  }

  #adoptSigned(note: Note): void {
    if (this.#dirty && !isSameText(note.text, this.#text)) this.#leftOver = this.#text
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#leftOver === undefined) return this.#adopt(note)
    this.#note = note
    this.#text = note.text
    this.#dirty = false
    this.#theirs = undefined
  }

  /** After the screen has gone another one may keep newer words of the same note: only what is saved is cleared. */
  #clear(): void {
    const kept = this.#stopped ? this.#options.draft.read()?.text : undefined
    if (kept === undefined || isSameText(kept, this.#text)) this.#options.draft.clear()
  }

  #keep(): void {
    if (this.#note === undefined || this.#stopped) return
    const { version } = this.#note
    this.#options.draft.write({ version, text: this.#text, sent: this.#sent, ticketId: this.#ringsFor })
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#timer)
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#go()
    }, milliseconds)
  }

  #hurry = (): void => {
    if (!this.#dirty) return
    // A page that is hidden may never be shown again: what is typed goes now, since no timer may run any more.
    if (document.visibilityState === 'hidden') void this.#go()
    else this.#later(0)
  }

  #go(): Promise<void> {
    if (this.#flight !== undefined) return this.#flight
    if (!this.#dirty || this.#ringsFor !== undefined || this.#theirs !== undefined || this.#note === undefined)
      return Promise.resolve()
    const { version } = this.#note
    const text = this.#text
    if (!this.#sent.some((sent) => isSameText(sent, text))) this.#sent = [...this.#sent.slice(-unansweredAtMost), text]
    this.#keep()
    const late = setTimeout(() => {
      this.#isLate = true
      this.#changed()
    }, lateAfterMs)
    this.#flight = this.#send(version, text).finally(() => {
      clearTimeout(late)
      this.#isLate = false
      this.#flight = undefined
      if (this.#dirty && this.#timer === undefined && this.#problem === undefined && this.#theirs === undefined)
        this.#later(0)
      this.#changed()
    })
    this.#changed()
    return this.#flight
  }

  async #send(version: number, text: NoteText): Promise<void> {
    try {
      const note = await this.#options.save(version, text)
      this.#failures = 0
      this.#problem = undefined
      this.serverHas(note)
    } catch (reason) {
      await this.#failed(asApiError(reason))
    }
  }

  async #failed({ code, status }: ApiError): Promise<void> {
    if (code === 'noteChangedElsewhere' || code === 'noteSigned') {
      try {
        const note = await this.#options.read()
        if (this.#isLost(note)) return this.#saveAnew(note)
        // An older one is of a server that has lost some: saving against it would be refused again.
        if (note.version >= (this.#note?.version ?? 0)) {
          this.#failures = 0
          this.#problem = undefined
          this.serverHas(note)
          return
        }
      } catch {
        // Then it is as unreachable as before.
      }
    }
    // A 401 passes when the doctor signs in again, in whatever window.
    const willPass = status === 0 || status >= 500 || [401, 409, 429].includes(status)
    this.#problem = willPass ? 'offline' : code
    if (!willPass) return
    this.#failures += 1
    this.#later(retryAfterMs[Math.min(this.#failures, retryAfterMs.length) - 1] ?? 8_000)
  }

  #changed(): void {
    this.#state = this.#look()
    this.#listeners.tell()
  }

  #look(): NoteState {
    return {
      note: this.#note,
      text: this.#text,
      save: this.#saveState(),
      problem: this.#problem,
      theirs: this.#theirs,
      leftOver: this.#leftOver,
    }
  }

  #saveState(): SaveState {
    if (this.#theirs !== undefined) return 'apart'
    if (!this.#dirty) return 'saved'
    if (this.#ringsFor !== undefined) return 'early'
    if (this.#problem !== undefined) return this.#problem === 'offline' ? 'kept' : 'refused'
    if (this.#isLate) return 'kept'
    return this.#flight === undefined ? 'typing' : 'saving'
  }
}
