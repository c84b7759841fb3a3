import { type FastifyInstance, fastify } from 'fastify'
import { WebSocketServer } from 'ws'

/**
 * The bare sides: a Fastify route that answers a small object, and `ws` as it comes, telling everybody the same frame
 * whenever the parent says so.
 */
const app: FastifyInstance = fastify()

app.get(
  '/small',
  {
    schema: {
      response: {
        200: {
          type: 'object',
          properties: {
            accountId: { type: 'string' },
            role: { type: 'string' },
            name: { type: 'string' },
            email: { type: 'string' },
            timeZone: { type: 'string' },
            locale: { type: 'string' },
            languages: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
  },
  async () => ({
    accountId: '019a9f6e-6f3a-7cc0-8000-5f3f6a7c9d10',
    role: 'compatriot',
    name: '陈阿婆',
    email: 'chen@example.org',
    timeZone: 'Europe/Rome',
    locale: 'zh-CN',
    languages: ['cmn', 'wuu-qt'],
  }),
)

const sockets = new WebSocketServer({ server: app.server, path: '/live' })

process.on('message', ({ frame }: { frame: string }) => {
  for (const socket of sockets.clients) socket.send(frame)
})
process.on('disconnect', () => process.exit())

const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: Number(new URL(url).port) })
