import { join } from 'node:path'

import { createServer } from 'vite'

/** `npm run gallery`: web/ui in all its states. Vite alone serves it; neither server nor database is needed. */
const vite = await createServer({ configFile: join(import.meta.dirname, '..', 'vite.config.ts') })
await vite.listen()
process.stdout.write(`ready ${vite.resolvedUrls?.local[0] ?? ''}gallery/\n`)
