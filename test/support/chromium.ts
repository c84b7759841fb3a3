import { execFile, spawn } from 'node:child_process'
import { access, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * `whole` has what people's browsers have: a window that can be hidden, a lock on the screen, WeChat's name.
 * `shell` is Chromium's headless shell: the same pages and calls for two thirds of the processor's time.
 */
export type BrowserKind = 'whole' | 'shell'

const VARIABLE = { whole: 'CHROMIUM', shell: 'CHROMIUM_SHELL' } as const
const NAMES = {
  whole: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'],
  shell: ['chromium-headless-shell', 'chrome-headless-shell'],
} as const

/** The path of a browser that runs: the one that CHROMIUM or CHROMIUM_SHELL names, else one from the usual places. */
async function findBrowser(kind: BrowserKind, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const named = env[VARIABLE[kind]]
  if (named) {
    if (await runs(named)) return named
    throw new Error(`${VARIABLE[kind]} names ${named}, and no browser can be run from there.`)
  }
  const places = kind === 'whole' ? usualPlaces(env) : NAMES.shell.map((name) => `/usr/bin/${name}`)
  for (const path of [...onPath(kind, env), ...places, ...(await playwrightsOwn(kind, env))]) {
    if (await runs(path)) return path
  }
  return undefined
}

/**
 * Finds Chromium or installs it: Debian's package where that is allowed, with the fonts that Chinese needs, else
 * Playwright's. Fails with what to do. Where no shell can be had, or CHROMIUM alone is named, the whole one is used.
 */
export async function findOrInstallChromium(
  progress: (line: string) => void,
  kind: BrowserKind = 'whole',
): Promise<string> {
  const shellUnnamed = kind === 'shell' && process.env['CHROMIUM'] && !process.env['CHROMIUM_SHELL']
  if (shellUnnamed) return await findOrInstallChromium(progress)
  const found = await findBrowser(kind)
  if (found) return found
  const failures: string[] = []
  for (const way of kind === 'whole' ? [installFromDebian, installFromPlaywright] : [installFromDebian]) {
    try {
      await way(progress, kind)
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
      continue
    }
    const installed = await findBrowser(kind)
    if (installed) return installed
  }
  if (kind === 'shell') return await findOrInstallChromium(progress)
  throw new Error(
    [
      'No Chromium was found, and none could be installed:',
      ...failures.map((failure) => `  - ${failure}`),
      'Install Chromium or Chrome, or set CHROMIUM to the path of one.',
    ].join('\n'),
  )
}

async function installFromDebian(progress: (line: string) => void, kind: BrowserKind): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error("Debian's package: not run as root")
  const aptGet = '/usr/bin/apt-get'
  await access(aptGet).catch(() => Promise.reject(new Error("Debian's package: no apt-get here")))
  progress(`installing ${PACKAGES[kind][0]} with apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runQuietly(aptGet, ['-qq', 'update'], env)
  await runQuietly(aptGet, ['-qq', '-y', '--no-install-recommends', 'install', ...PACKAGES[kind]], env)
}

const PACKAGES = {
  whole: ['chromium', 'fonts-noto-cjk', 'fonts-liberation'],
  shell: ['chromium-headless-shell', 'fonts-noto-cjk', 'fonts-liberation'],
} as const

async function installFromPlaywright(progress: (line: string) => void): Promise<void> {
  progress("installing Playwright's Chromium")
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  const options = ['--no-progress', ...(asRoot ? ['--with-deps'] : [])]
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

function onPath(kind: BrowserKind, env: NodeJS.ProcessEnv): string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return NAMES[kind].flatMap((name) => folders.map((folder) => join(folder, name)))
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
      return NAMES.whole.map((name) => `/usr/bin/${name}`).concat('/opt/google/chrome/chrome', '/snap/bin/chromium')
  }
}

/** Any browser of this kind that a Playwright of this person has installed, the newest first. */
async function playwrightsOwn(kind: BrowserKind, env: NodeJS.ProcessEnv): Promise<string[]> {
  const cache =
    env['PLAYWRIGHT_BROWSERS_PATH'] ??
    {
      darwin: join(homedir(), 'Library/Caches/ms-playwright'),
      win32: join(env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright'),
    }[process.platform as string] ??
    join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ms-playwright')
  const installed = await readdir(cache).catch(() => [])
  const folder = { whole: 'chromium', shell: 'chromium_headless_shell' }[kind]
  return installed
    .flatMap((name) => {
      const revision = name.startsWith(`${folder}-`) ? Number(name.slice(folder.length + 1)) : NaN
      return Number.isInteger(revision) ? [{ name, revision }] : []
    })
    .sort((a, b) => b.revision - a.revision)
    .flatMap(({ name }) => PLAYWRIGHTS[kind].map((program) => join(cache, name, program)))
}

/** Where they lie in a folder of Playwright's, on each system. */
const PLAYWRIGHTS = {
  whole: [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
  ],
  shell: [
    'chrome-headless-shell-linux64/chrome-headless-shell',
    'chrome-linux/headless_shell',
    'chrome-headless-shell-mac-arm64/chrome-headless-shell',
    'chrome-headless-shell-mac-x64/chrome-headless-shell',
    'chrome-mac/headless_shell',
    'chrome-headless-shell-win64/chrome-headless-shell.exe',
    'chrome-win/headless_shell.exe',
  ],
} as const

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
