import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

/** Where `vite` in development finds the server: `QIAOYI_API` (an origin, set by the development script). */
const server = process.env.QIAOYI_API ?? 'http://localhost:3000'

/** Lays a `.br` and a `.gz` beside every text file of the build, for the server to send as they are. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const files = await readdir(dir, { recursive: true })
      const texts = files.filter((file) => /\.(?:js|css|html|svg)$/.test(file)).map((file) => join(dir, file))
      await Promise.all(
        texts.map(async (file) => {
          const text = await readFile(file)
          await writeFile(`${file}.br`, await promisify(brotliCompress)(text))
          await writeFile(`${file}.gz`, await promisify(gzip)(text))
        }),
      )
    },
  }
}

/**
 * The web client: built from `web/` to `dist/web/` with a manifest (`.vite/manifest.json`), which the first-page
 * test follows. Chunks keep readable names. Nothing is inlined as a `data:` address or a script in the page,
 * so that the Content Security Policy needs no `unsafe-inline`.
 */
export default defineConfig({
  root: 'web',
  plugins: [react(), compress()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/sign-in/link': { target: server },
    },
  },
})
