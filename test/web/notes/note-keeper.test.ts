import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Note } from '../../../signaling/notes/contract.ts'
import { ApiError } from '../../../web/api/client.ts'
import { NoteKeeper } from '../../../web/notes/note-keeper.ts'
import { emptyText, joinTexts } from '../../../web/notes/note-text.ts'
import { memory, noteOf, open, Server, settled } from './note-server.ts'

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
})

test('what is typed is saved, one save at a time, and then not kept any more', async () => {
  const server = new Server()
  const draft = memory()
  const keeper = open(server, draft)
  for (const plan of ['a', 'ab', 'abc', 'abcd']) {
    keeper.type('plan', plan)
    expect(draft.kept?.text.plan).toBe(plan)
    await new Promise((done) => setTimeout(done, 2))
  }
  await settled(keeper, 'saved')
  expect(server.note.text.plan).toBe('abcd')
  expect(server.mostInFlight).toBe(1)
  expect(draft.kept).toBeUndefined()
})

test('without a connection it is kept, and saved when there is one', async () => {
  const server = new Server()
  const keeper = open(server)
  server.mode = 'down'
  keeper.type('plan', 'a')
  await settled(keeper, 'kept')
  server.mode = 'up'
  window.dispatchEvent(new Event('online'))
  await settled(keeper, 'saved')
  expect(server.note.text.plan).toBe('a')
})

test('a save that has had no answer for fifteen seconds is said not to be there yet, until it is', async () => {
  vi.useFakeTimers()
  try {
    const answer = Promise.withResolvers<Note>()
    const keeper = new NoteKeeper({
      draft: memory(),
      save: () => answer.promise,
      read: () => Promise.reject(new ApiError(0, { code: 'offline' })),
      pause: 1,
    })
    keeper.serverHas(noteOf(1, ''))
    keeper.type('plan', 'a')
    await vi.advanceTimersByTimeAsync(1)
    expect(keeper.read().save).toBe('saving')
    await vi.advanceTimersByTimeAsync(15_000)
    expect(keeper.read().save).toBe('kept')
    answer.resolve(noteOf(2, 'a'))
    await vi.advanceTimersByTimeAsync(0)
    expect(keeper.read().save).toBe('saved')
  } finally {
    vi.useRealTimers()
  }
})

test('what is typed before the patient has answered is kept, and saved once they have', async () => {
  const server = new Server()
  const draft = memory()
  const keeper = open(server, draft)
  keeper.hold('ticket')
  keeper.type('plan', '休息')
  expect(keeper.read().save).toBe('early')
  expect(draft.kept).toMatchObject({ ticketId: 'ticket', text: { plan: '休息' } })
  await keeper.flush()
  expect(server.saves).toBe(0)
  server.mode = 'down'
  keeper.hold(undefined)
  await settled(keeper, 'kept')
  // It is of this visit from now on, and no later call's.
  expect(draft.kept).toMatchObject({ ticketId: undefined, text: { plan: '休息' } })
  server.mode = 'up'
  window.dispatchEvent(new Event('online'))
  await settled(keeper, 'saved')
  expect(server.note.text.plan).toBe('休息')
})

test('what is typed and taken back before it was sent is no version', async () => {
  const server = new Server()
  const draft = memory()
  const keeper = open(server, draft)
  keeper.hold('ticket')
  keeper.type('plan', 'a')
  keeper.type('plan', '')
  expect(keeper.read().save).toBe('saved')
  expect(draft.kept).toBeUndefined()
  keeper.hold(undefined)
  await keeper.flush()
  expect(server.saves).toBe(0)
})

test('what is taken back while it is on its way is taken back on the server', async () => {
  const server = new Server()
  const keeper = open(server)
  keeper.type('plan', 'a')
  void keeper.flush()
  expect(server.inFlight).toBe(1)
  keeper.type('plan', '')
  await settled(keeper, 'saved')
  expect([server.note.text.plan, server.note.version]).toEqual(['', 3])
})

