import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Carrier } from '../../media/carrier.ts'
import { buildApp } from '../../signaling/app.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { createSession } from '../../signaling/identity/sessions.ts'
import { serveParent } from './child.ts'
import { openUseCases } from './use-cases.ts'

export interface Application {
  readonly dependencies: Dependencies
  /** Such as `http://127.0.0.1:1234`. */
  readonly url: string
  /** A session's token of somebody in this role. */
  signIn(role: 'compatriot' | 'doctor'): Promise<string>
}

interface ApplicationOptions {
  /** Nobody listens where the video should be, unless given. */
  readonly carrier?: Carrier
  readonly webFolder?: string
  /** Fills the migrated database before the application starts. */
  readonly seed: (db: Kysely<Database>) => Promise<void>
  readonly onMessage?: (dependencies: Dependencies) => void
}

/** The application as production builds it, on the database in DATABASE_URL and DATABASE_OWNER_URL, in a process of its own. */
export async function serveApplication({
  carrier,
  webFolder,
  seed,
  onMessage = () => {},
}: ApplicationOptions): Promise<Application> {
  const database = { url: process.env['DATABASE_URL'] ?? '', ownerUrl: process.env['DATABASE_OWNER_URL'] ?? '' }
  const dependencies = await openUseCases(database, seed, { carrier })
  const { db, clock, log } = dependencies
  const app = await buildApp(dependencies, {
    logger: log,
    limits: { requestsPerMinute: Number.MAX_SAFE_INTEGER, pagesPerMinute: Number.MAX_SAFE_INTEGER },
    sockets: { perPerson: Number.MAX_SAFE_INTEGER, perAddress: Number.MAX_SAFE_INTEGER },
    ...(webFolder !== undefined && { webFolder }),
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  serveParent(
    () => onMessage(dependencies),
    () => app.close().then(() => dependencies[Symbol.asyncDispose]()),
  )
  return {
    dependencies,
    url,
    async signIn(role) {
      const { id } = await db.selectFrom('account').select('id').where('role', '=', role).executeTakeFirstOrThrow()
      return (await createSession(db, { id, role }, clock.now())).token
    },
  }
}
