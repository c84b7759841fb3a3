import { expect } from 'vitest'
import type { Note, NoteText } from '../../../signaling/notes/contract.ts'
import { ApiError } from '../../../web/api/client.ts'
import type { Draft, DraftStore } from '../../../web/notes/draft.ts'
import { NoteKeeper } from '../../../web/notes/note-keeper.ts'
import { emptyText } from '../../../web/notes/note-text.ts'

export function noteOf(version: number, plan: string, signedAt: string | null = null): Note {
  const id = '01890000-0000-7000-8000-000000000000'
  const text = { ...emptyText, plan }
  return {
    consultationId: id,
    version,
    text,
    savedAt: '2026-03-02T09:00:00Z',
    signedAt,
    signer: { name: '陈建国 Chen Jianguo', title: '', institution: '', institutionLatin: '', licenseNumber: '1' },
    addenda: [],
  }
}

/** A server that keeps one note as the real one does, and can be unreachable or lose its answers. */
export class Server {
  note = noteOf(1, '')
  mode: 'up' | 'down' | 'signedOut' | 'losesAnswers' = 'up'
  saves = 0
  inFlight = 0
  mostInFlight = 0

  readonly save = async (version: number, text: NoteText): Promise<Note> => {
    this.saves += 1
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    await new Promise((done) => setTimeout(done, 2))
    this.inFlight -= 1
    if (this.mode === 'down') throw new ApiError(0, { code: 'offline' })
    if (this.mode === 'signedOut') throw new ApiError(401, { code: 'unauthenticated' })
    if (this.note.signedAt !== null) throw new ApiError(409, { code: 'noteSigned' })
    const again = this.note.version === version + 1 && this.note.text.plan === text.plan
    if (!again && this.note.version !== version) throw new ApiError(409, { code: 'noteChangedElsewhere' })
    if (!again) this.note = { ...this.note, version: version + 1, text }
    if (this.mode === 'losesAnswers') throw new ApiError(0, { code: 'offline' })
    return this.note
  }

  readonly read = (): Promise<Note> => Promise.resolve(this.note)
}

export function memory(): DraftStore & { kept: Draft | undefined } {
  return {
    kept: undefined,
    read() {
      return this.kept
    },
    write(draft) {
      this.kept = draft
    },
    clear() {
      this.kept = undefined
    },
  }
}

export function open(server: Server, draft = memory()): NoteKeeper {
  const keeper = new NoteKeeper({ draft, save: server.save, read: server.read, pause: 1 })
  keeper.start()
  keeper.serverHas(server.note)
  return keeper
}

export async function settled(keeper: NoteKeeper, save: string): Promise<void> {
  await expect.poll(() => keeper.read().save, { timeout: 15_000 }).toBe(save)
}
