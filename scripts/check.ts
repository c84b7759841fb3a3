import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** `npm run check`: everything that can be told without running the program. Each part runs, whatever another one says. */
const parts = [
  { name: 'types', command: ['tsc', '--build'] },
  { name: 'every file typed once', command: ['node', 'scripts/typed.ts'] },
  { name: 'types of words', command: ['node', 'scripts/words.ts', '--check'] },
  { name: 'lint and borders', command: ['oxlint'] },
  { name: 'stair of rooms', command: ['node', 'scripts/stair.ts'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
] as const

const root = join(import.meta.dirname, '..')

async function run(command: readonly [string, ...string[]]): Promise<{ ok: boolean; output: string }> {
  const [tool, ...options] = command
  const child = spawn(join(root, 'node_modules', '.bin', tool), options, {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve(null)
    })
    child.once('close', resolve)
  })
  return { ok: code === 0, output: output.trim() }
}

const results = await Promise.all(parts.map(async (part) => ({ ...part, ...(await run(part.command)) })))
for (const { name, ok, output } of results) {
  if (!ok) process.stdout.write(`\n── ${name} ──\n${output}\n`)
}
process.stdout.write(`\n${results.map(({ name, ok }) => `${ok ? 'ok    ' : 'FAILED'}  ${name}`).join('\n')}\n`)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
