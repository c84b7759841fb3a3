import { sql } from 'kysely'
import { Type } from 'typebox'
import { defineAccess } from './access.ts'
import type { Dependencies } from './dependencies.ts'
import type { App } from './routes.ts'

const operationsAccess = defineAccess('operations', {
  readHealth: { who: 'everybody' },
  readDescription: { who: 'everybody' },
})

const Health = Type.Object({ status: Type.String() })

/** For whoever runs the service: alive, ready to be sent people, and the description of the API. */
export function operationsRoutes(app: App, { db }: Dependencies): void {
  app.get(
    '/healthz',
    {
      config: { access: operationsAccess.readHealth, rateLimit: false },
      schema: { tags: ['operations'], summary: 'The process answers', response: { 200: Health } },
    },
    () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      config: { access: operationsAccess.readHealth, rateLimit: false },
      schema: { tags: ['operations'], summary: 'The process and its database answer', response: { 200: Health } },
    },
    async () => {
      await sql`select 1`.execute(db)
      return { status: 'ready' }
    },
  )
  app.get('/api/openapi.json', { config: { access: operationsAccess.readDescription }, schema: { hide: true } }, () =>
    app.swagger(),
  )
}
