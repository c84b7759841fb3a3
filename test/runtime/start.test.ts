import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'

import { sql } from 'kysely'
import { afterEach, describe, expect, inject, test } from 'vitest'

import { isRunning } from '../../supervision/process-table.ts'
import { createTestDatabase } from '../support/database.ts'
import { duringTests } from '../support/hospital.ts'
import { createDataFolder, killLeftovers, type Qiaoyi, runScript, startQiaoyi } from '../support/qiaoyi.ts'

afterEach(killLeftovers)

/** Longer than anything should take: what is slower is stuck. */
const patience = { timeout: 60_000 }

async function gone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter((pid) => isRunning(pid)), patience).toEqual([])
}

async function signInLinks(qiaoyi: Qiaoyi): Promise<Map<string, string>> {
  const read = (): [string, string][] =>
    [...qiaoyi.output.matchAll(/^sign in as (\w+) (\S+)$/gm)].map(([, role = '', url = '']) => [role, url])
  await expect.poll(() => read().length, patience).toBe(3)
  return new Map(read())
}

describe('on the embedded database', () => {
  const data = duringTests(createDataFolder)

  test('starts, signs three people in by links that work once, and leaves no child behind at Ctrl-C', async () => {
    const qiaoyi = startQiaoyi({ DATA_FOLDER: data.path })
    const url = await qiaoyi.ready()
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await (await fetch(url)).text()).toContain('<html')

    const links = await signInLinks(qiaoyi)
    expect([...links.keys()]).toEqual(['compatriot', 'doctor', 'coordinator'])
    expect(new Set([...links.values()].map((link) => new URL(link).hostname)).size).toBe(3)
    for (const link of links.values()) {
      // Node asks the resolver for names below localhost, and a browser doesn't.
      const reachable = new URL(link)
      if (reachable.hostname.endsWith('.localhost')) reachable.hostname = 'localhost'
      const first = await fetch(reachable, { redirect: 'manual' })
      expect(first.headers.get('location')).toBe('/')
      expect(first.headers.get('set-cookie')).toContain('HttpOnly')
      const second = await fetch(reachable, { redirect: 'manual' })
      expect(second.headers.get('set-cookie')).toBeNull()
    }

    const children = qiaoyi.children()
    expect(children.length).toBeGreaterThanOrEqual(3)
    qiaoyi.process.kill('SIGINT')
    expect(await qiaoyi.ended()).toBe(0)
    await gone(children)
  })

  test('starts a second time with its data and fresh links', async () => {
    const first = startQiaoyi({ DATA_FOLDER: data.path })
    await first.ready()
    const before = await signInLinks(first)
    first.process.kill('SIGTERM')
    expect(await first.ended()).toBe(0)

    const second = startQiaoyi({ DATA_FOLDER: data.path })
    await second.ready()
    const after = await signInLinks(second)
    expect(second.output).not.toContain('creating')
    for (const [role, link] of after) expect(link).not.toBe(before.get(role))
    second.process.kill('SIGINT')
    expect(await second.ended()).toBe(0)
  })

  test('killed outright, it leaves no child behind, and starts again', async () => {
    const killed = startQiaoyi({ DATA_FOLDER: data.path })
    await killed.ready()
    const children = killed.children()
    expect(children.length).toBeGreaterThanOrEqual(3)
    killed.process.kill('SIGKILL')
    await killed.ended()
    await gone(children)

    const next = startQiaoyi({ DATA_FOLDER: data.path })
    await next.ready()
    next.process.kill('SIGINT')
    expect(await next.ended()).toBe(0)
  })

  test('stopped in the middle of its start, it leaves no child behind', async () => {
    const qiaoyi = startQiaoyi({ DATA_FOLDER: data.path })
    await expect.poll(() => qiaoyi.children().length, { ...patience, interval: 5 }).toBeGreaterThan(0)
    const early = qiaoyi.children()
    qiaoyi.process.kill('SIGINT')
    const code = await qiaoyi.ended()
    expect(code).toBe(0)
    await gone([...early, ...qiaoyi.children()])
  })
})

