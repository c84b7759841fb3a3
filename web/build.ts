import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import { CannotStart } from '../supervision/cannot-start.ts'

const root = join(import.meta.dirname, '..')
const builtFolder = join(root, 'dist', 'web')
/** Beside the build, not in it: it must not be served, and goes only when the folder of builds goes. */
const hashFile = join(root, 'dist', 'web.source-hash')

/** All that a build depends on; of the server that is what the client may import. */
export const sources = [
  'web/**/*',
  'signaling/**/*contract.ts',
  'signaling/{shapes,error-codes,vocabulary,text-limits,age}.ts',
  'signaling/cities/{naming,alike}.ts',
  'signaling/cities/names/*.json',
  'vite.config.ts',
  'package-lock.json',
]

/** Builds the client unless the last build was of the same source, and returns the folder to serve. */
export async function buildWebClient(progress: (line: string) => void): Promise<string> {
  const hash = await hashOfSources()
  if ((await readFile(hashFile, 'utf8').catch(() => '')) === hash) return builtFolder
  progress('building the web client: its source is new or has changed')
  const startedAt = performance.now()
  await runVite()
  await compress()
  await writeFile(hashFile, hash)
  progress(`the web client is built (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
  return builtFolder
}

async function hashOfSources(): Promise<string> {
  const files: string[] = []
  for (const pattern of sources) {
    for await (const entry of glob(pattern, { cwd: root, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
    }
  }
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(`${file.slice(root.length)}\0`).update(await readFile(file))
  return hash.digest('hex')
}

/** In a process of its own: the bundler would stay in the server's memory for good. */
async function runVite(): Promise<void> {
  const vite = join(createRequire(import.meta.url).resolve('vite/package.json'), '..', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    // Under a test runner's, React would come as for development.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const stopWithUs = (): void => void child.kill()
  process.once('exit', stopWithUs)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  process.off('exit', stopWithUs)
  if (code !== 0) throw new CannotStart(`The web client could not be built:\n\n${output.trim()}`)
}

/** Once, and well: the server sends the compressed file beside the asked one to browsers that take it. */
async function compress(): Promise<void> {
  for await (const file of glob('**/*.{html,js,css,svg,json}', { cwd: builtFolder })) {
    const path = join(builtFolder, file)
    const content = await readFile(path)
    const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, brotli),
      promisify(gzip)(content, { level: 9 }),
    ])
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
  }
}
