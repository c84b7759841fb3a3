import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { randomRoomName } from '../../media/carrier.ts'
import { findLiveKitServer } from '../../media/find-server.ts'
import { type LocalLiveKit, startLocalLiveKit } from '../../media/local-server.ts'
import { startTestLiveKit } from '../support/livekit.ts'

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('it is there until it is stopped, and gone then', async () => {
  await using livekit = await startTestLiveKit()
  const { server } = livekit
  expect(await server.isHealthy()).toBe(true)
  expect(isRunning(server.pid)).toBe(true)

  await server.stop()

  expect(await server.isHealthy()).toBe(false)
  expect(isRunning(server.pid)).toBe(false)
  expect(server.restarts).toBe(0)
})

test('killed again and again it comes back, with the same keys on the same ports', async () => {
  await using livekit = await startTestLiveKit()
  const { server, carrier } = livekit
  const before = { url: server.url, apiKey: server.apiKey, apiSecret: server.apiSecret, ports: server.ports }
  for (const kills of [1, 2, 3]) {
    process.kill(server.pid, 'SIGKILL')
    await expect.poll(() => server.restarts).toBe(kills)
    await carrier.openRoom(randomRoomName())
  }
  expect({ url: server.url, apiKey: server.apiKey, apiSecret: server.apiSecret, ports: server.ports }).toEqual(before)
})

test('one stopped while it is coming back stays stopped', async () => {
  await using livekit = await startTestLiveKit()
  const { server } = livekit
  const killed = server.pid
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => isRunning(killed)).toBe(false)

  await server.stop()

  expect(await server.isHealthy()).toBe(false)
  expect(isRunning(server.pid)).toBe(false)
})

describe('started again with the same data folder', () => {
  const silent = { info: () => {}, warn: () => {} }
  let dataFolder: string
  let binary: string
  beforeEach(async () => {
    binary = await findLiveKitServer({ binary: process.env['LIVEKIT_SERVER'], progress: () => {} })
    dataFolder = await mkdtemp(join(tmpdir(), 'qiaoyi-livekit-'))
  })
  afterEach(() => rm(dataFolder, { recursive: true, force: true }))

  function whereIs({ url, apiKey, apiSecret, ports }: LocalLiveKit) {
    return { url, apiKey, apiSecret, ports }
  }

  test('it is where it was, with the same keys', async () => {
    const first = await startLocalLiveKit({ binary, dataFolder, log: silent })
    await first.stop()
    const second = await startLocalLiveKit({ binary, dataFolder, log: silent })
    await second.stop()
    expect(whereIs(second)).toEqual(whereIs(first))
  })

  test('it waits for the one before to be gone', async () => {
    const first = await startLocalLiveKit({ binary, dataFolder, log: silent })
    const stopped = sleep(1_000).then(() => first.stop())
    const second = await startLocalLiveKit({ binary, dataFolder, log: silent })
    await stopped
    expect(await second.isHealthy()).toBe(true)
    await second.stop()
    expect(whereIs(second)).toEqual(whereIs(first))
  })

  test('it goes elsewhere where another program has its port, and says so', async () => {
    const first = await startLocalLiveKit({ binary, dataFolder, log: silent })
    await first.stop()
    const other = createServer().listen(first.ports.http, '127.0.0.1')
    await once(other, 'listening')
    const said: string[] = []
    const second = await startLocalLiveKit({ binary, dataFolder, log: { ...silent, warn: (line) => said.push(line) } })
    expect(await second.isHealthy()).toBe(true)
    await second.stop()
    other.close()
    expect(second.ports.http).not.toBe(first.ports.http)
    expect(said.join()).toContain(String(first.ports.http))
  })

  test.each(['', '{"ports":{"http":"1"}}', 'null'])(
    'it begins anew where what was kept is broken: %s',
    async (text) => {
      await writeFile(join(dataFolder, 'access.json'), text)
      const server = await startLocalLiveKit({ binary, dataFolder, log: silent })
      expect(await server.isHealthy()).toBe(true)
      await server.stop()
    },
  )

  test.skipIf(process.platform === 'win32')('what is kept, the keys among it, is for our eyes only', async () => {
    const server = await startLocalLiveKit({ binary, dataFolder, log: silent })
    await server.stop()
    expect((await stat(join(dataFolder, 'access.json'))).mode & 0o777).toBe(0o600)
  })
})

test('several run beside each other', async () => {
  const all = await Promise.all([startTestLiveKit(), startTestLiveKit(), startTestLiveKit()])
  const health = await Promise.all(all.map(({ server }) => server.isHealthy()))
  await Promise.all(all.map((livekit) => livekit[Symbol.asyncDispose]()))
  expect(health).toEqual([true, true, true])
  expect(new Set(all.map(({ server }) => server.url)).size).toBe(3)
  expect(new Set(all.map(({ server }) => server.apiSecret)).size).toBe(3)
})

test.skipIf(process.platform === 'win32')('its configuration, which holds the keys, is for our eyes only', async () => {
  await using livekit = await startTestLiveKit()
  const file = join(livekit.dataFolder, 'livekit.yaml')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readFile(file, 'utf8')).toContain(livekit.server.apiSecret)
})

test('a program that is no LiveKit is said not to start', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'qiaoyi-livekit-'))
  try {
    const log = { info: () => {}, warn: () => {} }
    await expect(startLocalLiveKit({ binary: process.execPath, dataFolder, log })).rejects.toThrow(/LiveKit ended/)
    await expect(startLocalLiveKit({ binary: join(dataFolder, 'x'), dataFolder, log })).rejects.toThrow(
      /could not be run/,
    )
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
})
