import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything else is loaded: what Node compiles at this start it need not compile at the next.
enableCompileCache(join(import.meta.dirname, '..', '.data', 'compile-cache'))
const { run } = await import('./start/start.ts')
await run()
