import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import type { ErrorCode } from './error-codes.ts'
import { closed, Uuid } from './shapes.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** As it is asked: `POST /api/tickets/:id/leave`. Whatever stands behind a colon is the id of a record. */
export type RouteName = `${Method} /api/${string}`

/** What a room's service refuses for reasons of its own, by status. What follows from the route itself is not repeated. */
export type Refusals = Readonly<Partial<Record<number, readonly ErrorCode[]>>>

type Status = 200 | 201 | 202 | 204

/** One status, with what it carries: {@link Done} for 204. */
type Answers = {
  [One in Status]: Readonly<Record<One, TSchema>> & Readonly<Partial<Record<Exclude<Status, One>, never>>>
}[Status]

/** What a route takes and answers. */
export interface DeclaredRoute {
  /** A few words for the description of the API. */
  readonly summary: string
  /** Made with `closed`, as every shape of what somebody sends. */
  readonly query?: TObject
  readonly body?: TSchema
  readonly answer: Answers
  readonly refuses?: Refusals
}

/** The answer of a route that has nothing to say. */
export const Done = Type.Null({ description: 'done' })

/**
 * A room's routes, in its contract: each is declared once, and the server that answers (`signaling/serving.ts`) and the
 * client that asks (`web/api/client.ts`) take name and types from here, so that neither can say what the other doesn't know.
 */
export function declareRoutes<const Routes extends Readonly<Record<RouteName, DeclaredRoute>>>(routes: Routes): Routes {
  return routes
}

type IdsOf<Path extends string> = Path extends `${string}:${infer Id}/${infer Rest}`
  ? Id | IdsOf<Rest>
  : Path extends `${string}:${infer Id}`
    ? Id
    : never

/** The ids in a route's path, by name. */
export type ParamsOf<Name extends string> = Readonly<Record<IdsOf<Name>, string>>

type Filled<Shape> = Shape extends TSchema ? Static<Shape> : undefined

export type QueryOf<Route extends DeclaredRoute> = Filled<Route['query']>
export type BodyOf<Route extends DeclaredRoute> = Filled<Route['body']>
/** Undefined where it has nothing to say. */
export type AnswerOf<Route extends DeclaredRoute> = Route['answer'] extends { readonly 204: TSchema }
  ? undefined
  : Filled<Route['answer'][keyof Route['answer']]>

/** The shape of the ids in a path; undefined where it has none. */
export function shapeOfIds(path: string): TObject | undefined {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  if (names.length === 0) return undefined
  return closed(Object.fromEntries(names.map((name) => [name, Uuid])) as TProperties)
}
