import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { randomRoomName } from '../../media/carrier.ts'
import { startLocalLiveKit } from '../../media/local-server.ts'
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
    await expect.poll(() => server.restarts, { timeout: 20_000 }).toBe(kills)
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
