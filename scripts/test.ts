import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { findLiveKitServer } from '../media/find-server.ts'
import { findOrInstallChromium } from '../test/support/chromium.ts'
import { buildWebClient } from '../web/build.ts'

/** What is read of vitest's JSON report. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const root = join(import.meta.dirname, '..')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** Everything `npm test` needs is found or set up first, then all tests run; arguments go to vitest. */
async function main(): Promise<void> {
  const [chromium, shell] = [await findOrInstallChromium(say), await findOrInstallChromium(say, 'shell')]
  const livekit = await findLiveKitServer({ binary: process.env['LIVEKIT_SERVER'], progress: say })
  const built = await buildWebClient(say).then(
    () => true,
    (error: unknown) => void say(error instanceof Error ? error.message : String(error)),
  )
  const env = { CHROMIUM: chromium, CHROMIUM_SHELL: shell, LIVEKIT_SERVER: livekit, ...(await temporaryFiles()) }
  const counts = await runVitest({ ...process.env, ...env })
  // The other tests have still told what they had to tell.
  if (!built) counts.failed += 1
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  process.exitCode = counts.failed > 0 ? 1 : 0
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
}

/**
 * Where the tests' databases, profiles and data folders lie: in memory where there is room for them, unless TMPDIR says
 * otherwise. A clone of a database is then ten times as fast as on a disk.
 */
async function temporaryFiles(): Promise<{ TMPDIR?: string }> {
  const memory = '/dev/shm'
  if (process.env['TMPDIR'] || process.platform !== 'linux') return {}
  const room = await statfs(memory)
    .then(({ bavail, bsize }) => bavail * bsize)
    .catch(() => 0)
  return Math.min(room, process.availableMemory()) >= 4 * 1024 ** 3 ? { TMPDIR: memory } : {}
}

async function runVitest(env: NodeJS.ProcessEnv): Promise<Counts> {
  const reportFile = join(root, '.data', `test-report-${process.pid}.json`)
  await mkdir(join(root, '.data'), { recursive: true })
  try {
    const vitest = spawn(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
        ...process.argv.slice(2),
      ],
      { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const code = await new Promise<number>((resolve, reject) => {
      vitest.once('error', reject)
      vitest.once('close', (ended) => resolve(ended ?? 1))
    })
    const counts = countsOf(await readFile(reportFile, 'utf8').catch(() => undefined))
    // A crash, an error outside of every test, or no test at all is a failure as well.
    if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1
    return counts
  } finally {
    await rm(reportFile, { force: true })
  }
}

function countsOf(json: string | undefined): Counts {
  if (!json) return { passed: 0, failed: 0, skipped: 0 }
  const report = JSON.parse(json) as Report
  // A file that could not be loaded has no tests to fail.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
  process.stdout.write('0 passed, 1 failed\n')
}
