import react from '@vitejs/plugin-react'
import { defineConfig, type Rolldown } from 'vite'

/** Where `vite` in development finds the server: `QIAOYI_API` (an origin, set by the development script). */
const server = process.env.QIAOYI_API ?? 'http://localhost:3000'

/** Whether a module comes whenever `start` is loaded: that, or what imports the module, or what imports that… */
function comesWith(start: string, id: string, chunking: Rolldown.ChunkingContext): boolean {
  // A set is walked through in the order in which it grows: each importer is looked at once.
  const found = new Set([id])
  for (const module of found) {
    if (module.endsWith(start)) return true
    for (const importer of chunking.getModuleInfo(module)?.importers ?? []) found.add(importer)
  }
  return false
}

function chunkOf(debugName: string, start: string, priority: number): Rolldown.CodeSplittingGroup {
  return { name: (id, chunking) => (comesWith(start, id, chunking) ? debugName : null), debugName, priority }
}

/**
 * What the compatriot's first page loads comes in a few files, and what tells them of a call in one. Left alone, each set of screens
 * that share a module gets a file for it, and on a poor link each file takes its time.
 */
const chunks: readonly Rolldown.CodeSplittingGroup[] = [
  { name: 'start', tags: ['$initial'], priority: 3 },
  chunkOf('compatriot', '/web/compatriot.tsx', 2),
  chunkOf('called', '/web/waiting-room/called.tsx', 1),
]

/**
 * The web client: built from `web/` to `dist/web/` with a manifest (`.vite/manifest.json`), which the first-page
 * test follows. Chunks keep readable names. Nothing is inlined as a `data:` address or a script in the page,
 * so that the Content Security Policy needs no `unsafe-inline`.
 */
export default defineConfig({
  root: 'web',
  plugins: [react()],
  // Words of the screens: a literal is smaller than a text that is parsed, or an export for each sentence.
  json: { namedExports: false, stringify: false },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [...chunks] } } },
  },
  server: {
    proxy: {
      // But for `web/api/`, whose modules come from the same path, words among them.
      '^/api/(?!(.*\\.tsx?|words/[^/]+\\.json)(\\?|$))': { target: server, ws: true },
      '/sign-in/link': { target: server },
    },
  },
})
