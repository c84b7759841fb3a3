import '@fastify/websocket'
import type { WebSocket } from '@fastify/websocket'
import type { FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import { defineAccess, personOf, type Viewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { addressOf } from '../limits.ts'
import { startRounds } from '../rounds.ts'
import type { App } from '../routes.ts'
import { GuestQuery } from '../shapes.ts'
import { closeCode } from '../vocabulary.ts'
import { ClientFrame } from './contract.ts'
import { frameOf } from './frames.ts'
import { Hub } from './hub.ts'
import type { FindEndedSessions, Line } from './open-lines.ts'
import { OpenSockets, type SocketLimits, usualSockets } from './open-sockets.ts'
import type { LiveTopic } from './topics.ts'

/** Opening a socket shows nothing yet; each topic has a rule of its own. */
const liveAccess = defineAccess('live', {
  open: { who: { compatriot: ['any'], doctor: ['any'], coordinator: ['any'] } },
  openAsGuest: { who: { guest: ['any'] } },
})

/** Bytes. The longest frame a client has reason to send is a watch, below 200. */
export const maxFrameBytes = 4 * 1024
/** A page watches some ten topics and beats every 20 s; a reconnect sends them all at once. */
const framesAllowed = { burst: 100, perSecond: 10 }
/** Topics of one socket. */
const maxWatches = 50
/**
 * A client that doesn't take its frames is cut off before it fills the memory; it comes back to a snapshot. That may be larger
 * by itself, and is then no reason to cut it off again: so much may stand behind it.
 */
const maxUnsentBytes = 1024 * 1024
const pingEveryMs = 30_000
/**
 * How often the sessions of all open sockets are looked at: whatever ended one, its socket is closed within half a minute,
 * a quarter of jitter included. Where the product itself ended it, that is announced, and comes at once.
 */
const lookAtSessionsEveryMs = 24_000

const clientFrame = Compile(ClientFrame)

declare module 'fastify' {
  interface FastifyInstance {
    /** Whose pages hold a live socket of this process. */
    openPages: { isOpen(accountId: string): boolean }
  }
}

export interface LiveOptions {
  readonly lookEveryMs?: number
  readonly sockets?: SocketLimits
}

export function liveRoutes(
  app: App,
  dependencies: Dependencies,
  topics: readonly LiveTopic[],
  findEndedSessions: FindEndedSessions,
  { lookEveryMs = lookAtSessionsEveryMs, sockets = usualSockets }: LiveOptions = {},
): void {
  const openSockets = new OpenSockets(sockets)
  const hub = new Hub(dependencies, topics, findEndedSessions)
  const looks = startRounds(
    lookEveryMs,
    () => hub.lookAtSessions(),
    (error) => dependencies.log.warn({ err: error }, 'open sessions could not be looked at; trying again'),
  )
  app.decorate('openPages', { isOpen: (accountId: string) => hub.hasLineOf(accountId) })
  app.addHook('preClose', async () => {
    hub.close()
    await looks.stop()
  })
  const serve = (socket: WebSocket, request: Pick<FastifyRequest, 'viewer' | 'ip'>): void => {
    const { viewer } = request
    if (viewer === undefined) return socket.close(closeCode.signedOut, 'signed out')
    const give = openSockets.take(personOf(viewer), addressOf(request))
    if (give === undefined) return socket.close(closeCode.tooMany, 'too many sockets')
    socket.on('close', give)
    serveSocket(socket, viewer, hub, dependencies)
  }
  app.get('/api/live', { websocket: true, config: { access: liveAccess.open } }, serve)
  app.get(
    '/api/guest/live',
    { websocket: true, config: { access: liveAccess.openAsGuest }, schema: { querystring: GuestQuery } },
    serve,
  )
}

/**
 * Ends a socket of which something went wrong. What a client does (a frame too large, a connection that breaks off) is its own
 * fault, and no line of a log: a stranger could write as many as they like.
 */
export function endSocket(error: unknown, socket: WebSocket, log: Dependencies['log']): void {
  if (!isClientFault(error)) log.error({ err: error }, 'a socket failed')
  socket.terminate()
}

function isClientFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('WS_ERR_') || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)
}

function serveSocket(socket: WebSocket, viewer: Viewer, hub: Hub, { clock, log }: Dependencies): void {
  /** Bytes of the last frame that was sent while little else was unsent. */
  let underWay = 0
  const line: Line = {
    viewer,
    send(frame) {
      if (socket.readyState !== socket.OPEN) return
      const unsent = socket.bufferedAmount
      if (unsent <= maxUnsentBytes) underWay = frame.length
      else if (unsent > underWay + maxUnsentBytes) return socket.close(closeCode.tooSlow, 'too slow')
      socket.send(frame, { binary: false })
    },
    close: (code, reason) => socket.close(code, reason),
  }
  const watches = new Set<string>()
  const allow = rateLimiter()
  let answered = true

  function onFrame(text: string): void {
    const frame = parse(text)
    if (frame === undefined) return socket.close(closeCode.badFrame, 'not a frame')
    if (frame.type === 'ping') return line.send(frameOf({ type: 'pong', at: clock.now().toString() }))
    if (frame.type === 'unwatch') {
      watches.delete(frame.topic)
      return hub.unwatch(line, frame.topic)
    }
    watches.add(frame.topic)
    if (watches.size > maxWatches) return socket.close(closeCode.tooMany, 'too many topics')
    hub.watch(line, frame.topic, frame.key)
  }

  const beat = setInterval(() => {
    if (!answered) socket.terminate()
    else {
      answered = false
      socket.ping()
    }
  }, pingEveryMs)

  socket.on('pong', () => {
    answered = true
  })
  // Fastify's error handler never sees what happens in here: nothing may be thrown out of it.
  socket.on('message', (data, isBinary) => {
    try {
      if (!allow()) socket.close(closeCode.tooMany, 'too many frames')
      else onFrame(isBinary || !Buffer.isBuffer(data) ? '' : data.toString('utf8'))
    } catch (error) {
      log.error({ err: error }, 'a frame could not be handled')
      socket.close(closeCode.badFrame, 'not a frame')
    }
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearInterval(beat)
    hub.drop(line)
  })
  hub.open(line)
}

function parse(text: string): ClientFrame | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return clientFrame.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A bucket that holds a burst and fills again with time. */
function rateLimiter(): () => boolean {
  let left = framesAllowed.burst
  let last = performance.now()
  return () => {
    const now = performance.now()
    left = Math.min(framesAllowed.burst, left + ((now - last) / 1000) * framesAllowed.perSecond)
    last = now
    left -= 1
    return left >= 0
  }
}
