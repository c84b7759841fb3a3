import { afterAll } from 'vitest'
import { readDatabaseTime } from '../../db/time.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import type { Answer, Method, TestAccount } from '../support/answering.ts'
import { duringTests, openHospital, type TestHospital } from '../support/hospital.ts'
import { LiveClient } from '../support/live-client.ts'
import { createDataFolder, killLeftovers, type Qiaoyi, startQiaoyi } from '../support/qiaoyi.ts'

/** A server as production starts it, reached at this address alone. */
export interface Server {
  readonly url: string
}

interface TwoServers extends AsyncDisposable {
  readonly here: Server
  readonly there: Server
}

/**
 * Two servers on the database of one hospital, for the tests of the file that calls this. Each is a process of the system, with a
 * matcher, an outbox and a clock of its own. In the hospital the tests put people, and look at what became of them.
 */
export function openTwoServers(): { readonly hospital: TestHospital; readonly servers: TwoServers } {
  const hospital = openHospital({ now: Temporal.Now.instant().toString() })
  const data = duringTests(createDataFolder)
  afterAll(killLeftovers)
  const servers = duringTests(() => startTwoServers(hospital.database.url, data.path), 180_000)
  return { hospital, servers }
}

async function startTwoServers(databaseUrl: string, dataFolder: string): Promise<TwoServers> {
  const env = {
    DATABASE_URL: databaseUrl,
    DATA_FOLDER: dataFolder,
    // Nobody listens there: whoever answers a call is let in, and told to try again.
    LIVEKIT_URL: 'ws://127.0.0.1:9',
    LIVEKIT_API_KEY: 'key',
    LIVEKIT_API_SECRET: 'a secret of thirty-two characters',
  }
  const first = startQiaoyi(env)
  // The first one builds the client for both.
  const here = { url: await first.ready() }
  const second = startQiaoyi(env)
  const there = { url: await second.ready() }
  return { here, there, [Symbol.asyncDispose]: () => end([first, second]) }
}

async function end(servers: readonly Qiaoyi[]): Promise<void> {
  for (const server of servers) server.process.kill('SIGTERM')
  await Promise.all(servers.map((server) => server.ended()))
}

/** The hospital's clock stands until it is moved, and that of the servers goes. */
export async function setClock(hospital: TestHospital): Promise<void> {
  hospital.clock.set(await readDatabaseTime(hospital.db))
}

/** On one more device. */
export async function signIn(
  hospital: TestHospital,
  { accountId, role }: Pick<AccountViewer, 'accountId' | 'role'>,
): Promise<TestAccount> {
  const { token } = await createSession(hospital.db, { id: accountId, role }, hospital.clock.now())
  return { id: accountId, role, cookie: `${sessionCookie}=${token}` }
}

/** Over HTTP, as a page of this server asks. */
export async function ask(
  { url }: Server,
  { cookie }: TestAccount,
  method: Method,
  path: string,
  body?: object,
): Promise<Pick<Answer, 'status' | 'body'>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { cookie, origin: url, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** A live socket that is through to this server. */
export async function openSocket({ url }: Server, account: TestAccount): Promise<LiveClient> {
  const { origin, host, port } = new URL(url)
  const client = await new LiveClient(Number(port), account, { origin, host }).opened()
  client.send({ type: 'ping' })
  await client.frame((frame) => frame.type === 'pong')
  return client
}

/** Resolves once the socket has shown what there is; from now on it shows what changes. */
export async function watch(client: LiveClient, topic: string): Promise<void> {
  client.send({ type: 'watch', topic })
  await client.frame((frame) => frame.type === 'snapshot' && frame.topic === topic)
}
