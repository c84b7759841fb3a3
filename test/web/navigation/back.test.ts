import { beforeEach, expect, test, vi } from 'vitest'
import { goBack, navigate } from '../../../web/navigation/navigation.ts'

/** A tab's history, with a page of another site before ours. */
class Tab {
  entries = [
    { url: 'https://mail.example/', state: null as unknown },
    { url: 'https://qiaoyi.example/records/1', state: null as unknown },
  ]
  at = 1
  get location(): URL {
    return new URL(this.entries[this.at]?.url ?? '')
  }
  history = {
    get length(): number {
      return tab.entries.length
    },
    get state(): unknown {
      return tab.entries[tab.at]?.state ?? null
    },
    pushState(state: unknown, _: string, url: URL) {
      tab.entries = [...tab.entries.slice(0, tab.at + 1), { url: url.href, state }]
      tab.at += 1
    },
    replaceState(state: unknown, _: string, url: URL) {
      tab.entries[tab.at] = { url: url.href, state }
    },
    back() {
      tab.at -= 1
    },
  }
  scrollTo(): void {}
}

let tab: Tab
beforeEach(() => {
  tab = new Tab()
  vi.stubGlobal('window', tab)
})

test('a link in a letter leads on to the named place, never out of the site', () => {
  goBack('/records')
  expect(tab.location.href).toBe('https://qiaoyi.example/records')
})

test('home from the waiting room is home, not the telling that led there', () => {
  navigate('/')
  navigate('/tell')
  navigate('/tell?step=papers')
  navigate('/waiting/17')
  goBack('/')
  expect(tab.location.pathname + tab.location.search).toBe('/')
})

test('a step back to where one came from is the browser’s own', () => {
  navigate('/tell?step=flags')
  navigate('/tell?step=specialty')
  const before = tab.entries.length
  goBack('/tell?step=flags')
  expect([tab.location.search, tab.at, tab.entries.length]).toEqual(['?step=flags', before - 2, before])
})

test('a replaced step still knows the one before', () => {
  navigate('/records')
  navigate('/patients')
  navigate('/patients?name=lin', { replace: true })
  goBack('/records')
  expect(tab.location.pathname).toBe('/records')
  expect(tab.at).toBe(2)
})
