import type { BrowserContext, CDPSession, Page } from 'playwright-core'

/** One note that a page has really started, and the state of its audio then. */
export interface Note {
  readonly pitch: number
  readonly state: string
}

declare global {
  interface Window {
    __notes: Note[]
    __notified: string[]
  }
}

/** Writes down what the pages of this person play and notify, from their first moment on; to be called before they open. */
export async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.__notes = []
    window.__notified = []
    const start: (this: OscillatorNode, when?: number) => void = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (when?: number) {
      start.call(this, when)
      window.__notes.push({ pitch: this.frequency.value, state: this.context.state })
    }
    window.Notification = class extends EventTarget {
      static readonly permission = 'granted'
      static requestPermission = (): Promise<NotificationPermission> => Promise.resolve('granted')
      constructor(title: string) {
        super()
        window.__notified.push(title)
      }
      close(): void {}
    } as unknown as typeof Notification
  })
}

export const notesOf = (page: Page): Promise<Note[]> => page.evaluate(() => window.__notes)

/**
 * A page that nobody has touched. Playwright's own questions to a page count as a press on it, which sets free whatever
 * a browser holds back before one; these do not.
 */
export class Untouched {
  readonly page: Page
  readonly #session: CDPSession

  private constructor(page: Page, session: CDPSession) {
    this.page = page
    this.#session = session
  }

  static async open(context: BrowserContext, url: string): Promise<Untouched> {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Page.navigate', { url })
    return new Untouched(page, session)
  }

  async ask<Answer>(expression: string): Promise<Answer> {
    const { result } = await this.#session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: false,
    })
    return result.value as Answer
  }

  /** Where the middle of the button with these words is; waits for it, and until it has stayed there for three looks. */
  async find(words: string): Promise<{ x: number; y: number }> {
    const look = `(() => {
      const one = [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === ${JSON.stringify(words)})
      if (one === undefined) return null
      one.scrollIntoView({ block: 'center' })
      const { left, top, width, height } = one.getBoundingClientRect()
      return { x: left + width / 2, y: top + height / 2 }
    })()`
    let last: { x: number; y: number } | null = null
    for (let stayed = 0; ;) {
      const found = await this.ask<{ x: number; y: number } | null>(look).catch(() => null)
      stayed = found !== null && found.x === last?.x && found.y === last.y ? stayed + 1 : 0
      if (found !== null && stayed === 2) return found
      last = found
      await new Promise((done) => setTimeout(done, 100))
    }
  }

  /** Whether this browser lets a page be heard that nobody has touched. */
  async mayPlay(): Promise<boolean> {
    return await this.ask<boolean>(`(async () => {
      const context = new AudioContext()
      await new Promise((done) => setTimeout(done, 300))
      const running = context.state === 'running'
      await context.close()
      return running
    })()`)
  }
}
