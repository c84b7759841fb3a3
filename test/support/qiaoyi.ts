import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isRunning } from '../../supervision/process-table.ts'

const root = join(import.meta.dirname, '..', '..')

/** `npm start` as a process of its own, on a data folder and a port of its own. */
export interface Qiaoyi {
  readonly process: ChildProcess
  /** What it has written so far, to both outputs. */
  readonly output: string
  /** Resolves with what follows `ready `; rejects with the output when the process ends before. */
  ready(): Promise<string>
  /** Resolves with the exit code when it has ended. */
  ended(): Promise<number | null>
  /** The numbers of the processes it has started and that run now, the watchdog among them. */
  children(): number[]
}

export interface DataFolder extends AsyncDisposable {
  readonly path: string
}

export async function createDataFolder(): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'qiaoyi-start-'))
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  }
}

const running = new Set<ChildProcess>()

/** For `afterEach`: what a failed test has left running; the watchdog ends its children. */
export function killLeftovers(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Starts it with nothing in its environment but what is given and what programs need to be found. */
export function startQiaoyi(env: Readonly<Record<string, string>>): Qiaoyi {
  const { PATH, HOME, LIVEKIT_SERVER } = process.env
  const child = spawn(process.execPath, [join(root, 'signaling', 'main.ts')], {
    env: { PATH, HOME, LIVEKIT_SERVER, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close') as Promise<[number | null]>
  return {
    process: child,
    get output() {
      return output
    },
    async ready() {
      for (;;) {
        const url = /^ready (.+)$/m.exec(output)?.[1]
        if (url !== undefined) return url
        const more = once(child.stdout, 'data').then(() => 'more' as const)
        const what = await Promise.race([more, ended])
        if (what !== 'more') throw new Error(`it ended before it was ready:\n${output}`)
      }
    },
    ended: async () => (await ended)[0],
    children: () => (child.pid ? childrenOf(child.pid) : []),
  }
}

/** Runs one of the scripts to its end, in an environment of nothing but what is given. */
export async function runScript(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [join(root, 'scripts', name)], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  running.delete(child)
  return { code, output }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent && isRunning(pid))
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
