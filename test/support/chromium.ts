import { execFile, spawn } from 'node:child_process'
import { access, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge']

/** The path of a Chromium (or Chrome, or Edge) that runs: the one CHROMIUM names, else one from the usual places. */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const named = env['CHROMIUM']
  if (named) {
    if (await runs(named)) return named
    throw new Error(`CHROMIUM names ${named}, and no browser can be run from there.`)
  }
  for (const path of [...onPath(env), ...usualPlaces(env), ...(await playwrightsOwn(env))]) {
    if (await runs(path)) return path
  }
  return undefined
}

/**
 * Finds Chromium or installs it: Debian's package where that is allowed, with the fonts that Chinese needs, else
 * Playwright's. Fails with what to do.
 */
export async function findOrInstallChromium(progress: (line: string) => void): Promise<string> {
  const found = await findChromium()
  if (found) return found
  const failures: string[] = []
  for (const way of [installFromDebian, installFromPlaywright]) {
    try {
      await way(progress)
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
      continue
    }
    const installed = await findChromium()
    if (installed) return installed
  }
  throw new Error(
    [
      'No Chromium was found, and none could be installed:',
      ...failures.map((failure) => `  - ${failure}`),
      'Install Chromium or Chrome, or set CHROMIUM to the path of one.',
    ].join('\n'),
  )
}

async function installFromDebian(progress: (line: string) => void): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error("Debian's package: not run as root")
  const aptGet = '/usr/bin/apt-get'
  await access(aptGet).catch(() => Promise.reject(new Error("Debian's package: no apt-get here")))
  progress('installing Chromium with apt-get')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runQuietly(aptGet, ['-qq', 'update'], env)
  await runQuietly(
    aptGet,
    ['-qq', '-y', '--no-install-recommends', 'install', 'chromium', 'fonts-noto-cjk', 'fonts-liberation'],
    env,
  )
}

async function installFromPlaywright(progress: (line: string) => void): Promise<void> {
  progress("installing Playwright's Chromium")
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  const options = ['--no-shell', '--no-progress', ...(asRoot ? ['--with-deps'] : [])]
  await runQuietly(process.execPath, [cli, 'install', ...options, 'chromium'], process.env)
}

async function runQuietly(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-2_000))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${output.trim()}`)
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function usualPlaces(env: NodeJS.ProcessEnv): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((app) =>
        ['/Applications', join(homedir(), 'Applications')].map((at) => `${at}/${app}.app/Contents/MacOS/${app}`),
      )
    case 'win32':
      return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          join(folder, 'Google\\Chrome\\Application\\chrome.exe'),
          join(folder, 'Chromium\\Application\\chrome.exe'),
          join(folder, 'Microsoft\\Edge\\Application\\msedge.exe'),
        ])
    default:
      return NAMES.map((name) => `/usr/bin/${name}`).concat('/opt/google/chrome/chrome', '/snap/bin/chromium')
  }
}

/** Any Chromium that a Playwright of this person has installed, the newest first. */
async function playwrightsOwn(env: NodeJS.ProcessEnv): Promise<string[]> {
  const cache =
    env['PLAYWRIGHT_BROWSERS_PATH'] ??
    {
      darwin: join(homedir(), 'Library/Caches/ms-playwright'),
      win32: join(env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright'),
    }[process.platform as string] ??
    join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ms-playwright')
  const installed = await readdir(cache).catch(() => [])
  const programs = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
  ]
  return installed
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    .flatMap((name) => programs.map((program) => join(cache, name, program)))
}

async function runs(path: string): Promise<boolean> {
  try {
    await access(path)
    // On Windows the browser answers --version by opening a window.
    if (process.platform !== 'win32') await run(path, ['--version'], { timeout: 20_000 })
    return true
  } catch {
    return false
  }
}