describe('says in one clear message what keeps it from starting', () => {
  const data = duringTests(createDataFolder)

  async function refusal(env: Readonly<Record<string, string>>): Promise<string> {
    const qiaoyi = startQiaoyi({ DATA_FOLDER: data.path, ...env })
    expect(await qiaoyi.ended()).toBe(1)
    expect(qiaoyi.output).not.toMatch(/^\s+at /m)
    expect(qiaoyi.output).not.toContain('ready')
    return qiaoyi.output
  }

  test('all that is wrong with the environment at once', async () => {
    const output = await refusal({ PORT: 'x', LOG_LEVEL: 'y' })
    expect(output).toContain('PORT')
    expect(output).toContain('LOG_LEVEL')
  })

  test('a taken port', async () => {
    const squatter = createServer().listen(0, 'localhost')
    await once(squatter, 'listening')
    const { port } = squatter.address() as { port: number }
    const output = await refusal({ PORT: String(port) })
    squatter.close()
    expect(output).toContain(`Port ${port} is taken`)
    expect(output).toContain(`PORT=${port + 1}`)
  })

  test('a HOST that is not this machine', async () => {
    expect(await refusal({ HOST: '192.0.2.1' })).toContain('HOST')
  })

  test.each([
    ['nobody listens there', () => 'postgres://qiaoyi:hunter2@127.0.0.1:1/qiaoyi', 'nothing listens'],
    ['no such host', () => 'postgres://qiaoyi:hunter2@nowhere.invalid/qiaoyi', 'nowhere.invalid'],
    [
      'a wrong password',
      () => Object.assign(new URL(inject('postgresUrl')), { password: 'hunter2' }).href,
      'user or password',
    ],
    [
      'no such database',
      () => Object.assign(new URL(inject('postgresUrl')), { pathname: '/hunter2_missing' }).href,
      'no database of that name',
    ],
  ])('a broken DATABASE_URL: %s', async (_name, url, words) => {
    const output = await refusal({ DATABASE_URL: url() })
    expect(output).toContain('DATABASE_URL')
    expect(output).toContain(words)
    expect(output).not.toMatch(/hunter2@|hunter2\b(?!_)/)
  })

  test('a database that a newer version has migrated', async () => {
    const database = await createTestDatabase()
    await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', 'now')`.execute(
      database.owner,
    )
    const output = await refusal({ DATABASE_URL: database.url })
    await database[Symbol.asyncDispose]()
    expect(output).toContain('9999-from-the-future')
    expect(output).toContain('newer version')
  })

  test('a data folder of a newer PostgreSQL', async () => {
    const qiaoyi = startQiaoyi({ DATA_FOLDER: data.path })
    await qiaoyi.ready()
    qiaoyi.process.kill('SIGINT')
    await qiaoyi.ended()
    await writeFile(join(data.path, 'postgres', 'PG_VERSION'), '99\n')
    expect(await refusal({})).toContain('PostgreSQL 99')
  })

  test('no LiveKit', async () => {
    const output = await refusal({ LIVEKIT_SERVER: '/nowhere/livekit-server' })
    expect(output).toContain('LIVEKIT_SERVER')
  })
})

