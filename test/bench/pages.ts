import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { AccountViewer } from '../../signaling/access.ts'
import { topics } from '../../signaling/app.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { Hub } from '../../signaling/live/hub.ts'
import type { Line } from '../../signaling/live/open-lines.ts'
import type { Topic } from '../../signaling/topics.ts'
import { addCoordinator } from '../support/people.ts'

/** What is told after one change has been told by then. */
const quietMs = 300
const patienceMs = 20_000

/** A page that is open, and what it has been sent. */
interface Page extends Line {
  readonly watched: readonly Topic[]
  readonly frames: string[]
}

/** Pages of this process that watch what production's pages watch, without the sockets between. */
export class Pages implements Disposable {
  readonly #dependencies: Dependencies
  readonly #hub: Hub
  readonly #pages: Page[] = []
  #onFrame: () => void = () => {}

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#hub = new Hub(dependencies, topics, async () => [])
  }

  /** The console of each doctor there is. */
  async openConsoles(): Promise<void> {
    const experts = await this.#dependencies.db.selectFrom('expert').select(['id', 'accountId', 'nameHan']).execute()
    for (const { id, accountId, nameHan } of experts) {
      const viewer: AccountViewer = {
        role: 'doctor',
        accountId,
        expertId: id,
        name: nameHan,
        locale: 'zh-CN',
        sessionId: randomUUID(),
        sessionExpiresAt: Temporal.Instant.from('2099-01-01T00:00:00Z'),
      }
      this.#open(viewer, [`duty:${id}`, `currentConsultation:${id}`, `waitingFor:${id}`])
    }
  }

  /** Of a coordinator each. */
  async openBoards(count: number): Promise<void> {
    for (let opened = 0; opened < count; opened++) this.#open(await addCoordinator(this.#dependencies), ['board'])
  }

  get count(): number {
    return this.#pages.length
  }

  /** Of all pages, since they were forgotten last. */
  get frames(): string[] {
    return this.#pages.flatMap(({ frames }) => frames)
  }

  /** Once every page shows what there is, and nothing is told any more. */
  async settled(): Promise<void> {
    await this.#until(({ frames, watched }) => frames.length >= watched.length)
    await this.#dependencies.outbox.settled()
    await pause(quietMs)
  }

  /**
   * What each of them was told of a change. Throws where a page was not told what `fits`.
   * @returns what `change` resolved with, all frames, and how many statements and milliseconds it took until the last page was told
   */
  async tell<Result>(
    change: () => Promise<Result>,
    fits: (frame: string, result: Result) => boolean,
  ): Promise<{ readonly result: Result; readonly statements: number; readonly ms: number; readonly frames: string[] }> {
    for (const { frames } of this.#pages) frames.splice(0)
    using statements = new Statements()
    const startedAt = performance.now()
    const result = await change()
    await this.#until(({ frames }) => frames.some((frame) => fits(frame, result)))
    const told = { result, statements: statements.count, ms: performance.now() - startedAt }
    await pause(quietMs)
    return { ...told, frames: this.frames }
  }

  [Symbol.dispose](): void {
    this.#hub.close()
  }

  #open(viewer: AccountViewer, watched: readonly Topic[]): void {
    const page: Page = {
      viewer,
      watched,
      frames: [],
      send: (frame) => {
        page.frames.push(frame.toString())
        this.#onFrame()
      },
      close: () => undefined,
    }
    this.#pages.push(page)
    this.#hub.open(page)
    for (const topic of watched) this.#hub.watch(page, topic, undefined)
  }

  async #until(isDone: (page: Page) => boolean): Promise<void> {
    const waiting = new Set(this.#pages)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#onFrame = () => {
      for (const page of waiting) if (isDone(page)) waiting.delete(page)
      if (waiting.size === 0) resolve()
    }
    const late = setTimeout(() => reject(new Error(`${waiting.size} pages were not told`)), patienceMs)
    this.#onFrame()
    await promise.finally(() => clearTimeout(late))
    this.#onFrame = () => {}
  }
}

/** Counts what this process sends to PostgreSQL, until it is disposed of. */
class Statements implements Disposable {
  readonly #plain = pg.Client.prototype.query
  count = 0

  constructor() {
    const counted = (client: pg.Client, given: readonly unknown[]): unknown => {
      this.count += 1
      return Reflect.apply(this.#plain, client, given)
    }
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      return counted(this, given)
    } as typeof pg.Client.prototype.query
  }

  [Symbol.dispose](): void {
    pg.Client.prototype.query = this.#plain
  }
}

/** Of the text as it goes over the wire. */
export const bytesOf = (frames: readonly string[]): number =>
  frames.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0)
