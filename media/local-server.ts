import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { CannotStart } from '../supervision/cannot-start.ts'
import { keepRunning, type RunningChild } from '../supervision/keep-running.ts'
import type { Watchdog } from '../supervision/watchdog.ts'
import {
  becomeFree,
  findFreePorts,
  keep,
  type KeptAccess,
  type Keys,
  type Ports,
  randomKeys,
  readKept,
} from './kept-access.ts'
import type { LiveKitAccess } from './livekit.ts'
import { configurationOf, LOOPBACK, type Reach } from './local-configuration.ts'

export interface LocalLiveKitOptions {
  /** The program, from `findLiveKitServer`. */
  readonly binary: string
  /** Where its configuration and what stays the same from start to start are kept; created if need be. */
  readonly dataFolder: string
  readonly log: LocalLiveKitLog
  /** Ends it if we are killed. */
  readonly watchdog?: Pick<Watchdog, 'cover'> | undefined
  /** Our route for its webhooks. */
  readonly webhookUrl?: string | undefined
  /** Who may reach it; this machine alone unless told otherwise. */
  readonly reach?: Reach | undefined
  /** Where it listens; unless told otherwise the ports that it had last time, or free ones. */
  readonly ports?: Ports | undefined
  /** From {@link reserveLocalLiveKit}: where it has been said to come. */
  readonly reserved?: KeptAccess | undefined
}

export interface LocalLiveKitLog {
  warn(message: string): void
  info(message: string): void
}

export interface LocalLiveKit extends LiveKitAccess {
  /** The process that runs now; another one after a restart. */
  readonly pid: number
  /** How often it died and was started again. URL, ports and keys stay the same; rooms are forgotten. */
  readonly restarts: number
  readonly ports: Ports
  /** Whether it answers, within a second. */
  isHealthy(): Promise<boolean>
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
}

const READY_WITHIN_MS = 20_000
const STOPPED_WITHIN_MS = 3_000
/** Between looking for free ports and listening on them somebody else may take one. */
const PORT_ATTEMPTS = 3

/**
 * Starts a LiveKit server as a child and resolves when it answers (about a second). If it dies it is started again
 * (`keepRunning`), on the same ports and with the same keys, so that URLs and tokens stay valid; rooms are forgotten. So it is
 * at the next start with this data folder.
 * @throws CannotStart
 */
export async function startLocalLiveKit(options: LocalLiveKitOptions): Promise<LocalLiveKit> {
  const reserved = options.reserved ?? (await reserveAccess(options))
  const { keys } = reserved
  for (let attempt = 1; ; attempt++) {
    const ports = attempt === 1 ? reserved.ports : await findFreePorts(addressOf(options))
    try {
      const first = await startChild(options, keys, ports)
      await keep(options.dataFolder, { ports, keys }).catch(async (error: unknown) => {
        await first.stop()
        throw error
      })
      return keepLiveKit(first, options, keys, ports)
    } catch (error) {
      if (options.ports || options.reserved || attempt === PORT_ATTEMPTS) {
        throw new CannotStart(`The LiveKit server ${options.binary} does not start.\n${String(error)}`, {
          cause: error,
        })
      }
    }
  }
}

function keepLiveKit(first: RunningChild, options: LocalLiveKitOptions, keys: Keys, ports: Ports): LocalLiveKit {
  const startAgain = (stopping: AbortSignal): Promise<RunningChild> => startChild(options, keys, ports, stopping)
  const kept = keepRunning(first, startAgain, { name: 'LiveKit', log: options.log })
  return {
    ...keys,
    url: urlOf(options, ports),
    ports,
    get pid() {
      return kept.current.pid
    },
    get restarts() {
      return kept.restarts
    },
    isHealthy: () => answersAt(options, ports),
    stop: () => kept.stop(),
  }
}

/** Where a LiveKit with this data folder will be, before there is one to start: pages may name it, and wait for it. */
export async function reserveLocalLiveKit(
  options: Pick<LocalLiveKitOptions, 'dataFolder' | 'log' | 'reach' | 'ports'>,
): Promise<{ readonly reserved: KeptAccess; readonly access: LiveKitAccess }> {
  const reserved = await reserveAccess(options)
  await keep(options.dataFolder, reserved)
  return { reserved, access: { ...reserved.keys, url: urlOf(options, reserved.ports) } }
}

