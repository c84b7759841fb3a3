import { type FastifyInstance, fastify } from 'fastify'
import { WebSocketServer } from 'ws'
import { Me } from '../../signaling/identity/contract.ts'
import { serveParent } from './child.ts'

/**
 * The bare sides: a Fastify route that answers a small object, and `ws` as it comes, telling everybody the same frame
 * whenever the parent says so.
 */
const app: FastifyInstance = fastify()

app.get('/small', { schema: { response: { 200: Me } } }, async (): Promise<Me> => ({
  accountId: '019a9f6e-6f3a-7cc0-8000-5f3f6a7c9d10',
  role: 'compatriot',
  email: 'compatriot1@example.org',
  name: '林秀英',
  timeZone: 'Europe/Rome',
  languages: [],
  locale: 'it',
  country: null,
  expertId: null,
}))

const sockets = new WebSocketServer({ server: app.server, path: '/live' })

function broadcast({ frame }: { frame: string }): void {
  for (const socket of sockets.clients) socket.send(frame)
}

serveParent(
  (message) => broadcast(message as { frame: string }),
  () => app.close(),
)

const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: Number(new URL(url).port) })
