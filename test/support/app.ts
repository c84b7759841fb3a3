import { randomUUID } from 'node:crypto'
import { type Logger, pino } from 'pino'
import { createTestDatabase, type TestDatabase } from './database.ts'
import type { Carrier } from '../../media/carrier.ts'
import { liveKitCarrier } from '../../media/livekit.ts'
import type { AccountRole } from '../../signaling/access.ts'
import { type AppOptions, buildApp } from '../../signaling/app.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import type { App } from '../../signaling/routes.ts'

/** The application that production builds, on a database of its own; the clock and the mail's far end are the test's. */
export interface TestApp extends AsyncDisposable {
  readonly app: App
  readonly database: TestDatabase
  readonly dependencies: Dependencies
  readonly letters: Letter[]
  /** Stands still until it is set. */
  now: Temporal.Instant
  addAccount(role: AccountRole, name?: string): Promise<TestAccount>
  /** Sends what a browser's page of this server would send. */
  send(account: TestAccount | undefined, method: Method, url: string, body?: object): Promise<Answer>
}

export interface TestAccount {
  readonly id: string
  readonly role: AccountRole
  readonly cookie: string
}

export interface Answer {
  readonly status: number
  // A test knows what it asked for.
  readonly body: any // oxlint-disable-line no-explicit-any
  readonly headers: Readonly<Record<string, unknown>>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export const testOrigin = 'http://localhost:3000'

const silent = pino({ level: 'silent' })

interface TestAppOptions {
  readonly carrier?: Carrier
  readonly now?: Temporal.Instant
  /** A clone of the run's template unless given. */
  readonly database?: TestDatabase
  readonly app?: Partial<AppOptions>
  readonly log?: Logger
}

export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createTestDatabase())
  const outbox = await openOutbox({ db: database.db, databaseUrl: database.url, log: silent })
  const log = options.log ?? silent
  const letters: Letter[] = []
  const state = { now: options.now ?? Temporal.Instant.from('2026-03-02T09:00:00Z') }
  const dependencies: Dependencies = {
    db: database.db,
    clock: { now: () => state.now },
    mail: { send: async (letter) => void letters.push(letter) },
    // LiveKit's API on a port where nobody listens, for tests that never come as far as the video.
    carrier:
      options.carrier ??
      liveKitCarrier({ url: 'ws://127.0.0.1:9', apiKey: 'key', apiSecret: 'a secret of thirty-two characters' }),
    outbox,
    log,
    settings: { publicUrl: testOrigin, secret: new TextEncoder().encode('a secret of thirty-two characters') },
  }
  const app = await buildApp(dependencies, {
    logger: log,
    limits: { requestsPerMinute: 1_000_000, pagesPerMinute: 1_000_000 },
    ...options.app,
  })
  await app.ready()

  const test: Omit<TestApp, 'now'> = {
    app,
    database,
    dependencies,
    letters,
    async addAccount(role, name = '林秀英') {
      const { id } = await database.db
        .insertInto('account')
        .values({
          email: `${randomUUID()}@example.org`,
          role,
          name,
          timeZone: 'Europe/Rome',
          locale: 'it',
          languages: ['cmn'],
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const { token } = await createSession(database.db, { id, role }, state.now)
      return { id, role, cookie: `${sessionCookie}=${token}` }
    },
    async send(account, method, url, body) {
      const response = await app.inject({
        method,
        url,
        headers: { origin: testOrigin, host: 'localhost:3000', ...(account && { cookie: account.cookie }) },
        ...(body && { payload: body }),
      })
      const isJson = String(response.headers['content-type'] ?? '').includes('json')
      return {
        status: response.statusCode,
        body: isJson && response.body !== '' ? response.json() : response.body,
        headers: response.headers,
      }
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await outbox.close()
      await database.close()
    },
  }
  return Object.defineProperty(test, 'now', {
    get: () => state.now,
    set: (now: Temporal.Instant) => {
      state.now = now
    },
  }) as TestApp
}
