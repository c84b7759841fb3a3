import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { downloadServer, RELEASES_URL, type Release, releaseFor } from './download-server.ts'
import { CannotStart } from '../supervision/cannot-start.ts'

/** The version that is built where none is found: the last that `go install` takes (docs/decisions/livekit-version.md). */
export const LIVEKIT_VERSION = '1.13.5'

const MODULE = `github.com/livekit/livekit-server/cmd/server@v${LIVEKIT_VERSION}`
const EXE = process.platform === 'win32' ? '.exe' : ''
const PROGRESS_EVERY_MS = 5_000

export interface FindServerOptions {
  /** A binary that was named (LIVEKIT_SERVER); taken as it is or refused, never passed over. */
  readonly binary?: string | undefined
  /** Replaces the cache folder, which otherwise lies outside the checkout: {@link defaultCacheFolder}. */
  readonly cacheFolder?: string | undefined
  /** Where releases are downloaded from (LIVEKIT_MIRROR); the project's own place unless given. */
  readonly mirror?: string | undefined
  /** The release to download; the one for this system unless given. */
  readonly release?: Release | undefined
  /** Where Go may be that is not on PATH; the usual places unless given. */
  readonly goPlaces?: readonly string[] | undefined
  /** Is told, in a line for a person, what takes long. */
  readonly progress: (line: string) => void
  /** Variables that count (PATH, HOME, Go's own); the process's own unless given. */
  readonly env?: NodeJS.ProcessEnv | undefined
}

export function defaultCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'qiaoyi', 'livekit', LIVEKIT_VERSION)
}

/**
 * The path of a LiveKit server that can be run: one that is here, else one that is got now.
 * @throws CannotStart, naming the ways to get one
 */
export async function findLiveKitServer(options: FindServerOptions): Promise<string> {
  return (await findInstalledServer(options)) ?? (await getServer(options))
}

/**
 * The one named, else one on PATH, else one that was built or downloaded before; undefined where there is none.
 * @throws CannotStart where the one named can't be run
 */
export async function findInstalledServer(options: Omit<FindServerOptions, 'progress'>): Promise<string | undefined> {
  const env = options.env ?? process.env
  if (options.binary) {
    if (await isExecutable(options.binary)) return options.binary
    throw new CannotStart(`LIVEKIT_SERVER names ${options.binary}, and no program can be run from there.`)
  }
  const installed = await onPath('livekit-server', env)
  if (installed) return installed

  const folder = options.cacheFolder ?? defaultCacheFolder(env)
  const release = releaseOf(options)
  return await firstExecutable([builtIn(folder), ...(release === undefined ? [] : [downloadedIn(folder, release)])])
}

/**
 * Builds it with Go (about 90 s on two cores, progress told), or else downloads the official release for this system and
 * checks it; cached either way.
 * @throws CannotStart, naming the ways to get one
 */
export async function getServer(options: FindServerOptions): Promise<string> {
  const env = options.env ?? process.env
  const folder = options.cacheFolder ?? defaultCacheFolder(env)
  const go = (await onPath('go', env)) ?? (await firstExecutable(options.goPlaces ?? usualPlacesOfGo()))
  if (go) {
    await build(go, folder, builtIn(folder), env, options.progress)
    return builtIn(folder)
  }
  return await download(folder, options)
}

function builtIn(folder: string): string {
  return join(folder, `server${EXE}`)
}

function releaseOf({ release }: Pick<FindServerOptions, 'release'>): Release | undefined {
  return release ?? releaseFor(`${process.platform}-${process.arch}`)
}

function downloadedIn(folder: string, { version }: Release): string {
  return join(folder, `release-${version}${EXE}`)
}

async function download(folder: string, options: FindServerOptions): Promise<string> {
  const release = releaseOf(options)
  if (release === undefined) {
    throw new CannotStart(
      `No LiveKit server was found, no Go to build one, and there is no release for this system. ${WAYS}`,
    )
  }
  const target = downloadedIn(folder, release)
  try {
    const mirror = options.mirror ?? RELEASES_URL
    await downloadServer(release, { mirror, target, progress: options.progress })
    return target
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CannotStart(`LiveKit could not be downloaded: ${reason}.\n${WAYS}`, { cause: error })
  }
}

const WAYS = [
  'Any one of these helps:',
  `  - install Go (https://go.dev/dl/): LiveKit ${LIVEKIT_VERSION} is then built at the next start;`,
  '  - name a place that has LiveKit’s releases in LIVEKIT_MIRROR;',
  '  - install livekit-server (https://github.com/livekit/livekit/releases) on PATH, or name it in LIVEKIT_SERVER;',
  '  - set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET to a LiveKit that runs elsewhere.',
].join('\n')

/** Builds beside the target and renames, so that two starts at once both end with a whole binary. */
async function build(
  go: string,
  folder: string,
  target: string,
  env: NodeJS.ProcessEnv,
  progress: (line: string) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const workshop = await mkdtemp(join(folder, 'build-'))
  try {
    progress(`building LiveKit ${LIVEKIT_VERSION} with Go, once: about two minutes`)
    await goInstall(go, { ...env, GOBIN: workshop, CGO_ENABLED: '0' }, progress)
    await rename(join(workshop, `server${EXE}`), target)
    progress(`LiveKit ${LIVEKIT_VERSION} is built`)
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

async function goInstall(go: string, env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<void> {
  const startedAt = performance.now()
  const child = spawn(go, ['install', '-v', '-trimpath', '-ldflags=-s -w', MODULE], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lastLines: string[] = []
  let downloaded = 0
  let compiled = 0
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('go: downloading ')) downloaded++
    else compiled++
    lastLines.push(line)
    if (lastLines.length > 8) lastLines.shift()
  })
  const ticking = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    progress(`building LiveKit: ${downloaded} modules fetched, ${compiled} packages compiled, ${seconds} s`)
  }, PROGRESS_EVERY_MS)
  // Ctrl-C during the build must not leave the compiler running.
  const stopWithUs = (): void => void child.kill()
  process.once('exit', stopWithUs)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new Error(`go install ended with ${code}:\n${lastLines.join('\n')}`)
  } catch (error) {
    throw new CannotStart(`LiveKit could not be built with ${go}. ${WAYS}\n\n${String(error)}`)
  } finally {
    clearInterval(ticking)
    process.off('exit', stopWithUs)
  }
}

function usualPlacesOfGo(): string[] {
  if (process.platform === 'win32') return ['C:\\Program Files\\Go\\bin\\go.exe']
  return ['/usr/local/go/bin/go', '/opt/homebrew/bin/go', '/usr/lib/go/bin/go', join(homedir(), 'sdk/go/bin/go')]
}

function onPath(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return firstExecutable(folders.map((folder) => join(folder, program + EXE)))
}

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isExecutable(path)) return path
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
