import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Whether a process of this number runs; one that has ended and waits for its parent to notice (a zombie) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is there, and not ours.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return processStatus(pid)?.state !== 'Z'
}

/** An opaque mark of when the process began, the same at every call, or undefined where the system doesn't tell. */
export function startTime(pid: number): string | undefined {
  const status = processStatus(pid)
  if (status) return status.startedAt
  return ask(pid, 'lstart=')
}

/** The program that runs under this number, as its file name or path, or undefined where the system doesn't tell. */
export function programName(pid: number): string | undefined {
  return processStatus(pid)?.name ?? ask(pid, 'comm=')
}

/** Linux: the fields of /proc/PID/stat; the program's name stands in brackets and may itself hold any character. */
function processStatus(pid: number): { name: string; state: string; startedAt: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const afterName = stat.lastIndexOf(')')
    const fields = stat.slice(afterName + 2).split(' ')
    return {
      name: stat.slice(stat.indexOf('(') + 1, afterName),
      state: fields[0] ?? '',
      startedAt: fields[19] ?? '',
    }
  } catch {
    return undefined
  }
}

/** Elsewhere: `ps`. */
function ask(pid: number, column: string): string | undefined {
  if (process.platform === 'linux' || process.platform === 'win32') return undefined
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', column], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
