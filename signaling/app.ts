import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { headersOfAnswers } from './answer-headers.ts'
import { appointmentsRoutes } from './appointments/routes.ts'
import { appointmentsTopics } from './appointments/topics.ts'
import { authenticate, findEnded } from './authentication.ts'
import { boardRoutes } from './board/routes.ts'
import { boardTopics } from './board/topics.ts'
import { consultationsRoutes } from './consultations/routes.ts'
import { consultationsTopics } from './consultations/topics.ts'
import { CountedWarning } from './counted-warning.ts'
import type { Dependencies } from './dependencies.ts'
import { notFound, toErrorAnswer } from './errors.ts'
import { identityRoutes } from './identity/routes.ts'
import { limitRequests, type Limits } from './limits.ts'
import type { SocketLimits } from './live/open-sockets.ts'
import { endSocket, liveRoutes, maxFrameBytes } from './live/routes.ts'
import type { LiveTopic } from './live/topics.ts'
import { matchingRoutes } from './matching/routes.ts'
import { answerUnreadable, answerUnroutable } from './misfits.ts'
import { notesRoutes } from './notes/routes.ts'
import { notesTopics } from './notes/topics.ts'
import { operationsRoutes } from './operations.ts'
import { panelRoutes } from './panel/routes.ts'
import { describeRoute } from './refusals.ts'
import { rosterRoutes } from './roster/routes.ts'
import { rosterTopics } from './roster/topics.ts'
import type { App } from './routes.ts'
import { waitingRoomRoutes } from './waiting-room/routes.ts'
import { waitingRoomTopics } from './waiting-room/topics.ts'
import { webClient } from './web-client.ts'
import { putRoomsTogether } from './who-reacts.ts'

export const topics: readonly LiveTopic[] = [
  ...rosterTopics,
  ...appointmentsTopics,
  ...waitingRoomTopics,
  ...boardTopics,
  ...consultationsTopics,
  ...notesTopics,
]

export interface AppOptions {
  readonly logger: FastifyBaseLogger
  /** The folder of the built web client; without one only the API is served. */
  readonly webFolder?: string
  /** Addresses and networks whose word is taken for the address of whoever they pass on; this machine's own unless given. */
  readonly trustedProxies?: readonly string[]
  readonly limits?: Partial<Limits>
  readonly sockets?: SocketLimits
  /** Milliseconds from the first byte of a request to its last; the next check that finds it late ends it. */
  readonly requestWithin?: number
  /** Milliseconds between two looks at the sessions of all open sockets. */
  readonly lookAtSessionsEvery?: number
}

/** Bytes; a note with every field full is the largest thing anybody sends, and its route says so. */
const bodyLimit = 256 * 1024

/** The application, ready to listen or to be injected. Its routes and topics are all that the world can reach. */
export async function buildApp(dependencies: Dependencies, options: AppOptions): Promise<App> {
  const { log, settings, carrier } = dependencies
  const headers = headersOfAnswers(settings.publicUrl)
  const requestWithin = options.requestWithin ?? 30_000
  const app: App = Fastify({
    loggerInstance: options.logger,
    // One for all requests: what we log of one names it by itself, and a logger of its own would be made for each.
    childLoggerFactory: (logger) => logger,
    // Paths carry tokens and ids; what is logged of a request is the pattern of its route.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    trustProxy: [...(options.trustedProxies ?? ['loopback'])],
    forceCloseConnections: true,
    requestTimeout: requestWithin,
    http: { headersTimeout: requestWithin, connectionsCheckingInterval: Math.min(requestWithin, 5_000) },
    frameworkErrors: (error, request, reply) => void answerUnroutable(headers, check)(error, request, reply),
    clientErrorHandler: answerUnreadable(headers),
    // Strings stay strings: with coercion an empty one would pass where null is allowed.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()

  // In a crowd there may be hundreds, and nothing is wrong.
  const busy = new CountedWarning(log, 'requests were refused: the database was busy')
  app.addHook('onClose', (_app, done) => {
    busy.close()
    done()
  })
  app.setErrorHandler((error, request, reply) => {
    const { status, headers: ofError = {}, body, unexpected } = toErrorAnswer(error, request.id)
    const about = { err: error, requestId: request.id, route: request.routeOptions.url }
    if (body.error.code === 'databaseBusy') {
      busy.count(about)
      log.debug(about, 'a request was refused')
    } else if (unexpected) log.error(about, 'a request failed')
    return reply.code(status).headers(ofError).send(body)
  })
  app.addHook('onRequest', (_request, reply, done) => {
    // Set where helmet sets those of the pages, which are to win.
    for (const [name, value] of headers) reply.raw.setHeader(name, value)
    done()
  })
  if (log.level === 'debug' || log.level === 'trace') {
    app.addHook('onResponse', (request, reply, done) => {
      const { method, routeOptions } = request
      const ms = Math.round(reply.elapsedTime)
      log.debug({ route: routeOptions.url, method, status: reply.statusCode, ms }, 'answered')
      done()
    })
  }

  await app.register(cookie)
  const check = await limitRequests(app, options.limits ?? {})
  await app.register(websocket, {
    options: { maxPayload: maxFrameBytes },
    errorHandler: (error, socket) => endSocket(error, socket, log),
  })
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Qiaoyi 侨医', version: '0.1.0' } },
    transform: ({ url, route }) => ({ url, schema: describeRoute(route) }),
  })
  authenticate(app, dependencies)
  putRoomsTogether()

  operationsRoutes(app, dependencies)
  identityRoutes(app, dependencies)
  panelRoutes(app, dependencies)
  rosterRoutes(app, dependencies)
  appointmentsRoutes(app, dependencies)
  waitingRoomRoutes(app, dependencies)
  matchingRoutes(app, dependencies)
  boardRoutes(app, dependencies)
  consultationsRoutes(app, dependencies)
  notesRoutes(app, dependencies)
  liveRoutes(app, dependencies, topics, (ids) => findEnded(dependencies, ids), {
    ...(options.lookAtSessionsEvery !== undefined && { lookEveryMs: options.lookAtSessionsEvery }),
    ...(options.sockets && { sockets: options.sockets }),
  })

  if (options.webFolder !== undefined) {
    await app.register(webClient, { folder: options.webFolder, publicUrl: settings.publicUrl, carrierUrl: carrier.url })
  }
  app.setNotFoundHandler(() => Promise.reject(notFound()))
  return app
}
