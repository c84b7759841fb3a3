import fastifyStatic from '@fastify/static'
import { notFound } from './errors.ts'
import type { App } from './routes.ts'

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
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !request.url.startsWith('/api') && !/\.\w+$/.test(request.url)
    if (!isPage) throw notFound()
    return reply.sendFile('index.html')
  })
}
