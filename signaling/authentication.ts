import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AccessRule, admitRole, type GuestViewer, type Viewer } from './access.ts'
import { closeRoute } from './closed-requests.ts'
import { findHeldGuestSeats } from './consultations/guest-store.ts'
import { findGuest, findGuestIn, guestCookie } from './consultations/guests.ts'
import type { Dependencies } from './dependencies.ts'
import { AppError } from './errors.ts'
import { rememberSessions } from './identity/known-sessions.ts'
import { findEndedSessions, sessionCookie, sessionCookieOptions, type SignedIn } from './identity/sessions.ts'
import type { App } from './routes.ts'
import type { GuestQuery } from './shapes.ts'
import { guestsAtOnce, Turns } from './turns.ts'

/** A route that the application answers, and the rule it stands under; files of the web client have none. */
interface RegisteredRoute {
  readonly method: string
  readonly url: string
  readonly rule: AccessRule | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route that was registered, for the test that walks them all. */
    registeredRoutes: readonly RegisteredRoute[]
  }
  interface FastifyRequest {
    /** Ends this request's turn among those of its person; undefined while it has none. */
    endTurn: (() => void) | undefined
  }
}

/** For how long a request whose browser is gone may go on with its work before the next has its turn. */
const abandonedMs = 30_000

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Who asks, from where, and whether the route's rule knows such a role: before anything of the request's body is read, and
 * after its address was counted; and once more before anything is changed. Every route under `/api` must have a rule, and every
 * shape of a request must be closed; starting fails otherwise.
 */
export function authenticate(app: App, dependencies: Dependencies): void {
  app.decorateRequest('viewer', undefined)
  app.decorateRequest('me', undefined)
  const sessions = rememberSessions(dependencies)
  const registered: RegisteredRoute[] = []
  app.decorate('registeredRoutes', registered)

  app.addHook('onRoute', (route) => {
    const rule = route.config?.access
    if (rule === undefined && route.url.startsWith('/api')) {
      throw new Error(`${String(route.method)} ${route.url} has no access rule`)
    }
    closeRoute(route)
    for (const method of [route.method].flat()) registered.push({ method, url: route.url, rule })
  })

  /** Whose session or link it is; a promise where somebody has to be asked. */
  function recognize(request: FastifyRequest, reply: FastifyReply, isGuestRoute: boolean): Promise<void> | undefined {
    const token = request.cookies[isGuestRoute ? guestCookie : sessionCookie]
    if (token === undefined) return undefined
    if (isGuestRoute) return enterAsGuest(request, token)
    const found = sessions.find(token)
    if (found instanceof Promise) return found.then((signedIn) => enter(request, reply, token, signedIn))
    return enter(request, reply, token, found)
  }

  async function enterAsGuest(request: FastifyRequest, token: string): Promise<void> {
    request.viewer = await findGuest(dependencies, token)
  }

  function enter(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    signedIn: SignedIn | undefined,
  ): Promise<void> | undefined {
    setSignedIn(request, signedIn)
    // A page opens its socket again by itself: that is nobody's doing.
    const used = signedIn === undefined || request.ws ? undefined : sessions.use(token, signedIn)
    return used && keepCookie(reply, token, used)
  }

  async function keepCookie(
    reply: FastifyReply,
    token: string,
    used: Promise<Temporal.Instant | undefined>,
  ): Promise<void> {
    const lasts = await used
    if (lasts === undefined) return
    void reply.setCookie(sessionCookie, token, sessionCookieOptions(dependencies.settings.publicUrl, lasts))
  }

  // Behind every `onRequest`, where the routes' own limits are.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    // Fastify makes these anew each time that they are asked for.
    const { config, url = '' } = request.routeOptions
    const rule = config.access
    if (rule === undefined) return done()
    const changesState = !safeMethods.has(request.method) || request.ws
    if (changesState && !config.fromAnywhere) checkOrigin(request, dependencies.settings.publicUrl)
    if (config.sameForAll) {
      admitRole(rule, undefined, false)
      return done()
    }
    const recognized = recognize(request, reply, url.startsWith('/api/guest'))
    const admitted = recognized?.then(() => admit(request, rule, url))
    if (admitted === undefined) admit(request, rule, url)
    goOnAfter(admitted, done)
  })

  async function enterVisit(request: FastifyRequest, guest: GuestViewer): Promise<void> {
    const { visit } = request.query as GuestQuery
    if (visit === undefined) return
    request.viewer = await findGuestIn(dependencies, guest, visit)
    if (request.viewer === undefined) throw new AppError(401, 'unauthenticated')
  }

  // Behind the check of the query's shape.
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.viewer?.role === 'guest') goOnAfter(enterVisit(request, request.viewer), done)
    else done()
  })

  const turns = new Turns()
  app.decorateRequest('endTurn', undefined)
  // When all of it has come and fits: whoever sends a body slowly takes nobody's turn, their own neither.
  app.addHook('preHandler', (request, reply, done) => {
    const { viewer } = request
    if (viewer === undefined || request.ws) return done()
    const turn =
      viewer.role === 'guest' ? turns.take(viewer.consultationId, guestsAtOnce) : turns.take(viewer.accountId)
    const begun =
      turn instanceof Promise
        ? turn.then((endTurn) => beginTurn(request, reply, viewer, endTurn))
        : beginTurn(request, reply, viewer, turn)
    goOnAfter(begun, done)
  })

  function beginTurn(
    request: FastifyRequest,
    reply: FastifyReply,
    viewer: Viewer,
    endTurn: () => void,
  ): Promise<void> | undefined {
    request.endTurn = endTurn
    const onGone = (): void => {
      if (request.endTurn === undefined) return
      const abandoned = setTimeout(endTurn, abandonedMs).unref()
      request.endTurn = () => {
        clearTimeout(abandoned)
        endTurn()
      }
    }
    // The browser may have gone while the request waited for its turn.
    if (reply.raw.destroyed) onGone()
    else reply.raw.once('close', onGone)

    // Its body took its time, or its turn did. What guests do is decided with their seat in hand.
    if (viewer.role === 'guest' || safeMethods.has(request.method)) return undefined
    const found = sessions.find(request.cookies[sessionCookie] ?? '')
    if (found instanceof Promise) return found.then((signedIn) => admitAgain(request, signedIn))
    admitAgain(request, found)
    return undefined
  }

  app.addHook('onSend', (request, _reply, _payload, done) => {
    request.endTurn?.()
    request.endTurn = undefined
    done()
  })
}