test('what is typed while nobody is signed in is saved by itself once somebody is again', async () => {
  const server = new Server()
  const keeper = open(server)
  server.mode = 'signedOut'
  keeper.type('plan', 'a')
  await settled(keeper, 'kept')
  server.mode = 'up'
  await settled(keeper, 'saved')
  expect(server.note.text.plan).toBe('a')
})

test('an answer that was lost is no newer version of somebody else', async () => {
  const server = new Server()
  const keeper = open(server)
  server.mode = 'losesAnswers'
  keeper.type('plan', 'a')
  await settled(keeper, 'kept')
  keeper.type('plan', 'ab')
  server.mode = 'up'
  await settled(keeper, 'saved')
  expect(keeper.read().theirs).toBeUndefined()
  expect(server.note.text.plan).toBe('ab')
})

test('the same over a reload', async () => {
  const server = new Server()
  const draft = memory()
  const before = open(server, draft)
  server.mode = 'losesAnswers'
  before.type('plan', 'a')
  await settled(before, 'kept')
  before.type('plan', 'ab')
  server.mode = 'up'
  const kept = { ...memory(), kept: draft.kept }
  const keeper = open(server, kept)
  expect(keeper.read().text.plan).toBe('ab')
  await settled(keeper, 'saved')
  expect(server.note.text.plan).toBe('ab')
})

describe('a newer version', () => {
  async function parted() {
    const server = new Server()
    const draft = memory()
    const keeper = open(server, draft)
    server.mode = 'down'
    keeper.type('plan', 'mine')
    await settled(keeper, 'kept')
    server.note = { ...noteOf(2, 'theirs') }
    server.mode = 'up'
    window.dispatchEvent(new Event('online'))
    await settled(keeper, 'apart')
    return { server, draft, keeper }
  }

  test('is never written over, and both are there', async () => {
    const { server, draft, keeper } = await parted()
    expect(server.note.text.plan).toBe('theirs')
    expect(keeper.read().text.plan).toBe('mine')
    expect(keeper.read().theirs?.text.plan).toBe('theirs')
    expect(draft.kept?.text.plan).toBe('mine')
  })

  test.each(['mine', 'theirs', 'theirs\n\nmine'])('is settled as chosen: %j', async (plan) => {
    const { server, draft, keeper } = await parted()
    keeper.settle({ ...emptyText, plan })
    await settled(keeper, 'saved')
    expect(server.note.text.plan).toBe(plan)
    expect(draft.kept).toBeUndefined()
  })
})

test('what was typed when the note was signed elsewhere is left over, not lost', async () => {
  const server = new Server()
  const draft = memory()
  const keeper = open(server, draft)
  server.mode = 'down'
  keeper.type('plan', 'mine')
  await settled(keeper, 'kept')
  keeper.serverHas(noteOf(1, '', '2026-03-02T09:30:00Z'))
  expect(keeper.read().leftOver?.plan).toBe('mine')
  expect(draft.kept?.text.plan).toBe('mine')
  keeper.forgetLeftOver()
  expect(draft.kept).toBeUndefined()
})

test.each([
  ['a', 'a', 'a'],
  ['', 'a', 'a'],
  ['a', '', 'a'],
  ['b', 'a', 'a\n\nb'],
  ['ab', 'a', 'ab'],
])('joined: %j and %j make %j', (mine, theirs, joined) => {
  expect(joinTexts({ ...emptyText, plan: mine }, { ...emptyText, plan: theirs }).plan).toBe(joined)
})

