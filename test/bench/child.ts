import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

interface Question {
  readonly ask: keyof typeof answers
}

const answers = { cpu: ownCpuMs, memory: ownMemory }

/** A server in a process of its own, so that the load and what answers it don't share an event loop. */
export class ServerProcess<Ready> implements AsyncDisposable {
  readonly ready: Ready
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child
    this.ready = ready
  }

  /** Runs a file of this folder; its first message says that it is ready. */
  static async start<Ready>(file: string, env: Readonly<Record<string, string>> = {}): Promise<ServerProcess<Ready>> {
    const child = fork(join(import.meta.dirname, file), {
      env: { ...process.env, ...env },
      execArgv: [...process.execArgv, '--expose-gc'],
    })
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${String(code)}`)
    })
    const [ready] = (await Promise.race([once(child, 'message'), ended])) as [Ready]
    ended.catch(() => {})
    return new ServerProcess(child, ready)
  }

  tell(message: object): void {
    this.#child.send(message)
  }

  /** Milliseconds of processor time that it has used so far. */
  cpuMs(): Promise<number> {
    return this.#ask({ ask: 'cpu' })
  }

  /** Bytes of memory that it holds, without what is garbage. */
  memory(): Promise<number> {
    return this.#ask({ ask: 'memory' })
  }

  async #ask(question: Question): Promise<number> {
    this.#child.send(question)
    const [{ figure }] = (await once(this.#child, 'message')) as [{ figure: number }]
    return figure
  }

  /** Ends it and waits; it stops by itself when it is disconnected, also if we are killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.disconnect()
    await gone
  }
}

/** For the server's own file: answers what {@link ServerProcess} asks, and ends the process when the parent has let go of it. */
export function serveParent(onMessage: (message: unknown) => void, stop: () => Promise<unknown>): void {
  process.on('message', (message) => {
    if (isQuestion(message)) process.send?.({ figure: answers[message.ask]() })
    else onMessage(message)
  })
  process.on('disconnect', () => {
    void stop().finally(() => process.exit())
  })
}

/** Milliseconds of processor time that this process has used so far. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function ownMemory(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss()
}

function isQuestion(message: unknown): message is Question {
  return typeof message === 'object' && message !== null && 'ask' in message
}
