import { type Logger, pino } from 'pino'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { openDatabase } from '../../db/connection.ts'
import type { Carrier } from '../../media/carrier.ts'
import { systemClock } from '../../signaling/clock.ts'
import { startRoomKeeper } from '../../signaling/consultations/room-keeper.ts'
import type { Dependencies, Patience } from '../../signaling/dependencies.ts'
import { letterWriters } from '../../signaling/letter-writers.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import { startPostman } from '../../signaling/letters/postman.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import { startMatcher } from '../../signaling/matching/matcher.ts'
import { putRoomsTogether } from '../../signaling/who-reacts.ts'
import { freePort } from '../../supervision/free-port.ts'
import { type Answering, answer, type Asking, askingOf, type Http, testOrigin } from './answering.ts'
import type { WantedBrowser } from './browser.ts'
import { failOnComplaints } from './complaints.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { startTestLiveKit, type TestLiveKit, unreachableCarrier } from './livekit.ts'

/** What a test asks for beside use cases over a database of its own. Nothing else is opened. */
export interface Asked {
  /** Where the clock stands until it is moved: 2026-03-02T09:00:00Z unless given. With a browser it goes. */
  readonly now?: string
  /** The application that production builds. It `listens` on a port, or is asked without one. */
  readonly http?: true | Http
  /** A real LiveKit, or what the test puts in its place. Without it nobody listens where the video should be. */
  readonly video?: true | Carrier
  /** Chromium before the built client on a port, and what runs by itself: matcher, postman, room keeper. */
  readonly browser?: true | (WantedBrowser & { readonly keepsPages?: true })
  /** As another process on the same database would be: connections and an outbox of its own, in this very process. */
  readonly there?: true
  /** Instead of a clone of the run's template; closed with the hospital. */
  readonly database?: TestDatabase
  readonly log?: Logger
  /** How long somebody may be gone from a visit; as in production unless given. */
  readonly patience?: Patience
}

export interface TestHospital extends Dependencies {
  readonly clock: {
    now(): Temporal.Instant
    set(instant: Temporal.Instant | string): void
    forward(duration: Temporal.DurationLike): void
  }
  readonly database: TestDatabase
  /** Sent so far, in order. */
  readonly letters: Letter[]
  /** Sends what is due, in this test's time. */
  deliver(): Promise<void>
}

export type Hospital<Wish extends Asked = object> = TestHospital &
  (Wish extends { http: object | true } | { browser: object | true } ? Answering & Asking : unknown) &
  (Wish extends { video: true } ? { readonly livekit: TestLiveKit } : unknown) &
  (Wish extends { browser: object | true } ? { readonly browser: Browser } : unknown) &
  (Wish extends { there: true } ? { readonly there: There<Wish> } : unknown)

type There<Wish> = Dependencies & (Wish extends { http: object | true } ? Answering : unknown)

/** The whole of it, with a browser in front. */
export type Site = Hospital<{ video: true; browser: true }>

/**
 * A hospital for the tests of the file or block that calls this. It is empty until it opens: before whatever is
 * registered after it, and it closes after that. After each test in a browser its pages close, unless it `keepsPages`,
 * and what they complained of fails the test.
 */
export function openHospital<const Wish extends Asked = object>(asked: Wish = {} as Wish): Hospital<Wish> {
  const { browser, video }: Asked = asked
  const hospital = duringTests(() => startHospital(asked), (browser ?? video) === undefined ? undefined : 180_000)
  if (browser !== undefined) {
    afterEach(async () => {
      if (browser === true || !browser.keepsPages) await closePages(hospital as Hospital as Site)
      failOnComplaints()
    })
  }
  return hospital
}

/** A migrated and empty database with nothing over it, for the tests of the file or block that calls this. */
export const openTestDatabase = (): TestDatabase => duringTests(createTestDatabase)

/** Opens before the tests of the file or block that calls this, and closes after them, also what came too late. */
export function duringTests<Opened extends AsyncDisposable>(start: () => Promise<Opened>, timeout?: number): Opened {
  const opened = {} as Opened
  let starting: Promise<Opened> | undefined
  beforeAll(async () => {
    starting = start()
    Object.assign(opened, await starting)
  }, timeout)
  afterAll(() => closeOf(starting))
  return opened
}

async function closeOf(opening: Promise<AsyncDisposable> | undefined): Promise<void> {
  await (await opening?.catch(() => undefined))?.[Symbol.asyncDispose]()
}

