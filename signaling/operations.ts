import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { Type } from 'typebox'
import type { Database } from '../db/tables.ts'
import { defineAccess } from './access.ts'
import type { Dependencies } from './dependencies.ts'
import { AppError } from './errors.ts'
import type { App } from './routes.ts'

const operationsAccess = defineAccess('operations', {
  readHealth: { who: 'everybody' },
  readDescription: { who: 'everybody' },
})

const Health = Type.Object({ status: Type.String() })

/** For whoever runs the service: alive, ready to be sent people, and the description of the API. */
export function operationsRoutes(app: App, { db }: Dependencies): void {
  const isReady = watchReadiness(db)
  app.get(
    '/healthz',
    {
      config: { access: operationsAccess.readHealth, sameForAll: true, rateLimit: false },
      schema: { tags: ['operations'], summary: 'The process answers', response: { 200: Health } },
    },
    () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      config: { access: operationsAccess.readHealth, sameForAll: true, rateLimit: false },
      schema: { tags: ['operations'], summary: 'The process and its database answer', response: { 200: Health } },
    },
    async () => {
      if (!(await isReady())) throw new AppError(503, 'databaseUnavailable')
      return { status: 'ready' }
    },
  )
  app.get('/api/openapi.json', { config: { access: operationsAccess.readDescription }, schema: { hide: true } }, () =>
    app.swagger(),
  )
}

/** Milliseconds; who asks gives up after two seconds. */
const readyWithin = 1_500

/**
 * Whether the database answers what every request asks first: by the connections that requests have, of the tables that say
 * who asks. One question at a time, however many ask: a database that is silent is not to be asked a hundred times.
 */
function watchReadiness(db: Kysely<Database>): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined
  async function ask(): Promise<boolean> {
    try {
      await sql`select exists (select from session), exists (select from account)`.execute(db)
      return true
    } catch {
      return false
    } finally {
      asking = undefined
    }
  }
  return async () => {
    asking ??= ask()
    const late = new AbortController()
    const answer = await Promise.race([asking, sleep(readyWithin, false, { signal: late.signal }).catch(() => false)])
    late.abort()
    return answer
  }
}
