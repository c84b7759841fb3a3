import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `vite` in development finds the server: `QIAOYI_API` (an origin, set by the development script). */
const server = process.env.QIAOYI_API ?? 'http://localhost:3000'

/**
 * The web client: built from `web/` to `dist/web/` with a manifest (`.vite/manifest.json`), which the first-page
 * test follows. Chunks keep readable names. Nothing is inlined as a `data:` address or a script in the page,
 * so that the Content Security Policy needs no `unsafe-inline`.
 */
export default defineConfig({
  root: 'web',
  plugins: [react()],
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
      // But for `web/api/`, whose modules come from the same path.
      '^/api/(?!.*\\.tsx?(\\?|$))': { target: server, ws: true },
      '/sign-in/link': { target: server },
    },
  },
})
