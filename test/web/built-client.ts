import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import type { InlineConfig, Manifest } from 'vite'

export interface BuiltClient extends AsyncDisposable {
  readonly directory: string
  readonly manifest: Manifest
}

/** Builds as in production: under a test runner's `NODE_ENV` React would come with its development warnings. */
export async function buildForProduction(config: InlineConfig): ReturnType<typeof build> {
  const former = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    return await build({ logLevel: 'error', ...config })
  } finally {
    process.env['NODE_ENV'] = former
  }
}

/** The client in a folder of its own, which disappears when it is disposed. */
export async function buildClient(): Promise<BuiltClient> {
  const directory = await mkdtemp(join(tmpdir(), 'qiaoyi-client-'))
  await buildForProduction({ configFile: 'vite.config.ts', build: { outDir: directory, emptyOutDir: true } })
  const manifest = JSON.parse(await readFile(join(directory, '.vite/manifest.json'), 'utf8')) as Manifest
  return { directory, manifest, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) }
}
