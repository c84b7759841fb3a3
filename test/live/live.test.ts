import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { openDatabase } from '../../db/connection.ts'
import { closeCode, type ServerFrame } from '../../signaling/live/contract.ts'
import { openOutbox, transact } from '../../signaling/live/outbox.ts'
import { createTestApp, type TestAccount, type TestApp } from '../support/app.ts'

let site: TestApp
let port: number

beforeAll(async () => {
  site = await createTestApp()
  await site.app.listen({ port: 0, host: '127.0.0.1' })
  port = (site.app.server.address() as AddressInfo).port
})

afterAll(async () => {
  await site?.[Symbol.asyncDispose]()
})

class Client {
  readonly frames: ServerFrame[] = []
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #waiting = new Set<() => void>()

  constructor(account: TestAccount | undefined, headers: Record<string, string> = {}) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, {
      headers: { origin: `http://127.0.0.1:${port}`, ...(account && { cookie: account.cookie }), ...headers },
    })
    this.#socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as ServerFrame)
      for (const wake of this.#waiting) wake()
    })
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (code) => resolve(code))
      this.#socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      this.#socket.on('error', () => undefined)
    })
  }

  async opened(): Promise<this> {
    await new Promise((resolve) => this.#socket.once('open', resolve))
    return this
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The first frame from now on, or already there, that fits. */
  async frame(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    for (;;) {
      const found = this.frames.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  close(): void {
    this.#socket.close()
  }
}

async function addDoctor(): Promise<TestAccount & { expertId: string }> {
  const account = await site.addAccount('doctor', '陈建国')
  const { id } = await site.database.db
    .insertInto('expert')
    .values({ accountId: account.id, nameHan: '陈建国', nameLatin: 'Chen Jianguo', specialties: ['tcm'], institution: 'A', licenseNumber: '1', licenseVerifiedBy: 'B', timeZone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...account, expertId: id }
}

test('a snapshot first, then what commits, and nothing that was rolled back', async () => {
  const coordinator = await site.addAccount('coordinator')
  const client = await new Client(coordinator).opened()
  client.send({ type: 'watch', topic: 'roster' })
  await client.frame((frame) => frame.type === 'snapshot' && frame.topic === 'roster')

  await expect(
    transact(site.dependencies, async (_trx, announce) => {
      announce('roster')
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  site.now = site.now.add({ seconds: 1 })
  await transact(site.dependencies, async (_trx, announce) => announce('roster'))
  await client.frame((frame) => frame.type === 'change')
  await site.dependencies.outbox.settled()
  expect(client.frames.filter((frame) => frame.type === 'change')).toHaveLength(1)
  client.close()
})

test('what another process commits arrives, also after the listener was killed and its connections with it', async () => {
  const coordinator = await site.addAccount('coordinator')
  const client = await new Client(coordinator).opened()
  client.send({ type: 'watch', topic: 'roster' })
  await client.frame((frame) => frame.type === 'snapshot')
  const other = openDatabase(site.database.url, site.dependencies.log)
  const outbox = await openOutbox({ db: other.db, databaseUrl: site.database.url, log: site.dependencies.log })
  try {
    for (let turn = 1; turn <= 3; turn += 1) {
      site.now = site.now.add({ seconds: 1 })
      if (turn === 2) {
        await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'qiaoyi-listener' and datname = current_database()`.execute(other.db)
      }
      await transact({ db: other.db, outbox }, async (_trx, announce) => announce('roster'))
      const seen = turn
      await client.frame(() => client.frames.filter((frame) => frame.type === 'change').length >= seen)
    }
  } finally {
    await outbox.close()
    await other.close()
    client.close()
  }
})

test('no announcement is lost or overtaken among transactions that commit out of order', async () => {
  const heard = new Set<string>()
  const unsubscribe = site.dependencies.outbox.onTopics((changed) => {
    if (changed !== 'reset') for (const topic of changed) heard.add(topic)
  })
  const names = Array.from({ length: 60 }, (_, index) => `test:${index}`)
  await Promise.all(
    names.map((name, index) =>
      transact(site.dependencies, async (trx, announce) => {
        announce(name)
        await sql`select pg_sleep(${((index * 7) % 10) / 200})`.execute(trx)
      }),
    ),
  )
  await site.dependencies.outbox.settled()
  unsubscribe()
  expect([...heard].filter((topic) => topic.startsWith('test:')).toSorted()).toEqual(names.toSorted())
})

test('a topic of somebody else is refused as if it were not there', async () => {
  const [mine, theirs] = [await addDoctor(), await addDoctor()]
  const client = await new Client(mine).opened()
  client.send({ type: 'watch', topic: `duty:${theirs.expertId}` })
  client.send({ type: 'watch', topic: 'noSuchTopic' })
  client.send({ type: 'watch', topic: `duty:${mine.expertId}` })
  const refused = await client.frame((frame) => frame.type === 'refused' && frame.topic.startsWith('duty'))
  expect(refused).toMatchObject({ topic: `duty:${theirs.expertId}`, error: { code: 'notFound' } })
  expect(await client.frame((frame) => frame.type === 'refused' && frame.topic === 'noSuchTopic')).toMatchObject({ error: { code: 'notFound' } })
  await client.frame((frame) => frame.type === 'snapshot' && frame.topic === `duty:${mine.expertId}`)
  client.close()
})

test('signing out closes the sockets of that session, and of no other', async () => {
  const [mine, theirs] = [await site.addAccount('coordinator'), await site.addAccount('coordinator')]
  const [client, other] = [await new Client(mine).opened(), await new Client(theirs).opened()]
  other.send({ type: 'watch', topic: 'roster' })
  expect((await site.send(mine, 'POST', '/api/sign-out')).status).toBe(204)
  expect(await client.closed).toBe(closeCode.signedOut)
  await other.frame((frame) => frame.type === 'snapshot')
  other.send({ type: 'ping' })
  await other.frame((frame) => frame.type === 'pong')
  other.close()
})

test.each([
  ['without a session', undefined, {}, 401],
  ['from the page of another host', 'coordinator', { origin: 'https://elsewhere.example' }, 403],
] as const)('no socket %s', async (_name, role, headers, status) => {
  const account = role && (await site.addAccount(role))
  expect(await new Client(account, headers).closed).toBe(status)
})

test.each([
  ['no JSON', 'watch me', closeCode.badFrame],
  ['an unknown frame', { type: 'shout' }, closeCode.badFrame],
  ['a topic that is none', { type: 'watch', topic: '../../etc' }, closeCode.badFrame],
  ['a frame beyond the limit', 'x'.repeat(5000), 1009],
] as const)('%s ends the socket', async (_name, frame, code) => {
  const client = await new Client(await site.addAccount('coordinator')).opened()
  client.send(frame)
  expect(await client.closed).toBe(code)
})

test('a flood of frames ends the socket', async () => {
  const client = await new Client(await site.addAccount('coordinator')).opened()
  for (let count = 0; count < 300; count += 1) client.send({ type: 'ping' })
  expect(await client.closed).toBe(closeCode.tooMany)
})
