import type { preValidationHookHandler, RouteOptions } from 'fastify'
import { AppError, pointerTo } from './errors.ts'

const requestParts = ['body', 'querystring', 'params'] as const

/**
 * What a route takes is all that it takes: called for each as it is registered. A shape that lets through keys it doesn't
 * name is an error here, since somebody would one day hand them to SQL; where there is no shape, nothing is taken.
 * @throws Error that says which part of which route is open
 */
export function closeRoute(route: RouteOptions): void {
  const schema: Partial<Record<(typeof requestParts)[number], unknown>> = route.schema ?? {}
  for (const part of requestParts) {
    const open = schema[part] === undefined ? undefined : findOpen(schema[part], `/${part}`)
    if (open === undefined) continue
    throw new Error(`${String(route.method)} ${route.url} lets unknown keys through at ${open}: make it with closed()`)
  }
  // What is told to the pages' addresses is for the pages; campaigns and proxies append to links what they like.
  const takesQuery = schema.querystring !== undefined || !route.url.startsWith('/api')
  const takesBody = schema.body !== undefined || route.config?.readsRawBody === true
  if (takesQuery && takesBody) return
  const refuse: preValidationHookHandler = ({ query, body }, _reply, done) => {
    if (!takesQuery) refuseKeys(query)
    if (!takesBody) refuseKeys(body)
    done()
  }
  route.preValidation = [refuse, ...[route.preValidation ?? []].flat()]
}

/** Of something for which there is no shape: nothing, or an object without keys. */
function refuseKeys(sent: unknown): void {
  if (sent === undefined || sent === null) return
  const [key] = typeof sent === 'object' && !Array.isArray(sent) ? Object.keys(sent) : ['']
  if (key === undefined) return
  throw new AppError(400, 'unknownField', { fields: { [pointerTo('', key)]: 'additionalProperties' } })
}

interface JsonSchema {
  readonly type?: unknown
  readonly enum?: unknown
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, unknown>>
  readonly patternProperties?: Readonly<Record<string, unknown>>
  readonly additionalProperties?: unknown
  readonly items?: unknown
  readonly anyOf?: readonly unknown[]
}

const plainTypes = new Set(['string', 'number', 'integer', 'boolean', 'null'])

/** JSON pointer of the first part of a shape that lets through what it doesn't name. What isn't understood counts as open. */
export function findOpen(schema: unknown, path: string): string | undefined {
  if (typeof schema !== 'object' || schema === null) return path
  const shape = schema as JsonSchema
  if (shape.enum !== undefined || shape.const !== undefined) return undefined
  if (shape.anyOf !== undefined) return findFirst(shape.anyOf.map((one, index) => [one, `${path}/anyOf/${index}`]))
  if (shape.type === 'array') return findOpen(shape.items, `${path}/items`)
  if (shape.type === 'object') {
    if (shape.additionalProperties !== false || shape.patternProperties !== undefined) return path
    return findFirst(Object.entries(shape.properties ?? {}).map(([name, one]) => [one, pointerTo(path, name)]))
  }
  return typeof shape.type === 'string' && plainTypes.has(shape.type) ? undefined : path
}

function findFirst(parts: ReadonlyArray<readonly [schema: unknown, path: string]>): string | undefined {
  for (const [schema, path] of parts) {
    const open = findOpen(schema, path)
    if (open !== undefined) return open
  }
  return undefined
}
