import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { CannotStart } from '../supervision/cannot-start.ts'
import { isRunning, programName } from '../supervision/process-table.ts'

/** As long as the watchdog of a killed Qiaoyi may need to shut its PostgreSQL down. */
const PATIENCE_MS = 10_000
const INTERVAL_MS = 100

/**
 * Makes sure that no other PostgreSQL works on the folder, waiting for one that is just shutting down, and removes the
 * `postmaster.pid` of a machine that was switched off: PostgreSQL itself takes any process of that number for its own.
 */
export async function takeOver(folder: string, progress: (line: string) => void): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid')
  for (let waited = 0; ; waited += INTERVAL_MS) {
    const pid = await readPid(pidFile)
    if (pid === undefined) return
    if (!(await isPostgresOf(folder, pid))) {
      await rm(pidFile, { force: true })
      return
    }
    if (waited >= PATIENCE_MS) {
      throw new CannotStart(
        `The data folder is in use: a PostgreSQL (process ${pid}) works on ${folder}.\n` +
          'Stop the Qiaoyi that started it, or set DATA_FOLDER to another folder to run a second one beside it.',
      )
    }
    if (waited === 0) progress(`waiting for an earlier PostgreSQL (process ${pid}) to end`)
    await sleep(INTERVAL_MS)
  }
}

/** Whether a PostgreSQL works on the folder at this moment. */
export async function isInUse(folder: string): Promise<boolean> {
  const pid = await readPid(join(folder, 'postmaster.pid'))
  return pid !== undefined && (await isPostgresOf(folder, pid))
}

async function readPid(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isNaN(pid) ? undefined : pid
}

async function isPostgresOf(folder: string, pid: number): Promise<boolean> {
  if (!isRunning(pid)) return false
  const name = programName(pid)
  if (name !== undefined && !/(^|\/)postgres$/.test(name)) return false
  // A postmaster's working folder is its data folder. Where that can't be read, believe the file.
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return workingFolder === undefined || workingFolder === (await realpath(folder))
}
