import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../../../web/api/client.ts'
import { dropDraftsOfNoVisit, noteDrafts } from '../../../web/notes/draft.ts'
import { emptyText } from '../../../web/notes/note-text.ts'
import { forgetPersonal } from '../../../web/storage/storage.ts'

const typed = { version: 1, text: { ...emptyText, plan: '休息' }, sent: [] }
const ringing = { ...typed, ticketId: 'ticket' }

beforeEach(() => vi.stubGlobal('window', new EventTarget()))

afterEach(() => {
  forgetPersonal()
  vi.useRealTimers()
})

test('what was typed while a call rang in vain is taken over by the next call of its ticket, once', () => {
  noteDrafts('first', 'ticket').write(ringing)
  expect(noteDrafts('other', 'anotherTicket').read()).toBeUndefined()
  expect(noteDrafts('past', undefined).read()).toBeUndefined()
  expect(noteDrafts('second', 'ticket').read()).toMatchObject(ringing)
  expect(noteDrafts('first', undefined).read()).toBeUndefined()
  expect(noteDrafts('second', 'ticket').read()).toMatchObject(ringing)
})

test('what was typed after the answer is of that visit alone', () => {
  noteDrafts('first', 'ticket').write(typed)
  expect(noteDrafts('second', 'ticket').read()).toBeUndefined()
})

test('what belongs to no visit goes, a day later where the patient may be called again', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T09:00:00Z') })
  noteDrafts('none', undefined).write(typed)
  noteDrafts('unreachable', undefined).write(typed)
  noteDrafts('held', undefined).write(typed)
  noteDrafts('inVain', 'ticket').write(ringing)
  const status: Readonly<Record<string, number>> = { none: 404, inVain: 404, unreachable: 503 }
  const readNote = (id: string): Promise<unknown> => {
    const refused = status[id]
    return refused === undefined ? Promise.resolve({}) : Promise.reject(new ApiError(refused, { code: 'unexpected' }))
  }
  const kept = () => ['none', 'unreachable', 'held', 'inVain'].filter((id) => noteDrafts(id, undefined).read())
  await dropDraftsOfNoVisit(readNote)
  expect(kept()).toEqual(['unreachable', 'held', 'inVain'])
  vi.setSystemTime(new Date('2026-03-03T09:00:01Z'))
  await dropDraftsOfNoVisit(readNote)
  expect(kept()).toEqual(['unreachable', 'held'])
})