async function reserveAccess(
  options: Pick<LocalLiveKitOptions, 'dataFolder' | 'log' | 'reach' | 'ports'>,
): Promise<KeptAccess> {
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 })
  const kept = await readKept(options.dataFolder)
  const keys = kept?.keys ?? randomKeys()
  const known = options.ports ?? kept?.ports
  if (known !== undefined && (options.ports !== undefined || (await becomeFree(known, addressOf(options))))) {
    return { ports: known, keys }
  }
  if (known !== undefined) {
    options.log.warn(
      `LiveKit’s port ${known.http} is taken: pages that are open find video again once they are reloaded`,
    )
  }
  return { ports: await findFreePorts(addressOf(options)), keys }
}

function addressOf({ reach }: Pick<LocalLiveKitOptions, 'reach'>): string {
  return reach?.address ?? LOOPBACK
}

function urlOf(options: Pick<LocalLiveKitOptions, 'reach'>, { http }: Ports): string {
  return `ws://${addressOf(options)}:${http}`
}

/** Resolves once it answers. Where it does not, nothing of it is left. */
async function startChild(
  options: LocalLiveKitOptions,
  keys: Keys,
  ports: Ports,
  stopping?: AbortSignal,
): Promise<RunningChild> {
  const configFile = join(options.dataFolder, 'livekit.yaml')
  await writeFile(configFile, configurationOf(options, { ...keys, ports }), { mode: 0o600 })
  // In a process group of its own: Ctrl-C reaches us, and we end it, rather than both at once.
  const child = spawn(options.binary, ['--config', configFile], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  })
  const lastLines = readLines(child, options.log)
  const gone = new Promise<Error>((resolve) => {
    child.once('error', (error) => resolve(new Error(`LiveKit could not be run: ${error.message}`)))
    child.once('exit', (code, signal) => {
      resolve(new Error(`LiveKit ended (${signal ?? code}) before it answered: ${lastLines.join('\n')}`))
    })
  })
  if (child.pid) options.watchdog?.cover(child.pid, 'SIGTERM')
  const ended = gone.then((error) => Promise.reject(error))
  ended.catch(() => undefined)
  try {
    await Promise.race([untilItAnswers(child, options, ports, stopping), ended])
  } catch (error) {
    await endChild(child)
    throw error
  }
  return { pid: child.pid ?? 0, gone, stop: () => endChild(child) }
}

/** The last lines that it writes, for the message should it fail; warnings among them go to the log. */
function readLines({ stdout, stderr }: ChildProcess, log: LocalLiveKitLog): readonly string[] {
  const lastLines: string[] = []
  for (const stream of [stdout, stderr]) {
    if (stream === null) continue
    createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line)
      if (lastLines.length > 5) lastLines.shift()
      const told = withoutPersons(line)
      if (told) log.warn(told)
    })
  }
  return lastLines
}

async function untilItAnswers(
  child: ChildProcess,
  options: LocalLiveKitOptions,
  ports: Ports,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  while (!(await answersAt(options, ports))) {
    if (hasEnded(child)) return
    if (performance.now() > until) throw new Error('LiveKit was started and does not answer')
    await sleep(30, undefined, { ...(stopping && { signal: stopping }) })
  }
}

/** Whether there is a LiveKit, within a second. */
async function answersAt(options: Pick<LocalLiveKitOptions, 'reach'>, { http }: Ports): Promise<boolean> {
  try {
    const answer = await fetch(`http://${addressOf(options)}:${http}/`, { signal: AbortSignal.timeout(1_000) })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (!child.pid || hasEnded(child)) return
  const gone = once(child, 'exit')
  // The first request waits until everybody has left the rooms, the second one does not.
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGTERM'), 100)
  const desperate = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
  await gone
  clearTimeout(impatient)
  clearTimeout(desperate)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** LiveKit's warnings carry names and addresses of participants in their fields: only the message itself is kept. */
function withoutPersons(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    if (typeof entry !== 'object' || entry === null || !('msg' in entry)) return undefined
    return `LiveKit: ${String(entry.msg)}`
  } catch {
    return undefined
  }
}