describe('when the screen goes', () => {
  test('words typed while a save was on its way reach the server after it', async () => {
    const server = new Server()
    const keeper = open(server)
    keeper.type('plan', 'first')
    void keeper.flush()
    expect(server.inFlight).toBe(1)
    keeper.type('plan', 'first and last')
    keeper.stop()
    await expect.poll(() => server.note.text.plan).toBe('first and last')
    expect(server.mostInFlight).toBe(1)
  })

  test('words that the server does not get stay in this browser, and go when the note is opened again', async () => {
    const server = new Server()
    const draft = memory()
    const keeper = open(server, draft)
    server.mode = 'down'
    keeper.type('plan', 'last words')
    keeper.stop()
    await expect.poll(() => server.saves).toBeGreaterThan(0)
    expect(draft.kept?.text.plan).toBe('last words')
    server.mode = 'up'
    const again = open(server, draft)
    expect(again.read().text.plan).toBe('last words')
    await settled(again, 'saved')
    expect(server.note.text.plan).toBe('last words')
  })

  test('a hidden page sends what is typed at once', async () => {
    const server = new Server()
    const keeper = new NoteKeeper({ draft: memory(), save: server.save, read: server.read, pause: 60_000 })
    keeper.start()
    keeper.serverHas(server.note)
    keeper.type('plan', 'before the phone locks')
    Object.assign(document, { visibilityState: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
    await expect.poll(() => server.note.text.plan).toBe('before the phone locks')
  })
})

test('a save that is never answered is not waited for: the words go again', async () => {
  const server = new Server()
  let hung = 0
  const keeper = new NoteKeeper({
    draft: memory(),
    read: server.read,
    pause: 1,
    // As `request` does after its deadline.
    save: (version, text) =>
      hung++ === 0 ? Promise.reject(new ApiError(0, { code: 'slow' })) : server.save(version, text),
  })
  keeper.start()
  keeper.serverHas(server.note)
  keeper.type('plan', 'words')
  await settled(keeper, 'kept')
  await settled(keeper, 'saved')
  expect(server.note.text.plan).toBe('words')
})

describe('a note in which nobody has written, after something was saved here', () => {
  async function saved() {
    const server = new Server()
    const keeper = open(server)
    keeper.type('plan', 'a')
    await settled(keeper, 'saved')
    return { server, keeper }
  }

  test('is of a server that has lost it: it is saved again', async () => {
    const { server, keeper } = await saved()
    server.note = noteOf(1, '')
    keeper.serverHas(server.note)
    await expect.poll(() => server.note.text.plan).toBe('a')
    await settled(keeper, 'saved')
    expect(keeper.read().text.plan).toBe('a')
  })

  test('is saved again as well where the loss is seen by a refusal', async () => {
    const { server, keeper } = await saved()
    server.note = noteOf(1, '')
    keeper.type('plan', 'ab')
    await expect.poll(() => server.note.text.plan).toBe('ab')
    await settled(keeper, 'saved')
  })

  test('changes nothing where it is late news', async () => {
    const { server, keeper } = await saved()
    keeper.type('plan', 'ab')
    keeper.serverHas(noteOf(1, ''))
    await settled(keeper, 'saved')
    expect([server.note.version, server.saves, keeper.read().text.plan]).toEqual([3, 2, 'ab'])
  })
})

test.each([
  ['signature', noteOf(2, 'a'), noteOf(2, 'a', '2026-03-02T09:30:00Z')],
  [
    'addendum',
    noteOf(2, 'a', '2026-03-02T09:30:00Z'),
    {
      ...noteOf(2, 'a', '2026-03-02T09:30:00Z'),
      addenda: [{ id: crypto.randomUUID(), body: 'b', signerName: '陈建国', signedAt: '2026-03-02T09:40:00Z' }],
    },
  ],
])('an answer from before the %s that comes late takes nothing back', (_, before, after) => {
  const keeper = open(new Server())
  keeper.serverHas(before)
  keeper.serverHas(after)
  keeper.serverHas(before)
  expect(keeper.read().note).toEqual(after)
})

test('two windows of one note: the second is shown both texts, and nothing of either is lost', async () => {
  const server = new Server()
  const [one, other] = [open(server), open(server)]
  one.type('plan', 'from the first window')
  await settled(one, 'saved')
  other.type('plan', 'from the second')
  await settled(other, 'apart')
  const { text, theirs } = other.read()
  expect([text.plan, theirs?.text.plan]).toEqual(['from the second', 'from the first window'])
  other.settle(joinTexts(text, theirs?.text ?? emptyText))
  await settled(other, 'saved')
  expect(server.note.text.plan).toBe('from the first window\n\nfrom the second')
})
