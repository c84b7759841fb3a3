import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** An archive of LiveKit's official releases. */
export interface Release {
  readonly version: string
  readonly file: string
  /** Of the archive, in hex; from the release's `checksums.txt`. */
  readonly sha256: string
  /** The server inside the archive. */
  readonly program: string
}

const VERSION = '1.13.7'

/**
 * The newest release whose checksums could be compared with several independent publications of them. There is none for
 * macOS. Whoever enters a newer one takes all three from its `checksums.txt`.
 */
const RELEASES: Readonly<Record<string, Release>> = {
  'linux-x64': {
    version: VERSION,
    file: `livekit_${VERSION}_linux_amd64.tar.gz`,
    sha256: '6634aeeb2fb1366b6723708ae4320b9d5408106a4c63457c5e845ae3979c90e2',
    program: 'livekit-server',
  },
  'linux-arm64': {
    version: VERSION,
    file: `livekit_${VERSION}_linux_arm64.tar.gz`,
    sha256: '5d167fdf52cf43c0c72972f25325364479f41f854bfef651056eab2504da5de9',
    program: 'livekit-server',
  },
  'win32-x64': {
    version: VERSION,
    file: `livekit_${VERSION}_windows_amd64.zip`,
    sha256: 'e539e7d2f75807b9c9202cd2a0bf2cb3d52fc4c52978a6953e0f47bc339fe77f',
    program: 'livekit-server.exe',
  },
}

/** Where the archives lie, each below `v` and its version; LIVEKIT_MIRROR names another place of the same shape. */
export const RELEASES_URL = 'https://github.com/livekit/livekit/releases/download'

const PROGRESS_EVERY_MS = 5_000
/** A download that brings nothing for this long is over. */
const STALLED_AFTER_MS = 30_000
/** The archives are about 20 MB. */
const LARGEST_BYTES = 200_000_000

/** The release for a system such as `linux-x64`; undefined where none is published or known. */
export function releaseFor(system: string): Release | undefined {
  return RELEASES[system]
}

interface DownloadOptions {
  /** As {@link RELEASES_URL}, without a trailing slash. */
  readonly mirror: string
  /** Where the program goes; its folder is created. */
  readonly target: string
  /** Is told, in a line for a person, how far it is. */
  readonly progress: (line: string) => void
}

/**
 * Downloads a release, checks it, and puts its server where it belongs: beside the target first, then renamed, so that two
 * starts at once both end with a whole program.
 * @throws Error, in words, when it can't be had or is not what was published
 */
export async function downloadServer(
  { version, file, sha256, program }: Release,
  { mirror, target, progress }: DownloadOptions,
): Promise<void> {
  const url = `${mirror}/v${version}/${file}`
  await mkdir(join(target, '..'), { recursive: true })
  const workshop = await mkdtemp(join(target, '..', 'download-'))
  try {
    progress(`downloading LiveKit ${version}, once: ${url}`)
    const archive = join(workshop, file)
    const found = await fetchTo(url, archive, progress)
    if (found !== sha256) {
      throw new Error(`what ${url} answers is not LiveKit ${version}: its SHA-256 is ${found}, and should be ${sha256}`)
    }
    await unpack(archive, workshop, program)
    const unpacked = join(workshop, program)
    await chmod(unpacked, 0o755)
    await rename(unpacked, target)
    progress(`LiveKit ${version} is here`)
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

/** Returns the SHA-256 of what was written. */
async function fetchTo(url: string, path: string, progress: (line: string) => void): Promise<string> {
  const abort = new AbortController()
  let stalled: NodeJS.Timeout | undefined
  const alive = (): void => {
    clearTimeout(stalled)
    stalled = setTimeout(() => abort.abort(new Error(`${url} has sent nothing for 30 seconds`)), STALLED_AFTER_MS)
  }
  let bytes = 0
  const ticking = setInterval(() => progress(`downloading LiveKit: ${(bytes / 1e6).toFixed(1)} MB`), PROGRESS_EVERY_MS)
  const hash = createHash('sha256')
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      alive()
      bytes += chunk.length
      if (bytes > LARGEST_BYTES) return done(new Error(`${url} is far larger than a release of LiveKit`))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    alive()
    const answer = await fetch(url, { signal: abort.signal })
    if (!answer.ok || answer.body === null) throw new Error(`${url} answers ${answer.status}`)
    await pipeline(Readable.from(answer.body), watch, createWriteStream(path), { signal: abort.signal })
    return hash.digest('hex')
  } catch (error) {
    const reason: unknown = abort.signal.aborted ? abort.signal.reason : error
    const cause = reason instanceof Error && reason.cause instanceof Error ? `: ${reason.cause.message}` : ''
    throw new Error(`${reason instanceof Error ? reason.message : String(reason)}${cause} (${url})`, { cause: error })
  } finally {
    clearInterval(ticking)
    clearTimeout(stalled)
  }
}

/** `tar` is on every Linux, and on Windows since 10, where it reads zip files too; only the program itself is taken out. */
async function unpack(archive: string, folder: string, program: string): Promise<void> {
  const tar = spawn('tar', ['-xf', archive, '-C', folder, program], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  tar.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    tar.once('error', reject)
    tar.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${archive} could not be unpacked: ${said.trim()}`)
}
