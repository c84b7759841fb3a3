import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Rollup } from 'vite'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { locales } from '../../signaling/vocabulary.ts'
import { isOutdated } from '../../web/shell/outdated.ts'
import { buildClient, buildForProduction } from './built-client.ts'
import type { BuiltClient } from './built-client.ts'

interface FirstPage {
  /** What is fetched after the script that the page names. */
  readonly screens: readonly string[]
  /** Whose words it says. */
  readonly rooms: readonly string[]
  /** Bytes that all of it may take, as a browser gets them. */
  readonly bytes: number
}

/** What somebody meets at the hospital's address: who is not signed in, and a patient who is. */
const pages: Readonly<Record<'sign-in' | 'home', FirstPage>> = {
  'sign-in': { screens: [], rooms: ['shell', 'identity'], bytes: 83_000 },
  home: { screens: ['compatriot.tsx'], rooms: ['shell', 'waiting-room/home'], bytes: 90_000 },
}

/** Requests that each may take, the page itself among them. */
const requestsAtMost = 14
/** Who is signed in, the live socket, and what comes with an appointment: words of it and of names, and the cities. */
const requestsBeside = 5

/** Nothing of these may be there before it is nearly their turn. */
const elsewhere = [/livekit/, /react-aria/, /temporal-polyfill/, /doctor/, /coordinator/, /called/]

let client: BuiltClient
let html: string
let start: string

beforeAll(async () => {
  client = await buildClient()
  html = await readFile(join(client.directory, 'index.html'), 'utf8')
  const script = /<script[^>]* src="\/(.+?)"/.exec(html)?.[1]
  const found = Object.entries(client.manifest).find(([, { file }]) => file === script)?.[0]
  if (found === undefined) throw new Error(`no chunk is the page's script ${String(script)}`)
  start = found
}, 120_000)

afterAll(() => client[Symbol.asyncDispose]())

afterEach(() => vi.unstubAllGlobals())

/** Files that come without anybody doing anything, styles among them. */
function staticImports(keys: readonly string[]): Set<string> {
  const files = new Set<string>()
  const follow = (key: string): void => {
    const chunk = client.manifest[key]
    if (chunk === undefined) throw new Error(`nothing is built of ${key}`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    for (const style of chunk.css ?? []) files.add(style)
    for (const imported of chunk.imports ?? []) follow(imported)
  }
  for (const key of keys) follow(key)
  return files
}

/** All that comes with a page in a language, the page itself and its icon among it. */
function filesOf({ screens, rooms }: FirstPage, locale: string): Set<string> {
  const words = rooms.map((room) => `${room}/words/${locale}.json`)
  const icon = /<link rel="icon"[^>]* href="\/(.+?)"/.exec(html)?.[1]
  if (icon === undefined) throw new Error('the page names no icon')
  return new Set(['index.html', icon, ...staticImports([start, ...screens, ...words])])
}

/** As `web/build.ts` lays it down and the server sends it. */
async function compressed(files: Iterable<string>): Promise<number> {
  let sum = 0
  for (const file of files) sum += brotliCompressSync(await readFile(join(client.directory, file))).length
  return sum
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

/** The least a React page can load, from the same bundler. */
async function reactAlone(): Promise<number> {
  const id = 'virtual:react-alone'
  const built = (await buildForProduction({
    configFile: false,
    plugins: [
      {
        name: 'react-alone',
        resolveId: (source) => (source === id ? id : undefined),
        load: (source) =>
          source === id
            ? `import { createElement } from 'react'; import { createRoot } from 'react-dom/client'; createRoot(document.body).render(createElement('p'))`
            : undefined,
      },
    ],
    build: { write: false, rollupOptions: { input: id } },
  })) as Rollup.RollupOutput
  return built.output.reduce((sum, part) => sum + (part.type === 'chunk' ? brotliCompressSync(part.code).length : 0), 0)
}

test.each(Object.entries(pages))(
  'the %s page is small, and comes in few requests',
  async (name, page) => {
    for (const locale of locales) {
      const files = filesOf(page, locale)
      const bytes = await compressed(files)
      const requests = files.size + requestsBeside
      console.log(`${name} in ${locale}: ${kB(bytes)} in brotli, ${String(requests)} requests`)
      expect(files.size).toBeGreaterThan(4)
      expect(requests).toBeLessThanOrEqual(requestsAtMost)
      expect(bytes).toBeLessThanOrEqual(page.bytes)
    }
  },
  60_000,
)

test('most of it is React', async () => {
  const bare = await reactAlone()
  const script = await compressed([client.manifest[start]?.file ?? ''])
  console.log(`react + react-dom alone: ${kB(bare)} in brotli; the first script: ${kB(script)}`)
  expect(bare / script).toBeGreaterThan(0.7)
}, 60_000)

test('the gallery is no part of what is built', async () => {
  const files = await readdir(client.directory, { recursive: true })
  expect(files.filter((file) => file.endsWith('.html') || file.includes('gallery'))).toEqual(['index.html'])
  expect(Object.keys(client.manifest).filter((key) => key.includes('gallery'))).toEqual([])
})

test('no video and no staff code comes with it', () => {
  const files = [...staticImports([start, ...pages.home.screens])]
  for (const pattern of elsewhere) expect(files.filter((file) => pattern.test(file))).toEqual([])
})

test('the names of cities come in files of their own, one a language', async () => {
  const files = staticImports([start, ...pages.home.screens])
  for (const locale of locales) {
    const table = client.manifest[`../signaling/cities/names/${locale}.json`]
    expect(table?.isDynamicEntry).toBe(true)
    expect([...files]).not.toContain(table?.file)
    console.log(`cities in ${locale}: ${kB(await compressed([table?.file ?? '']))} in brotli`)
  }
})

test('the page has no script or style of its own, so the policy needs no unsafe-inline', () => {
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
})

test('a page that is open knows whether another version is up, and where that can’t be told', async () => {
  const script = client.manifest[start]?.file ?? ''
  vi.stubGlobal('document', { scripts: [{ src: `https://hospital.example/${script}` }] })
  const serve = (answer: () => Promise<Response>) => vi.stubGlobal('fetch', answer)
  serve(() => Promise.resolve(new Response(html)))
  expect(await isOutdated()).toBe(false)
  serve(() => Promise.resolve(new Response(html.replaceAll(script, 'assets/start-another.js'))))
  expect(await isOutdated()).toBe(true)
  serve(() => Promise.resolve(new Response('Please sign in to the hotel’s network.')))
  expect(await isOutdated()).toBeUndefined()
  serve(() => Promise.reject(new TypeError('no connection')))
  expect(await isOutdated()).toBeUndefined()
})
