import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import { notFound } from './errors.ts'
import type { App } from './routes.ts'

/** Of a file's name. A signed link has dots as well; what follows its last one is longer. */
const fileEnding = /\.\w{1,12}$/

interface WebClientOptions {
  /** Where the built client lies. */
  readonly folder: string
  readonly publicUrl: string
  /** Where the video comes from: the pages may connect to it. */
  readonly carrierUrl: string
}

/**
 * Serves the built client: files with a hash in their name for ever, everything that is a page of the client as its
 * index.html, which is asked for anew each time.
 */
export async function webClient(app: App, { folder, publicUrl, carrierUrl }: WebClientOptions): Promise<void> {
  await app.register(helmet, securityHeaders(publicUrl, carrierUrl))
  app.addHook('onRequest', async (_request, reply) => void reply.header('permissions-policy', permissionsPolicy))
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
  // A route and not the handler of what is not found: that one would go without the headers of this scope.
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    // Not by the URL parser, which takes what follows `//` for a host.
    const [path = ''] = request.url.split('?')
    if (path.startsWith('/api') || fileEnding.test(path)) throw notFound()
    return reply.sendFile('index.html')
  })
}

/** What a consultation takes, for our own pages; the rest of what a browser could give away is off. */
const usedByPages = [
  'camera',
  'microphone',
  'display-capture',
  'autoplay',
  'fullscreen',
  'picture-in-picture',
  'screen-wake-lock',
  'clipboard-write',
]
/** Only names that browsers know: they complain of others on their console. */
const usedByNobody = [
  'accelerometer',
  'browsing-topics',
  'clipboard-read',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'midi',
  'payment',
  'serial',
  'sync-xhr',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]
const permissionsPolicy = [
  ...usedByPages.map((feature) => `${feature}=(self)`),
  ...usedByNobody.map((feature) => `${feature}=()`),
].join(', ')

/** No inline script or style, nothing from elsewhere but the carrier's media; nobody frames us. */
function securityHeaders(publicUrl: string, carrierUrl: string) {
  const isHttps = publicUrl.startsWith('https:')
  const carrierUrls = ['ws', 'http'].map((scheme) => carrierUrl.replace(/^(ws|http)/, scheme))
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Safari before 15.4 takes no socket for its own page's.
        connectSrc: ["'self'", publicUrl.replace(/^http/, 'ws'), ...carrierUrls],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(isHttps && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: isHttps,
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginEmbedderPolicy: false,
  }
}
