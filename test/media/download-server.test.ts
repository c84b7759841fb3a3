import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Release, releaseFor } from '../../media/download-server.ts'
import { findLiveKitServer } from '../../media/find-server.ts'
import { CannotStart } from '../../supervision/cannot-start.ts'

let folder: string
let mirror: Server
let archive: Buffer
let asked: string[]
let answer: (path: string) => Buffer | number | 'breaksOff'

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiaoyi-download-'))
  await mkdir(join(folder, 'made'))
  await writeFile(join(folder, 'made', 'livekit-server'), '#!/bin/sh\necho a server\n')
  await writeFile(join(folder, 'made', 'LICENSE'), 'a licence')
  execFileSync('tar', ['-czf', join(folder, 'made.tar.gz'), '-C', join(folder, 'made'), 'livekit-server', 'LICENSE'])
  archive = await readFile(join(folder, 'made.tar.gz'))
  asked = []
  answer = () => archive
  mirror = createServer((request, response) => {
    asked.push(request.url ?? '')
    const said = answer(request.url ?? '')
    if (said === 'breaksOff') {
      response.writeHead(200, { 'content-length': archive.length })
      response.write(archive.subarray(0, 100), () => request.socket.destroy())
    } else if (typeof said === 'number') response.writeHead(said).end()
    else response.end(said)
  }).listen(0, '127.0.0.1')
  await once(mirror, 'listening')
})

afterEach(async () => {
  mirror.close()
  await rm(folder, { recursive: true, force: true })
})

function release(change: Partial<Release> = {}): Release {
  const sha256 = createHash('sha256').update(archive).digest('hex')
  return { version: '9.9.9', file: 'livekit_9.9.9_here.tar.gz', sha256, program: 'livekit-server', ...change }
}

/** On a machine without Go or a LiveKit of its own. */
function find(of: Release): Promise<string> {
  const { port } = mirror.address() as AddressInfo
  return findLiveKitServer({
    cacheFolder: join(folder, 'cache'),
    mirror: `http://127.0.0.1:${port}/releases`,
    release: of,
    env: { PATH: '/nowhere' },
    goPlaces: [],
    progress: () => undefined,
  })
}

describe.skipIf(process.platform === 'win32')('where there is neither a LiveKit nor Go', () => {
  test('the release is downloaded once, and can be run', async () => {
    const path = await find(release())
    expect(asked).toEqual(['/releases/v9.9.9/livekit_9.9.9_here.tar.gz'])
    expect(execFileSync(path).toString()).toBe('a server\n')
    expect(await find(release())).toBe(path)
    expect(asked).toHaveLength(1)
    expect(await readdir(join(folder, 'cache'))).toEqual(['release-9.9.9'])
  })

  test('two starts at once both end with a whole program', async () => {
    const paths = await Promise.all([find(release()), find(release())])
    expect(new Set(paths).size).toBe(1)
    expect(execFileSync(paths[0] ?? '').toString()).toBe('a server\n')
  })

  test.each<[string, () => void, RegExp]>([
    ['of another content', () => (archive = Buffer.concat([archive, Buffer.from('x')])), /SHA-256[^]*LIVEKIT_MIRROR/],
    ['that is not there', () => (answer = () => 404), /answers 404[^]*LIVEKIT_URL/],
    ['that breaks off', () => (answer = () => 'breaksOff'), /LiveKit could not be downloaded/],
  ])('a release %s is refused, with every other way, and leaves nothing behind', async (_name, spoil, words) => {
    const wanted = release()
    spoil()
    const finding = find(wanted)
    await expect(finding).rejects.toThrow(CannotStart)
    await expect(finding).rejects.toThrow(words)
    expect(await readdir(join(folder, 'cache'))).toEqual([])
  })
})

test('each system has its own archive, with a checksum of the right length', () => {
  for (const system of ['linux-x64', 'linux-arm64', 'win32-x64']) {
    expect(releaseFor(system)).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  }
  expect(releaseFor('darwin-arm64')).toBeUndefined()
})
