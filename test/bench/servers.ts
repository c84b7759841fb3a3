import { ServerProcess } from './child.ts'
import type { DurablePostgres } from './durable-postgres.ts'

export interface Servers extends AsyncDisposable {
  readonly app: ServerProcess<{ readonly port: number; readonly cookie: string }>
  readonly bare: ServerProcess<{ readonly port: number }>
}

export async function startServers(postgres: DurablePostgres): Promise<Servers> {
  const app = await ServerProcess.start<{ port: number; cookie: string }>('app-server.ts', {
    DATABASE_URL: postgres.url,
    DATABASE_OWNER_URL: postgres.ownerUrl,
  })
  const bare = await ServerProcess.start<{ port: number }>('bare-server.ts')
  return {
    app,
    bare,
    async [Symbol.asyncDispose]() {
      await Promise.all([app[Symbol.asyncDispose](), bare[Symbol.asyncDispose]()])
    },
  }
}
