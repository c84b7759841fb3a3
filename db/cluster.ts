import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { freePort } from '../supervision/free-port.ts'
import type { PostgresBinaries } from './binaries.ts'

/** One PostgreSQL server process of ours, on the loopback interface only. */
export interface RunningCluster {
  readonly pid: number
  readonly port: string
  /** Of the `postgres` database, with the superuser's password in it. */
  readonly url: string
  /** Resolves with the exit code (null after a signal) when the server is gone, for whatever reason. */
  readonly gone: Promise<number | null>
  /** Fast shutdown: ends sessions, rolls back, writes a checkpoint. Resolves when the process is gone. */
  stop(): Promise<void>
}

/** What a PostgreSQL program wrote before it gave up; `message` ends with it. */
export class ClusterFailed extends Error {
  override readonly name = 'ClusterFailed'
  readonly output: string
  constructor(message: string, output: string) {
    super(`${message}\n${output.trim()}`)
    this.output = output
  }
}

/** Is told each process as soon as there is one, so that it does not outlive ours. */
type Watch = (pid: number) => void

const superuser = 'qiaoyi'

/**
 * Creates the files of a cluster in `folder`, which must be empty or absent. The collation is built in and the same on
 * every system: by code point.
 */
export async function initialiseCluster(
  binaries: PostgresBinaries,
  folder: string,
  password: string,
  options: { readonly durable?: boolean; readonly watch?: Watch } = {},
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const secrets = await mkdtemp(join(tmpdir(), 'qiaoyi-'))
  const passwordFile = join(secrets, 'password')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (binaries.runAs.uid !== undefined) {
    for (const path of [folder, secrets, passwordFile]) await chown(path, binaries.runAs.uid, binaries.runAs.gid)
  }
  try {
    const child = run(binaries.initdb, binaries, folder, [
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(options.durable === false ? ['--no-sync'] : []),
    ])
    if (child.pid) options.watch?.(child.pid)
    const output = collectOutput(child)
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new ClusterFailed('PostgreSQL could not set up its files.', output())
  } finally {
    await rm(secrets, { recursive: true, force: true })
  }
}

/** Starts the server and resolves once it takes connections. `settings` are as in `postgresql.conf`. */
export async function startCluster(
  binaries: PostgresBinaries,
  folder: string,
  password: string,
  { settings = {}, watch }: { readonly settings?: Readonly<Record<string, string>>; readonly watch?: Watch } = {},
): Promise<RunningCluster> {
  const port = settings['port'] ?? String(await freePort())
  const all = {
    listen_addresses: '127.0.0.1',
    port,
    // Not its errors: their details quote what was to be written, names and notes among it.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  }
  const child = run(
    binaries.postgres,
    binaries,
    folder,
    Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  )
  if (child.pid) watch?.(child.pid)
  const output = collectOutput(child)
  const gone = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      if (line.includes('database system is ready to accept connections')) resolve()
    })
  })
  const exited = await Promise.race([ready, gone.then(() => 'gone' as const)])
  if (exited === 'gone' || child.pid === undefined) throw new ClusterFailed('PostgreSQL did not start.', output())

  return {
    pid: child.pid,
    port,
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    gone,
    async stop() {
      child.kill('SIGINT')
      await gone
    },
  }
}

export function randomPassword(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * As root on Linux the data folder is named by what the kernel holds open for the process: the way to it may lead through
 * folders (such as /root) that the unprivileged user cannot enter. The change of folder happens before the change of user.
 */
function run(program: string, { runAs }: PostgresBinaries, folder: string, args: string[]): ChildProcess {
  const data = runAs.uid !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : folder
  return spawn(program, ['-D', data, ...args], {
    ...runAs,
    cwd: folder,
    // Its messages are read by code: they must be in English.
    env: { ...process.env, LC_ALL: 'C', LANGUAGE: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C at the terminal goes to the whole process group; PostgreSQL is stopped in its turn, by us.
    detached: true,
    windowsHide: true,
  })
}

/** Keeps the last of what a program writes, for the message should it fail. */
function collectOutput(child: ChildProcess): () => string {
  let text = ''
  const keep = (chunk: Buffer | string) => {
    text = (text + chunk.toString()).slice(-4000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  child.on('error', (error) => keep(error.message))
  return () => text
}
