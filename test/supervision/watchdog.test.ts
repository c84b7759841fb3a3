import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

import { afterEach, expect, test } from 'vitest'

import { isRunning } from '../../supervision/process-table.ts'

const started: number[] = []
afterEach(() => {
  for (const pid of started.splice(0)) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
})

/** A parent that starts a child, covers it, and tells both numbers. */
async function startParent(childCode: string): Promise<{ parent: ChildProcess; child: number; watchdog: number }> {
  const code = `
    import { spawn } from 'node:child_process'
    import { startWatchdog } from './supervision/watchdog.ts'
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(childCode)}], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    const watchdog = startWatchdog()
    watchdog.cover(child.pid, 'SIGTERM')
    child.stdout.once('data', () => console.log(JSON.stringify([child.pid, watchdog.pid])))
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const [child, watchdog] = JSON.parse(line.toString()) as [number, number]
  started.push(child, watchdog, parent.pid!)
  return { parent, child, watchdog }
}

const waitsForever = 'console.log(1); setInterval(() => {}, 1000)'
const stubborn = `let asked = 0; process.on('SIGTERM', () => { if (++asked === 2) process.exit() }); ${waitsForever}`

test.each([
  ['ends with its parent', waitsForever],
  ['is asked again when it does not listen at first', stubborn],
])('a covered child %s', async (_name, code) => {
  const { parent, child, watchdog } = await startParent(code)
  parent.kill('SIGKILL')
  await expect.poll(() => isRunning(child)).toBe(false)
  await expect.poll(() => isRunning(watchdog)).toBe(false)
})

test('the watchdog leads a process group of its own, out of reach of a Ctrl-C', async () => {
  const { watchdog } = await startParent(waitsForever)
  expect(() => process.kill(-watchdog, 0)).not.toThrow()
})
