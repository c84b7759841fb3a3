import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import { isRunning, startTime } from './process-table.ts'

/** Run by watchdog.ts as a process of its own: reads `PID SIGNAL` lines, and acts when there can be no more of them. */
interface Covered {
  readonly pid: number
  readonly signal: NodeJS.Signals
  /** Tells a process from a later one that was given the same number. */
  readonly startedAt: string | undefined
}

const PATIENCE_MS = 15_000
const INTERVAL_MS = 200

const covered: Covered[] = []
for await (const line of createInterface({ input: process.stdin })) {
  const [pid, signal] = line.split(' ')
  covered.push({ pid: Number(pid), signal: signal as NodeJS.Signals, startedAt: startTime(Number(pid)) })
}
await Promise.all(covered.map(end))

async function end(child: Covered): Promise<void> {
  for (let waited = 0; isStillIt(child); waited += INTERVAL_MS) {
    try {
      process.kill(child.pid, waited < PATIENCE_MS ? child.signal : 'SIGKILL')
    } catch {
      return
    }
    await sleep(INTERVAL_MS)
  }
}

function isStillIt({ pid, startedAt }: Covered): boolean {
  return isRunning(pid) && startTime(pid) === startedAt
}
