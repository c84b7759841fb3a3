import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import type { BaseLogger } from 'pino'

import { CannotStart } from '../supervision/cannot-start.ts'
import { keepRunning } from '../supervision/keep-running.ts'
import type { Watchdog } from '../supervision/watchdog.ts'
import { type ApplicationRole, createApplicationRole } from './application-role.ts'
import { findBinaries, type PostgresBinaries } from './binaries.ts'
import { ClusterFailed, initialiseCluster, randomPassword, startCluster } from './cluster.ts'
import { takeOver } from './data-lock.ts'

export interface EmbeddedOptions {
  /** Holds `postgres/`, the cluster, and `postgres.password`, its superuser's. */
  readonly dataFolder: string
  readonly watchdog: Watchdog
  readonly log: Pick<BaseLogger, 'info' | 'warn'>
  /** Is told, in a line for a person, what takes long. */
  readonly progress: (line: string) => void
}

export interface EmbeddedPostgres {
  /** For the application, whose role owns nothing. Stays the same when the server has to be started again. */
  readonly url: string
  /** For migrations: of the role that owns everything. */
  readonly ownerUrl: string
  /** Of the server that runs now. */
  readonly pid: number
  stop(): Promise<void>
}

const APPLICATION_ROLE = 'qiaoyi_application'

/**
 * Starts the PostgreSQL that came with npm, creating its files the first time, and starts it again should it die.
 * @throws CannotStart when the data folder is another version's, in use, unreadable, or on a full disk.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.dataFolder, 'postgres')
  try {
    const binaries = await findBinaries()
    await mkdir(options.dataFolder, { recursive: true, mode: 0o700 })
    const watch = (pid: number): void => options.watchdog.cover(pid, 'SIGINT')
    const password = await prepareFiles(folder, binaries, options.progress, watch)
    await takeOver(folder, options.progress)
    const cluster = await startCluster(binaries, folder, password, { watch })
    const settings = { port: cluster.port }
    // Its password is a new one at each start: there is none to keep, and a .data without the role gets it.
    const role = { name: APPLICATION_ROLE, password: randomPassword() }
    await createApplicationRole(cluster.url, role)
    const startAgain = () => startCluster(binaries, folder, password, { watch, settings })
    const kept = keepRunning(cluster, startAgain, { name: 'PostgreSQL', log: options.log })
    return {
      url: urlFor(cluster.url, role),
      ownerUrl: cluster.url,
      get pid() {
        return kept.current.pid
      },
      stop: () => kept.stop(),
    }
  } catch (error) {
    throw explained(error, folder)
  }
}

/** Sees to it that the cluster's files are there and can be used; returns its password. */
async function prepareFiles(
  folder: string,
  binaries: PostgresBinaries,
  progress: EmbeddedOptions['progress'],
  watch: (pid: number) => void,
): Promise<string> {
  const passwordFile = `${folder}.password`
  const version = await readIfThere(join(folder, 'PG_VERSION'))
  if (version === undefined) {
    progress('creating the database, once')
    const password = randomPassword()
    // Under another name until it is complete, so that an interrupted start leaves nothing half made behind.
    const unfinished = `${folder}.new`
    await rm(unfinished, { recursive: true, force: true })
    await initialiseCluster(binaries, unfinished, password, { watch })
    await writeFile(passwordFile, password, { mode: 0o600 })
    await rename(unfinished, folder)
    return password
  }
  refuseOtherVersion(Number(version), binaries.majorVersion, folder)
  const password = await readIfThere(passwordFile)
  if (password) return password
  throw new CannotStart(
    `The database's password is missing: ${passwordFile}.\n` +
      `Bring the file back, or move ${folder} away to begin with an empty database.`,
  )
}

function refuseOtherVersion(found: number, ours: number, folder: string): void {
  if (found === ours) return
  const [which, use] =
    found > ours ? ['newer', 'Start the version of Qiaoyi that it belongs to'] : ['older', 'Move its data with pg_dump']
  throw new CannotStart(
    `The data in ${folder} is of PostgreSQL ${found}, ${which} than the ${ours} that comes with this Qiaoyi.\n` +
      `${use}, or set DATA_FOLDER to another folder to begin with an empty database.`,
  )
}

function urlFor(serverUrl: string, { name, password }: ApplicationRole): string {
  return Object.assign(new URL(serverUrl), { username: name, password }).href
}

function explained(error: unknown, folder: string): unknown {
  const text = error instanceof ClusterFailed ? error.output : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || text.includes('No space left on device')) {
    return new CannotStart(
      `The disk is full: the database in ${folder} cannot be written.\n` +
        'Free some space, or set DATA_FOLDER to a folder on another disk.',
      { cause: error },
    )
  }
  if (code === 'EACCES' || code === 'EROFS' || text.includes('ermission denied')) {
    return new CannotStart(
      `The data folder cannot be used by this user: ${folder}.\n` +
        'Start Qiaoyi as the user who started it first, or set DATA_FOLDER to a folder of your own.',
      { cause: error },
    )
  }
  if (error instanceof ClusterFailed) {
    return new CannotStart(
      `${error.message}\n\nIts files are in ${folder}. Instead, DATABASE_URL may name a PostgreSQL 18 of your own.`,
      { cause: error },
    )
  }
  return error
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
