import { LiveConnection } from '../../../web/live/connection.ts'
import { presentInstant } from '../../../web/language/present.ts'
import type { LiveTimes, LiveValue } from '../../../web/live/connection.ts'

/** What the test does inside a real browser's page. */
export interface LivePage {
  readonly open: (url: string, times: LiveTimes) => void
  readonly watch: (topic: string, key?: number, adds?: boolean) => () => void
  readonly read: (topic: string) => LiveValue
  readonly signedOut: () => number
  readonly reopen: () => void
  /** Opens so many connections, as so many pages would, each with one watch. */
  readonly openMany: (url: string, count: number, times: LiveTimes) => void
  /** The time by which this page shows what lasts. */
  readonly now: () => string
}

declare global {
  interface Window {
    live: LivePage
  }
}

let connection: LiveConnection | undefined
let signedOut = 0

window.live = {
  open: (url, times) => {
    connection = new LiveConnection(url, () => (signedOut += 1), times)
  },
  watch: (topic, key, adds = false) => {
    if (connection === undefined) throw new Error('not open')
    const add = (value: number, delta: number): number => value + delta
    return connection.watch(topic, () => undefined, key, adds ? add : undefined)
  },
  read: (topic) => {
    if (connection === undefined) throw new Error('not open')
    return connection.read(topic)
  },
  signedOut: () => signedOut,
  reopen: () => connection?.open(),
  openMany: (url, count, times) => {
    for (let opened = 0; opened < count; opened += 1) {
      new LiveConnection(url, () => undefined, times).watch('board', () => undefined)
    }
  },
  now: presentInstant,
}
