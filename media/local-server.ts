import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { CannotStart } from '../supervision/cannot-start.ts'
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
const FIRST_BACKOFF_MS = 100
const LONGEST_BACKOFF_MS = 5_000
/** Having run this long, the next death counts as the first one again. */
const STEADY_AFTER_MS = 30_000
/** Between looking for free ports and listening on them somebody else may take one. */
const PORT_ATTEMPTS = 3

/**
 * Starts a LiveKit server as a supervised child and resolves when it answers (about a second). If it dies it is
 * started again with growing pauses, on the same ports and with the same keys, so that URLs and tokens stay valid. So it is
 * at the next start with this data folder.
 * @throws CannotStart
 */
export async function startLocalLiveKit(options: LocalLiveKitOptions): Promise<LocalLiveKit> {
  const reserved = options.reserved ?? (await reserveAccess(options))
  const { keys } = reserved
  for (let attempt = 1; ; attempt++) {
    const ports = attempt === 1 ? reserved.ports : await findFreePorts(addressOf(options))
    const supervisor = new Supervisor(options, keys, ports)
    try {
      await supervisor.start()
      await keep(options.dataFolder, { ports, keys })
      return supervisor
    } catch (error) {
      await supervisor.stop()
      if (options.ports || options.reserved || attempt === PORT_ATTEMPTS) {
        throw new CannotStart(`The LiveKit server ${options.binary} does not start.\n${String(error)}`, {
          cause: error,
        })
      }
    }
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

class Supervisor implements LocalLiveKit {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly ports: Ports
  restarts = 0

  readonly #options: LocalLiveKitOptions
  readonly #stopping = new AbortController()
  #child: ChildProcess | undefined
  #restarting: Promise<void> | undefined

  constructor(options: LocalLiveKitOptions, keys: Keys, ports: Ports) {
    this.#options = options
    this.apiKey = keys.apiKey
    this.apiSecret = keys.apiSecret
    this.ports = ports
    this.url = urlOf(options, ports)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  async start(): Promise<void> {
    const configFile = join(this.#options.dataFolder, 'livekit.yaml')
    await writeFile(configFile, configurationOf(this.#options, this), { mode: 0o600 })
    // In a process group of its own: Ctrl-C reaches us, and we end it, rather than both at once.
    const child = spawn(this.#options.binary, ['--config', configFile], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    })
    this.#child = child
    const lastLines: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lastLines.push(line)
        if (lastLines.length > 5) lastLines.shift()
        const told = withoutPersons(line)
        if (told) this.#options.log.warn(told)
      })
    }
    const ended = new Promise<never>((_, reject) => {
      child.once('error', (error) => reject(new Error(`LiveKit could not be run: ${error.message}`)))
      child.once('exit', (code, signal) => {
        reject(new Error(`LiveKit ended (${signal ?? code}) before it answered: ${lastLines.join('\n')}`))
      })
    })
    ended.catch(() => {})
    if (child.pid) this.#options.watchdog?.cover(child.pid, 'SIGTERM')
    await Promise.race([this.#answers(child), ended])
    const steadySince = performance.now()
    // It may have died between its answer and this line.
    if (hasEnded(child)) this.#restartAfterDeath(steadySince)
    else child.once('exit', () => this.#restartAfterDeath(steadySince))
  }

  async isHealthy(): Promise<boolean> {
    try {
      const answer = await fetch(`http://${this.#listensOn()}:${this.ports.http}/`, {
        signal: AbortSignal.timeout(1_000),
      })
      await answer.body?.cancel()
      return answer.ok
    } catch {
      return false
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#end()
    await this.#restarting
  }

  #restartAfterDeath(steadySince: number): void {
    if (this.#stopping.signal.aborted || this.#restarting) return
    this.#options.log.warn('LiveKit died; starting it again')
    const lived = performance.now() - steadySince
    this.#restarting = this.#restart(lived > STEADY_AFTER_MS ? 0 : 1).finally(() => {
      this.#restarting = undefined
      // Started again, and dead again before this line.
      if (this.#child && hasEnded(this.#child)) this.#restartAfterDeath(performance.now())
    })
  }

  async #restart(failures: number): Promise<void> {
    for (let failed = failures; !this.#stopping.signal.aborted; failed++) {
      const pause = failed === 0 ? 0 : Math.min(FIRST_BACKOFF_MS * 2 ** (failed - 1), LONGEST_BACKOFF_MS)
      try {
        await sleep(pause, undefined, { signal: this.#stopping.signal })
        await this.start()
        this.restarts++
        this.#options.log.info('LiveKit answers again')
        return
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        this.#options.log.warn(`LiveKit does not start: ${String(error)}`)
        await this.#end()
      }
    }
  }

  async #answers(child: ChildProcess): Promise<void> {
    const until = performance.now() + READY_WITHIN_MS
    while (!(await this.isHealthy())) {
      if (hasEnded(child)) return
      if (performance.now() > until) throw new Error('LiveKit was started and does not answer')
      await sleep(30, undefined, { signal: this.#stopping.signal })
    }
  }

  async #end(): Promise<void> {
    const child = this.#child
    if (!child?.pid || hasEnded(child)) return
    const gone = once(child, 'exit')
    // The first request waits until everybody has left the rooms, the second one does not.
    child.kill('SIGTERM')
    const impatient = setTimeout(() => child.kill('SIGTERM'), 100)
    const desperate = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
    await gone
    clearTimeout(impatient)
    clearTimeout(desperate)
  }

  #listensOn(): string {
    return addressOf(this.#options)
  }
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
