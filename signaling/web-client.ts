import fastifyStatic from '@fastify/static'
import { notFound } from './errors.ts'
import type { App } from './routes.ts'

/** Of a file's name. A signed link has dots as well; what follows its last one is longer. */
const fileEnding = /\.\w{1,12}$/

/**
 * Serves the built client: files with a hash in their name for ever, everything that is a page of the client as its
 * index.html, which is asked for anew each time.
 */
export async function webClient(app: App, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const forEver = path.includes('/assets/')
      void reply.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.setNotFoundHandler((request, reply) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const isPage = isRead && !pathname.startsWith('/api') && !fileEnding.test(pathname)
    if (!isPage) throw notFound()
    return reply.sendFile('index.html')
  })
}
