import type { RouteOptions } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { AccessRule } from './access.ts'
import type { ErrorCode } from './error-codes.ts'
import { oneOf } from './shapes.ts'

type Described = Pick<RouteOptions, 'method' | 'url' | 'schema' | 'config'>

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * Every error that a route may answer with, by status: what follows from its access rule, its path and its method, and what
 * its declaration adds (`refuses`). Requests that never become one of a route (bytes that are no HTTP, headers without end)
 * are answered with 400, 408 or 431 before there is a route.
 */
export function refusalsOf({ method, url, schema, config }: Described): Map<number, ReadonlySet<ErrorCode>> {
  const refusals = new Map<number, Set<ErrorCode>>()
  const add = (status: number, ...codes: readonly ErrorCode[]): void => {
    refusals.set(status, new Set([...(refusals.get(status) ?? []), ...codes]))
  }
  const isChange = [method].flat().some((one) => changing.has(one))
  const rule = config?.access
  if (url.startsWith('/api')) add(400, 'invalidInput', 'unknownField')
  if (schema?.params !== undefined) {
    add(400, 'invalidInput')
    // What is too long to be an id.
    add(404, 'notFound')
  }
  if (isChange) {
    add(408, 'tooSlow')
    add(413, 'tooLarge')
    add(415, 'unsupportedMediaType')
    if (!config?.fromAnywhere) add(403, 'wrongOrigin')
  }
  if (rule !== undefined) addRule(add, rule, url)
  if (config?.rateLimit !== false) add(429, 'tooManyRequests')
  add(500, 'unexpected')
  add(503, 'databaseUnavailable', 'databaseBusy')
  for (const [status, codes = []] of Object.entries(config?.refuses ?? {})) add(Number(status), ...codes)
  return refusals
}

function addRule(add: (status: number, ...codes: ErrorCode[]) => void, rule: AccessRule, url: string): void {
  const hasRecord = url.includes(':')
  if (!rule.open) add(401, 'unauthenticated')
  if (!rule.open && !hasRecord) add(403, 'forbidden')
  const isHidden = Object.values(rule.who).some((relations) => !relations.includes('any'))
  if (!rule.open && isHidden) add(404, 'notFound')
  if (rule.while !== undefined) add(409, rule.otherwise, ...Object.values(rule.otherwiseWhile))
}

/** The body of an error, with the codes it may have. */
function errorShape(codes: readonly ErrorCode[]): TSchema {
  const error = Type.Object({
    code: oneOf(codes),
    message: Type.String(),
    /** To find it by in our log; where the fault is ours. */
    requestId: Type.Optional(Type.String()),
    fields: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'JSON pointer of what was sent → what is wrong with it',
      }),
    ),
    details: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
  })
  return Type.Object({ error }, { description: codes.join(', ') })
}

/** A route's shapes for the description of the API: its answers, and every error. */
export function describeRoute(route: Described): NonNullable<Described['schema']> {
  const errors = [...refusalsOf(route)].map(([status, codes]) => [status, errorShape([...codes].toSorted())])
  const { response: answers = {} } = route.schema ?? {}
  return { ...route.schema, response: { ...(answers as object), ...Object.fromEntries(errors) } }
}