test('on an empty DATABASE_URL there is no demo hospital, and a printed link makes the first coordinator once', async () => {
  const data = await createDataFolder()
  const database = await createTestDatabase()
  const env = { DATA_FOLDER: data.path, DATABASE_URL: database.url }
  const qiaoyi = startQiaoyi(env)
  const url = await qiaoyi.ready()
  const printed = (): string => /^make the first coordinator (\S+)$/m.exec(qiaoyi.output)?.[1] ?? ''
  await expect.poll(printed, patience).toContain(`${url}/first-coordinator/`)
  expect(qiaoyi.output).not.toContain('sign in as')
  expect(await database.db.selectFrom('account').select('id').execute()).toEqual([])

  const body = JSON.stringify({
    token: printed().split('/').at(-1),
    email: 'first@example.org',
    name: '周调度',
    timeZone: 'Asia/Shanghai',
    locale: 'zh-CN',
  })
  const headers = { 'content-type': 'application/json', origin: url }
  const make = () => fetch(`${url}/api/first-coordinator`, { method: 'POST', headers, body })
  const made = await make()
  expect(made.status).toBe(201)
  const cookie = made.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect((await fetch(`${url}/api/board`, { headers: { cookie } })).status).toBe(200)
  expect((await make()).status).toBe(410)
  qiaoyi.process.kill('SIGTERM')
  expect(await qiaoyi.ended()).toBe(0)

  const again = startQiaoyi(env)
  await again.ready()
  again.process.kill('SIGTERM')
  expect(await again.ended()).toBe(0)
  expect(again.output).not.toContain('first coordinator')
  await database[Symbol.asyncDispose]()
  await data[Symbol.asyncDispose]()
})

test('a demo hospital is reset once nothing runs on it, and never where DATABASE_URL is set', async () => {
  await using data = await createDataFolder()
  const reset = (env: Readonly<Record<string, string>> = {}) =>
    runScript('demo-reset.ts', { DATA_FOLDER: data.path, ...env })
  const qiaoyi = startQiaoyi({ DATA_FOLDER: data.path })
  await qiaoyi.ready()
  expect(await reset()).toMatchObject({ code: 1, output: expect.stringContaining('Stop it first') })
  qiaoyi.process.kill('SIGTERM')
  expect(await qiaoyi.ended()).toBe(0)

  const elsewhere = { DATABASE_URL: 'postgres://qiaoyi@127.0.0.1:1/qiaoyi' }
  expect(await reset(elsewhere)).toMatchObject({ code: 1, output: expect.stringContaining('nothing was removed') })
  expect((await reset()).code).toBe(0)
  const next = startQiaoyi({ DATA_FOLDER: data.path })
  await next.ready()
  expect(next.output).toContain('creating the database')
  next.process.kill('SIGTERM')
  expect(await next.ended()).toBe(0)
})

test('what people wait for comes before LiveKit, which is got behind it and may fail without ending anything', async () => {
  await using data = await createDataFolder()
  // Go finds no module here, and is told so only when the test wants it.
  const waiting: (() => void)[] = []
  const modules = createHttpServer((_request, response) => {
    waiting.push(() => response.writeHead(404).end())
  }).listen(0, '127.0.0.1')
  await once(modules, 'listening')
  const { port } = modules.address() as AddressInfo
  const qiaoyi = startQiaoyi({
    DATA_FOLDER: data.path,
    LIVEKIT_SERVER: '',
    LIVEKIT_MIRROR: `http://127.0.0.1:${port}`,
    XDG_CACHE_HOME: join(data.path, 'cache'),
    GOMODCACHE: join(data.path, 'modules'),
    GOFLAGS: '-modcacherw',
    GOPROXY: `http://127.0.0.1:${port}`,
    GONOSUMDB: '*',
  })
  const url = await qiaoyi.ready()
  await signInLinks(qiaoyi)
  await expect.poll(() => waiting.length, patience).toBeGreaterThan(0)
  await expect
    .poll(() => qiaoyi.output, patience)
    .toMatch(/^ready [^]*^sign in as coordinator [^]*^(building|downloading) LiveKit/m)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)

  const answering = setInterval(() => waiting.splice(0).forEach((answer) => answer()), 20)
  await expect.poll(() => qiaoyi.output, patience).toContain('there is no video until the next start')
  clearInterval(answering)
  await expect.poll(() => qiaoyi.output, patience).toContain('LIVEKIT_MIRROR')
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  qiaoyi.process.kill('SIGTERM')
  expect(await qiaoyi.ended()).toBe(0)
  modules.close()
})
