import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultCacheFolder, findLiveKitServer, LIVEKIT_VERSION } from '../../media/find-server.ts'
import { CannotStart } from '../../supervision/cannot-start.ts'

const unexpected = (line: string): never => {
  throw new Error(`told of progress: ${line}`)
}

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiaoyi-find-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function program(path: string, mode = 0o755): Promise<string> {
  const file = join(folder, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, '')
  await chmod(file, mode)
  return file
}

describe.skipIf(process.platform === 'win32')('a LiveKit server is looked for', () => {
  test('first where it was said to be, then on PATH, then in the cache', async () => {
    const named = await program('named')
    const onPath = await program('bin/livekit-server')
    const cached = await program('cache/server')
    const cacheFolder = join(folder, 'cache')
    const env = { PATH: `/nowhere:${join(folder, 'bin')}` }

    expect(await findLiveKitServer({ binary: named, cacheFolder, env, progress: unexpected })).toBe(named)
    expect(await findLiveKitServer({ cacheFolder, env, progress: unexpected })).toBe(onPath)
    expect(await findLiveKitServer({ cacheFolder, env: {}, progress: unexpected })).toBe(cached)
  })

  test('and never elsewhere than where it was said to be', async () => {
    const onPath = await program('bin/livekit-server')
    const env = { PATH: join(onPath, '..') }
    for (const binary of [join(folder, 'missing'), folder, await program('text', 0o644)]) {
      await expect(findLiveKitServer({ binary, env, progress: unexpected })).rejects.toThrow(CannotStart)
    }
  })
})

test('the cache lies outside the checkout, a folder for each version', () => {
  expect(defaultCacheFolder({ XDG_CACHE_HOME: join('/', 'c') })).toBe(
    join('/', 'c', 'qiaoyi', 'livekit', LIVEKIT_VERSION),
  )
  expect(defaultCacheFolder({})).toContain(join('.cache', 'qiaoyi', 'livekit'))
})

test('a build that fails says so, names every other way, and leaves nothing half built', async () => {
  const cacheFolder = join(folder, 'cache')
  // With a proxy that is not there Go can fetch nothing, whatever it has fetched before for other programs.
  const env = {
    ...process.env,
    GOMODCACHE: join(folder, 'modules'),
    GOPROXY: 'http://127.0.0.1:1',
    GOFLAGS: '-modcacherw',
  }
  const failing = findLiveKitServer({ cacheFolder, env: { ...env, PATH: pathWithoutLiveKit() }, progress: () => {} })
  await expect(failing).rejects.toThrow(CannotStart)
  await expect(failing).rejects.toThrow(/go\.dev\/dl[^]*LIVEKIT_SERVER[^]*LIVEKIT_URL/)
  const again = await program('cache/server')
  expect(await findLiveKitServer({ cacheFolder, env: {}, progress: unexpected })).toBe(again)
})

function pathWithoutLiveKit(): string {
  return (process.env['PATH'] ?? '')
    .split(':')
    .filter((part) => !part.includes('livekit'))
    .join(':')
}
