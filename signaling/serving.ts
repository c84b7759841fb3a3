import '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccessRule } from './access.ts'
import {
  type AnswerOf,
  type BodyOf,
  type DeclaredRoute,
  type ParamsOf,
  type QueryOf,
  type RouteName,
  shapeOfIds,
} from './declaring.ts'
import type { Pace } from './pace.ts'
import { accountOf, type App } from './routes.ts'
import { Tally } from './tally.ts'

type RequestOf<Name extends string, Route extends DeclaredRoute> = FastifyRequest<{
  Params: ParamsOf<Name>
  Querystring: QueryOf<Route>
  Body: BodyOf<Route>
}>

/** Nothing is answered by what returns nothing. */
type Answering<Answer> = Answer extends undefined ? void : Answer

interface Served<Name extends string, Route extends DeclaredRoute> {
  /** The line of the room's access table that this route stands under. */
  readonly access: AccessRule
  /** Bytes; the application's usual limit unless given. */
  readonly bodyLimit?: number
  /** For one network, beside the limits that all routes share. */
  readonly rateLimit?: { readonly max: number; readonly timeWindow: string }
  /** For one account, beside what its network may do; counted by each process. */
  readonly pace?: Pace
  /** The answer is the same for everybody: nobody's session is looked for, so that it needs no database. */
  readonly sameForAll?: true
  readonly answer: (
    request: RequestOf<Name, Route>,
    reply: FastifyReply,
  ) => Answering<AnswerOf<Route>> | Promise<Answering<AnswerOf<Route>>>
}

/** How each of a room's declared routes is answered. */
type Serving<Routes extends Readonly<Record<string, DeclaredRoute>>> = {
  readonly [Name in keyof Routes & string]: Served<Name, Routes[Name]>
}

/**
 * Answers the routes that a contract declares: each of them, and none besides. What an answer resolves with is sent with the
 * status that is declared for it.
 * @param tag the room's name in the description of the API
 */
export function serve<const Routes extends Readonly<Record<RouteName, DeclaredRoute>>>(
  app: App,
  tag: string,
  routes: Routes,
  serving: Serving<Routes>,
): void {
  for (const name of Object.keys(routes) as (keyof Routes & RouteName)[]) {
    const { summary, query, body, answer: answers, refuses } = routes[name] as DeclaredRoute
    const { access, bodyLimit, rateLimit, pace, sameForAll, answer } = serving[name] as Served<string, DeclaredRoute>
    const [method = '', url = ''] = name.split(' ')
    const tally = pace && new Tally(pace)
    const params = shapeOfIds(url)
    const status = Number(Object.keys(answers)[0]) as keyof typeof answers
    app.route({
      method,
      url,
      ...(bodyLimit !== undefined && { bodyLimit }),
      config: {
        access,
        ...(refuses && { refuses }),
        ...(rateLimit && { rateLimit }),
        ...(sameForAll && { sameForAll }),
      },
      schema: {
        tags: [tag],
        summary,
        ...(params && { params }),
        ...(query && { querystring: query }),
        ...(body && { body }),
        response: answers,
      },
      handler: async (request, reply) => {
        tally?.take(accountOf(request).accountId)
        const said = await answer(request as RequestOf<string, DeclaredRoute>, reply)
        void reply.code(status)
        // Fastify sends it: whoever waits for the reply itself listens to its stream until the last byte has gone.
        return said ?? null
      },
    })
  }
}
