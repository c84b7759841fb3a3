import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessRule, AccountViewer, GuestViewer, Viewer } from './access.ts'
import type { Refusals } from './declaring.ts'
import { AppError } from './errors.ts'
import type { Me } from './identity/contract.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The line of the room's access table that this route stands under. */
    access?: AccessRule
    /** What its service refuses for reasons of its own, for the description of the API. */
    refuses?: Refusals
    /** No browser's page sends this (a webhook, verified by its signature): the Origin is not looked at. */
    fromAnywhere?: true
    /** The answer is the same for everybody: nobody's session is looked for, so that it needs no database. */
    sameForAll?: true
    /** The handler reads the body as it came, for its signature; there is no shape to check it by. */
    readsRawBody?: true
  }
  interface FastifyRequest {
    viewer: Viewer | undefined
    /** The signed-in account as its own person is told of it. */
    me: Me | undefined
  }
}

/** The application as a room's `routes.ts` sees it: TypeBox shapes check the request and type the handler. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

type WithViewer = Pick<FastifyRequest, 'viewer'>

/** The signed-in account of a request whose rule has let it in. */
export function accountOf(request: WithViewer): AccountViewer {
  if (request.viewer === undefined || request.viewer.role === 'guest') throw new AppError(401, 'unauthenticated')
  return request.viewer
}

/** What the signed-in account is told of itself. */
export function meOf(request: Pick<FastifyRequest, 'me'>): Me {
  if (request.me === undefined) throw new AppError(401, 'unauthenticated')
  return request.me
}

/** The guest of a request under `/api/guest`. */
export function guestOf(request: WithViewer): GuestViewer {
  if (request.viewer?.role !== 'guest') throw new AppError(401, 'unauthenticated')
  return request.viewer
}
