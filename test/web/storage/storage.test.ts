import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  browserIsOf,
  device,
  forgetPersonal,
  isBrowserLeft,
  isBrowserOf,
  leaveBrowser,
  personalKey,
  readJson,
  tab,
} from '../../../web/storage/storage.ts'
import { listUnsent } from '../../../web/storage/unsent.ts'

/** What a browser's storage does, and what it may do instead. */
class FakeStorage {
  readonly kept: Record<string, string> = {}
  isFull = false
  getItem(key: string): string | null {
    return this.kept[key] ?? null
  }
  setItem(key: string, value: string): void {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError')
    this.kept[key] = value
  }
  removeItem(key: string): void {
    delete this.kept[key]
  }
}

let local: FakeStorage
let session: FakeStorage

/** `Object.keys` of a real one names what it keeps. */
function asStorage(storage: FakeStorage): object {
  return new Proxy(storage, {
    ownKeys: () => Object.keys(storage.kept),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  })
}

beforeEach(() => {
  local = new FakeStorage()
  session = new FakeStorage()
  vi.stubGlobal('window', { localStorage: asStorage(local), sessionStorage: asStorage(session) })
  for (const key of [...device.keys(), ...tab.keys()]) {
    device.remove(key)
    tab.remove(key)
  }
})

describe('what is kept', () => {
  test('is read again', () => {
    expect(device.write('a', '1')).toBe(true)
    expect([device.read('a'), local.kept['a'], tab.read('a')]).toEqual(['1', '1', undefined])
    device.remove('a')
    expect(device.read('a')).toBeUndefined()
  })

  test('lives as long as the page where the browser has no room, and is written once it has', () => {
    device.write('a', 'old')
    local.isFull = true
    expect(device.write('a', 'new')).toBe(false)
    expect([device.read('a'), local.kept['a']]).toEqual(['new', 'old'])
    local.isFull = false
    expect(device.write('a', 'newest')).toBe(true)
    expect([device.read('a'), local.kept['a']]).toEqual(['newest', 'newest'])
  })

  test('lives as long as the page where the browser forbids storage altogether', () => {
    vi.stubGlobal('window', {
      get localStorage(): never {
        throw new DOMException('forbidden', 'SecurityError')
      },
    })
    expect(device.write('a', '1')).toBe(false)
    expect([device.read('a'), device.keys()]).toEqual(['1', ['a']])
    device.remove('a')
    expect(device.read('a')).toBeUndefined()
  })

  test('as JSON that is broken counts as nothing', () => {
    device.write('a', '{')
    expect(readJson(device, 'a', { fine: true })).toEqual({ fine: true })
    device.write('a', '{"fine":false}')
    expect(readJson(device, 'a', { fine: true })).toEqual({ fine: false })
  })
})

describe('what is about patients', () => {
  function keepSome(): void {
    device.write(personalKey('note.1'), 'a draft')
    tab.write(personalKey('chat.1'), 'unsent')
    device.write('qiaoyi.language', 'it')
  }

  test('leaves the browser with the sign-out, and nothing else does', () => {
    keepSome()
    forgetPersonal()
    expect([local.kept, session.kept]).toEqual([{ 'qiaoyi.language': 'it' }, {}])
  })

  test('leaves it of this page alone where another window has it for somebody else', () => {
    keepSome()
    // Written by the other window.
    local.kept[personalKey('note.2')] = 'of somebody else'
    // Written before the page was loaded anew.
    session.kept[personalKey('snippet')] = 'copied from a note'
    forgetPersonal({ ofThisPage: true })
    expect([local.kept, session.kept]).toEqual([
      { 'qiaoyi.language': 'it', [personalKey('note.2')]: 'of somebody else' },
      {},
    ])
  })

  test('stays for whoever signs in again, and goes when somebody else does', () => {
    browserIsOf('one')
    keepSome()
    browserIsOf('one')
    expect(device.read(personalKey('note.1'))).toBe('a draft')
    browserIsOf('other')
    expect([device.read(personalKey('note.1')), tab.read(personalKey('chat.1'))]).toEqual([undefined, undefined])
    expect(device.read('qiaoyi.language')).toBe('it')
  })

  test('goes with an account that has asked to leave, and stays for it where it has not left', () => {
    browserIsOf('one')
    expect([isBrowserOf('one'), isBrowserOf('other')]).toEqual([true, false])
    keepSome()
    leaveBrowser('one')
    expect(isBrowserOf('one')).toBe(false)
    browserIsOf('one')
    expect([isBrowserOf('one'), device.read(personalKey('note.1'))]).toEqual([true, 'a draft'])
    leaveBrowser('one')
    expect(isBrowserLeft()).toBe(true)
    browserIsOf('other')
    expect(isBrowserLeft()).toBe(false)
    expect([isBrowserOf('other'), device.read(personalKey('note.1'))]).toEqual([true, undefined])
  })
})

test('what is typed and in this browser alone is told by its kind, and nothing else is', () => {
  tab.write(personalKey('newPatient.7'), '{"name":" ","relationship":"child","birthDate":"","gender":"female"}')
  tab.write(personalKey('snippet'), '" "')
  device.write(personalKey('telling.7'), '{"complaint":" "}')
  tab.write(personalKey('chat.5'), '[]')
  // The server has it, and its visit has not told so yet.
  tab.write(personalKey('chat.6'), '[{"key":"k","body":"您好","sentAs":"m"}]')
  device.write('qiaoyi.language', '"it"')
  expect(listUnsent()).toEqual([])
  device.write(personalKey('telling.7'), '{"complaint":"发烧两天"}')
  device.write(personalKey('addendum.5.a'), '{"body":"复查","key":"k"}')
  device.write(personalKey('note.5.a'), '{"version":1}')
  tab.write(personalKey('chat.writing.5'), '"您好"')
  tab.write(personalKey('newPatient.7'), '{"name":"林小宝"}')
  tab.write(personalKey('snippet'), '"多喝水"')
  expect(listUnsent().toSorted()).toEqual(['addendum', 'message', 'note', 'patient', 'snippet', 'telling'])
})

test.each([
  ['a message on its way', 'chat.5', [{ key: 'k', body: '您好' }], ['message']],
  ['a message for the place that is called', 'chat.place.5.k', { body: '您好', heldAt: 'now' }, ['message']],
  ['a day of birth alone', 'newPatient.7', { name: '', birthDate: '2020-05-01' }, ['patient']],
  ['somebody new in a telling', 'telling.7', { complaint: '', newPatient: { name: '林小宝' } }, ['patient']],
  ['an arrival', 'telling.7.9', { complaint: '发烧' }, ['telling']],
  [
    'what another telling has interrupted',
    'telling.7',
    { complaint: '', interrupted: { complaint: '发烧' } },
    ['telling'],
  ],
  ['what nobody can read', 'telling.7', null, []],
] as const)('%s is told', (_what, name, kept, told) => {
  device.write(personalKey(name), JSON.stringify(kept))
  expect(listUnsent()).toEqual(told)
})
