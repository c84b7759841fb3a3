import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Rollup } from 'vite'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { locales } from '../../signaling/vocabulary.ts'
import { isOutdated } from '../../web/shell/outdated.ts'
import { buildClient, buildForProduction } from './built-client.ts'
import type { BuiltClient } from './built-client.ts'

/** Bytes of JavaScript, gzipped, that the compatriot's first page may load. */
const limit = 120_000

/** What the first page shows after the script that it names, which has the sign-in page: the shell with the home screen. */
const screens = ['compatriot.tsx']
/** Files of code that it takes at most, words among them. */
const filesAtMost = 11

/** Words are loaded in one language, for every room that is there; the longest are counted. */
const itsWords = /\/words\/it\.json$/

/** Nothing of these may be there before it is nearly their turn. */
const elsewhere = [/livekit/, /react-aria/, /temporal-polyfill/, /doctor/, /coordinator/]

let client: BuiltClient
let firstPage: readonly string[]

beforeAll(async () => {
  client = await buildClient()
  const html = await readFile(join(client.directory, 'index.html'), 'utf8')
  const script = /<script[^>]* src="\/(.+?)"/.exec(html)?.[1]
  const start = Object.entries(client.manifest).find(([, { file }]) => file === script)?.[0]
  if (start === undefined) throw new Error(`no chunk is the page's script ${String(script)}`)
  firstPage = [start, ...screens]
}, 120_000)

afterAll(() => client[Symbol.asyncDispose]())

afterEach(() => vi.unstubAllGlobals())

/** Files that come without anybody doing anything. */
function staticImports(keys: readonly string[]): Set<string> {
  const files = new Set<string>()
  const follow = (key: string): void => {
    const chunk = client.manifest[key]
    if (chunk === undefined || files.has(chunk.file)) return
    files.add(chunk.file)
    for (const imported of chunk.imports ?? []) follow(imported)
    for (const later of chunk.dynamicImports ?? []) if (itsWords.test(later)) follow(later)
  }
  for (const key of keys) follow(key)
  return files
}

async function gzipped(files: Iterable<string>): Promise<number> {
  let sum = 0
  for (const file of files) sum += gzipSync(await readFile(join(client.directory, file))).length
  return sum
}

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
  return built.output.reduce((sum, part) => sum + (part.type === 'chunk' ? gzipSync(part.code).length : 0), 0)
}

test('the first page loads at most 120 kB of JavaScript', async () => {
  for (const key of firstPage) expect(Object.keys(client.manifest)).toContain(key)
  const files = staticImports(firstPage)
  expect(files.size).toBeGreaterThan(2)
  expect(files.size).toBeLessThanOrEqual(filesAtMost)
  const bytes = await gzipped(files)
  const bare = await reactAlone()
  const ratio = (bytes / bare).toFixed(2)
  console.log(
    `first page: ${(bytes / 1000).toFixed(1)} kB gzipped, ${ratio} × react + react-dom (${(bare / 1000).toFixed(1)} kB)`,
  )
  expect(bytes).toBeLessThanOrEqual(limit)
}, 60_000)

test('the gallery is no part of what is built', async () => {
  const files = await readdir(client.directory, { recursive: true })
  expect(files.filter((file) => file.endsWith('.html') || file.includes('gallery'))).toEqual(['index.html'])
  expect(Object.keys(client.manifest).filter((key) => key.includes('gallery'))).toEqual([])
})

test('no video and no staff code comes with it', () => {
  const files = [...staticImports(firstPage)]
  for (const pattern of elsewhere) expect(files.filter((file) => pattern.test(file))).toEqual([])
})

test('the names of cities come in files of their own, one a language', async () => {
  const files = staticImports(firstPage)
  for (const locale of locales) {
    const table = client.manifest[`../signaling/cities/names/${locale}.json`]
    expect(table?.isDynamicEntry).toBe(true)
    expect([...files]).not.toContain(table?.file)
    console.log(`cities in ${locale}: ${((await gzipped([table?.file ?? ''])) / 1000).toFixed(1)} kB gzipped`)
  }
})

test('the page has no script or style of its own, so the policy needs no unsafe-inline', async () => {
  const html = await readFile(join(client.directory, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
})

test('a page that is open knows whether another version is up, and where that can’t be told', async () => {
  const html = await readFile(join(client.directory, 'index.html'), 'utf8')
  const script = client.manifest[firstPage[0] ?? '']?.file ?? ''
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
