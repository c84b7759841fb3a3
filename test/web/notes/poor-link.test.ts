import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Note, NoteText } from '../../../signaling/notes/contract.ts'
import { ApiError } from '../../../web/api/client.ts'
import { NoteKeeper } from '../../../web/notes/note-keeper.ts'
import { emptyText, isSameText } from '../../../web/notes/note-text.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const begun: Note = {
  consultationId: '01890000-0000-7000-8000-000000000000',
  version: 1,
  text: emptyText,
  savedAt: '2026-03-02T09:00:00Z',
  signedAt: null,
  signer: { name: '陈建国 Chen Jianguo', title: '', institution: '', institutionLatin: '', licenseNumber: '1' },
  addenda: [],
}

interface Save {
  readonly version: number
  readonly text: NoteText
  readonly resolve: (note: Note) => void
  readonly reject: (reason: ApiError) => void
}

/** A server behind a link on which saves and news stand still, arrive late, or lose their answers; all as the test says. */
class PoorLink {
  note = begun
  readable = true
  readonly saves: Save[] = []
  readonly news: Note[] = []

  readonly save = (version: number, text: NoteText): Promise<Note> =>
    new Promise((resolve, reject) => {
      this.saves.push({ version, text, resolve, reject })
      // As `request` does after its deadline.
      setTimeout(() => reject(new ApiError(0, { code: 'slow' })), 30_000)
    })

  readonly read = async (): Promise<Note> => {
    if (!this.readable) throw new ApiError(0, { code: 'offline' })
    return this.note
  }

  /** The save that has stood for longest reaches the server. The page gets its answer, or is told that there is no connection. */
  deliver({ answered }: { readonly answered: boolean }): void {
    const save = this.saves.shift()
    if (save === undefined) return
    const { version, text } = save
    if (!answered) save.reject(new ApiError(0, { code: 'offline' }))
    const again = this.note.version === version + 1 && isSameText(this.note.text, text)
    if (!again && this.note.version !== version) {
      save.reject(new ApiError(409, { code: 'noteChangedElsewhere' }))
      return
    }
    if (!again) {
      this.note = { ...this.note, version: version + 1, text }
      this.news.push(this.note)
    }
    save.resolve(this.note)
  }

  /** It never reaches the server, and its page is told so. */
  lose(): void {
    this.saves.shift()?.reject(new ApiError(0, { code: 'offline' }))
  }
}

const steps = {
  type: (keeper: NoteKeeper, _link: PoorLink, word: string) => keeper.type('plan', word),
  deliver: (_keeper: NoteKeeper, link: PoorLink) => link.deliver({ answered: true }),
  loseAnswer: (_keeper: NoteKeeper, link: PoorLink) => link.deliver({ answered: false }),
  loseSave: (_keeper: NoteKeeper, link: PoorLink) => link.lose(),
  hearNews: (keeper: NoteKeeper, link: PoorLink) => {
    const note = link.news.shift()
    if (note !== undefined) keeper.serverHas(note)
  },
  comeBack: () => window.dispatchEvent(new Event('online')),
  closeReading: (_keeper: NoteKeeper, link: PoorLink) => {
    link.readable = !link.readable
  },
  wait: (_keeper: NoteKeeper, _link: PoorLink, word: string) => vi.advanceTimersByTimeAsync(word.length * 1_000),
}

const stepNames = fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[]))

test('whatever the link does to saves and news, the last words reach the server by themselves, and nobody else is seen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(stepNames, fc.string({ maxLength: 40 })), { maxLength: 40 }), async (walk) => {
      vi.stubGlobal('window', new EventTarget())
      vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
      const link = new PoorLink()
      const keeper = new NoteKeeper({
        draft: { read: () => undefined, write: () => {}, clear: () => {} },
        save: link.save,
        read: link.read,
      })
      keeper.start()
      keeper.serverHas(link.note)
      for (const [name, word] of walk) {
        await steps[name](keeper, link, word)
        await vi.advanceTimersByTimeAsync(0)
        expect(keeper.read().save).not.toBe('apart')
      }
      const { plan } = keeper.read().text
      link.readable = true
      for (let second = 0; second < 60; second += 1) {
        link.deliver({ answered: true })
        steps.hearNews(keeper, link)
        await vi.advanceTimersByTimeAsync(1_000)
      }
      expect([keeper.read().save, keeper.read().text.plan, link.note.text.plan]).toEqual(['saved', plan, plan])
    }),
    {
      numRuns: 500,
      // The note is read anew after a conflict, and nothing else says that it has to be saved once more.
      examples: [
        [
          [
            ['type', 'a'],
            ['comeBack', ''],
            ['type', 'b'],
            ['loseAnswer', ''],
            ['wait', ' '],
          ],
        ],
      ],
    },
  )
})