/** Most of what is asked is known: where nobody has to be waited for, no promise is made. */
function goOnAfter(work: Promise<void> | undefined, goOn: (error?: Error) => void): void {
  if (work === undefined) goOn()
  else work.then(() => goOn(), goOn)
}

function admit(request: FastifyRequest, rule: AccessRule, url: string): void {
  admitRole(rule, request.viewer, url.includes(':'))
}

function admitAgain(request: FastifyRequest, signedIn: SignedIn | undefined): void {
  setSignedIn(request, signedIn)
  const { config, url = '' } = request.routeOptions
  if (config.access !== undefined) admit(request, config.access, url)
}

function setSignedIn(request: FastifyRequest, signedIn: SignedIn | undefined): void {
  request.viewer = signedIn?.viewer
  request.me = signedIn?.me
}

/** Those of these sessions, and of these seats of guests, that are over. */
export async function findEnded(dependencies: Dependencies, ids: readonly string[]): Promise<string[]> {
  const ended = await findEndedSessions(dependencies, ids)
  if (ended.length === 0) return []
  const guests = await findHeldGuestSeats(dependencies.db, ended)
  return ended.filter((id) => !guests.has(id))
}

/**
 * A browser says truly where a request comes from. It must be the page of the very host that it is sent to, or our
 * public address; something that is no browser (no cookie of anybody's at hand) must say so too.
 */
function checkOrigin(request: FastifyRequest, publicUrl: string): void {
  const { origin, host } = request.headers
  if (origin === undefined || origin === publicUrl) {
    if (origin !== undefined) return
    throw new AppError(403, 'wrongOrigin')
  }
  const parsed = URL.parse(origin)
  const isOwnLoopback =
    parsed?.host === host && isLoopback(parsed?.hostname ?? '') && isLoopback(URL.parse(publicUrl)?.hostname ?? '')
  if (!isOwnLoopback) throw new AppError(403, 'wrongOrigin')
}

/** A demo on one's own machine is reached under several names; a page of another host never has one of them. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  )
}