/** Closes with the stack, also where what is opened beside it fails. */
function openOn<Opened extends AsyncDisposable>(
  stack: AsyncDisposableStack,
  opening: Promise<Opened>,
): Promise<Opened> {
  stack.defer(() => closeOf(opening))
  return opening
}

export async function closePages({ browser }: Pick<Site, 'browser'>): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()))
}

const silent = pino({ level: 'silent' })

/** A hospital for one test, `await using`. Where one of its parts does not open, those that did are closed. */
export async function startHospital<const Wish extends Asked = object>(
  asked: Wish = {} as Wish,
): Promise<Hospital<Wish> & AsyncDisposable> {
  const { http, video, browser: wanted, there: wantsAnother, database: given }: Asked = asked
  await using parts = new AsyncDisposableStack()
  // Each stands on those before it, and closes before them.
  const ground = parts.use(new AsyncDisposableStack())
  const processes = parts.use(new AsyncDisposableStack())
  const front = parts.use(new AsyncDisposableStack())

  const listens = wanted !== undefined || (typeof http === 'object' && http.listens === true)
  // LiveKit is told where its webhooks go before anybody listens there.
  const port = listens && (wanted ?? video) !== undefined ? await freePort() : 0
  const url = `http://127.0.0.1:${port}`
  const [database, livekit, webFolder, browser] = await Promise.all([
    openOn(ground, given === undefined ? createTestDatabase() : Promise.resolve(given)),
    video === true
      ? openOn(ground, startTestLiveKit(listens ? { webhookUrl: `${url}/api/video/webhook` } : {}))
      : undefined,
    wanted && buildClient(),
    wanted && openOn(front, openBrowser(wanted === true ? {} : wanted)),
  ])

  const letters: Letter[] = []
  const common = {
    clock: openClock(asked),
    mail: { send: (letter: Letter) => Promise.resolve(void letters.push(letter)) },
    carrier: livekit?.carrier ?? (typeof video === 'object' ? video : unreachableCarrier()),
    log: asked.log ?? silent,
    settings: {
      publicUrl: wanted === undefined ? testOrigin : url,
      secret: new TextEncoder().encode('a secret of thirty-two characters'),
      ...(asked.patience && { patience: asked.patience }),
    },
  }
  const startProcess = async (db: Dependencies['db'], at: number): Promise<Dependencies & Partial<Answering>> => {
    const outbox = await openOutbox({ db, databaseUrl: database.url, log: silent })
    processes.defer(() => outbox.close())
    const dependencies = { ...common, db, outbox }
    if (http === undefined && wanted === undefined) return dependencies
    const options = { logger: common.log, ...(typeof http === 'object' && http), ...(webFolder && { webFolder }) }
    const answering = await answer(dependencies, options, listens ? at : undefined)
    processes.defer(() => answering.app.close())
    return { ...dependencies, ...answering }
  }
  putRoomsTogether()
  const here = await startProcess(database.db, port)
  if (wanted !== undefined && here.app !== undefined) {
    const rounds = [startMatcher(here), startPostman(here, letterWriters), startRoomKeeper(here, here.app.openPages)]
    for (const each of rounds) processes.defer(() => each.stop())
  }
  const second = wantsAnother && processes.adopt(openDatabase(database.url, silent), ({ close }) => close())
  const there = second && (await startProcess(second.db, 0))

  const closing = parts.move()
  const hospital = {
    ...here,
    ...(here.app && askingOf(here, here.app)),
    database,
    letters,
    livekit,
    browser,
    there,
    async deliver() {
      const postman = startPostman(here, letterWriters)
      await postman.deliver()
      await postman.stop()
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
  // What was not asked for is not there.
  return hospital as unknown as Hospital<Wish> & AsyncDisposable
}

function openClock({ now = '2026-03-02T09:00:00Z', browser }: Asked): TestHospital['clock'] {
  let time = Temporal.Instant.from(now)
  return {
    now: () => (browser === undefined ? time : systemClock.now()),
    set: (instant) => void (time = Temporal.Instant.from(instant)),
    forward: (duration) => void (time = time.add(duration)),
  }
}

// Loaded where somebody asks for a browser: the other tests need not wait for them.
async function buildClient(): Promise<string> {
  const { buildWebClient } = await import('../../web/build.ts')
  return await buildWebClient((line) => process.stderr.write(`${line}\n`))
}

async function openBrowser(wanted: WantedBrowser): Promise<Browser> {
  const { launchBrowser } = await import('./browser.ts')
  return await launchBrowser(wanted)
}
