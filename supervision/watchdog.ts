import { spawn } from 'node:child_process'
import { join } from 'node:path'

/**
 * Sees to it that child processes don't outlive this one, however it ends, a SIGKILL included. It is a process of its
 * own, holding a pipe from here: when the pipe closes, it ends whatever it covers and then itself.
 */
export interface Watchdog {
  readonly pid: number
  /**
   * From now on, should we die, the process gets `signal`, again and again until it is gone, and SIGKILL after 15 s.
   * One that ended before needs no word: its number is not mistaken for that of a later process.
   */
  cover(pid: number, signal: NodeJS.Signals): void
  /** To be called when everything covered has been stopped in its turn. */
  close(): void
}

export function startWatchdog(): Watchdog {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'watchdog-process.ts')], {
    // Out of our process group, so that neither Ctrl-C nor a signal to the group reaches it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  })
  const pipe = child.stdin
  // It may have been killed itself; then nothing is covered, and nothing else goes wrong.
  pipe.on('error', () => {})
  child.on('error', () => {})
  child.unref()
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return {
    pid: child.pid ?? 0,
    cover: (pid, signal) => void pipe.write(`${pid} ${signal}\n`),
    close: () => void pipe.end(),
  }
}
