import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dropOldMessages, heldFor, hold, isHeld, letGo } from '../../../../web/consultations/call/held-messages.ts'
import { forgetPersonal } from '../../../../web/storage/storage.ts'

const start = new Date('2026-03-02T09:00:00Z')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})

afterEach(() => {
  forgetPersonal()
  vi.useRealTimers()
})

const bodiesFor = (ticketId: string) => heldFor(ticketId).map(({ body }) => body)

test('what was written while a call rang is there for the next call of its place, in order, and for no other', () => {
  hold('ticket', 'b', '您好')
  vi.setSystemTime(new Date('2026-03-02T09:00:01Z'))
  hold('ticket', 'a', '请把药盒拿来')
  hold('another', 'c', '请稍等')
  expect(heldFor('ticket')).toEqual([
    { key: 'b', body: '您好', failed: undefined, sentAs: undefined },
    { key: 'a', body: '请把药盒拿来', failed: undefined, sentAs: undefined },
  ])
  expect(bodiesFor('tick')).toEqual([])
  letGo('ticket', 'b')
  expect(['a', 'b'].map((key) => isHeld('ticket', key))).toEqual([true, false])
  expect(bodiesFor('ticket')).toEqual(['请把药盒拿来'])
})

test('a day later it is gone, whichever place is called then', () => {
  hold('ticket', 'a', '您好')
  vi.setSystemTime(new Date('2026-03-03T09:00:00Z'))
  expect(bodiesFor('another')).toEqual([])
  vi.setSystemTime(start)
  expect(bodiesFor('ticket')).toEqual([])
})

test('a page that is loaded a day later drops it though no place is called, and leaves what is newer', () => {
  hold('ticket', 'a', '您好')
  vi.setSystemTime(new Date('2026-03-02T09:00:01Z'))
  hold('ticket', 'b', '请把药盒拿来')
  vi.setSystemTime(new Date('2026-03-03T09:00:00Z'))
  dropOldMessages()
  vi.setSystemTime(start)
  expect(bodiesFor('ticket')).toEqual(['请把药盒拿来'])
})

test('with the sign-out it leaves the browser', () => {
  hold('ticket', 'a', '您好')
  forgetPersonal()
  expect(bodiesFor('ticket')).toEqual([])
})
