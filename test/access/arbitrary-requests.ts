import fc from 'fast-check'

/** A shape as the description of the API gives it: JSON Schema, of the kinds that requests are made of. */
export interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** Texts that have broken something somewhere. */
const hostile = [
  '',
  ' ',
  '\u0000',
  '林\u0000秀英',
  '\ud800',
  '\u202e',
  '𠮷'.repeat(50),
  '🏥',
  "'; drop table account; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '${7*7}',
  '__proto__',
  'constructor',
  'null',
  '0',
  '-1',
  '1e999',
  'x'.repeat(5_000),
]

const dates = ['0000-01-01', '0001-01-01', '1900-02-29', '2026-02-28', '2026-03-02', '2026-03-04', '9999-12-31']
const instants = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '2026-03-01T00:00:00Z',
  '2026-03-02T09:00:00Z',
  '2026-03-02T10:00:00.123456789Z',
  '2026-03-03T00:00:00Z',
  '2026-03-08T00:00:00Z',
  '2026-03-02T24:00:00Z',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:59Z',
]
const zones = ['Asia/Shanghai', 'Europe/Rome', 'Europe/Kiev', 'Etc/GMT+5', 'Mars/Olympus', 'UTC', '+08:00']

/** Values that fit a shape, most of them ordinary, some at the edges; ids are mostly those of records that are there. */
export function fitting(shape: Shape, ids: readonly string[]): fc.Arbitrary<unknown> {
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
  if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map((one) => fitting(one, ids)))
  switch (shape.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, one]) => [name, fitting(one, ids)])),
        { requiredKeys: [...(shape.required ?? [])] },
      )
    case 'array': {
      const { minItems: minLength = 0, maxItems = 4, items = {} } = shape
      const maxLength = Math.max(minLength, Math.min(maxItems, 4))
      const list = { minLength, maxLength }
      return shape.uniqueItems ? fc.uniqueArray(fitting(items, ids), list) : fc.array(fitting(items, ids), list)
    }
    case 'integer':
    case 'number': {
      const { minimum: min = -(2 ** 31), maximum: max = 2 ** 31 - 1 } = shape
      return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max))
    }
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return text(shape, ids)
  }
}

function text({ format, pattern, minLength = 0, maxLength = 5_000 }: Shape, ids: readonly string[]) {
  if (format === 'uuid') return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, fc.uuid())
  if (format === 'date') return fc.constantFrom(...dates)
  if (format === 'date-time') return fc.constantFrom(...instants)
  if (format === 'email')
    return fc.constantFrom('a@example.org', 'A@EXAMPLE.ORG', 'x@例子.测试', `${'a'.repeat(64)}@b.it`)
  const fits = (value: string): boolean => {
    const { length } = Array.from(value)
    return length >= minLength && length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(value))
  }
  const known = [...hostile, ...zones, 'cmn', 'it', 'IT', '123456', '林秀英'].filter(fits)
  const made =
    pattern === undefined
      ? fc.string({ minLength, maxLength: Math.min(maxLength, 40) })
      : fc.stringMatching(new RegExp(pattern, 'u'))
  return known.length === 0 ? made : fc.oneof(made.filter(fits), fc.constantFrom(...known))
}

const anything = fc.oneof(
  // An id to the format, and none to the database.
  fc.uuid().map((id) => `urn:uuid:${id}`),
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 53, '', [], {}, [null], { $ne: 1 }, { toString: 1 }),
  fc.constantFrom<unknown>(...hostile),
)

/** A value in which something doesn't fit: another type, a key too many, one too few, or all of it. */
export function spoilt(shape: Shape, ids: readonly string[]): fc.Arbitrary<unknown> {
  const whole = fitting(shape, ids)
  const names = Object.keys(shape.properties ?? {})
  if (shape.type !== 'object' || names.length === 0) return fc.oneof(whole, anything)
  const name = fc.constantFrom(...names)
  const extra = fc.constantFrom('extra', 'id', 'status', 'accountId', '__proto__', 'constructor', 'signedBy')
  return fc.oneof(
    anything,
    fc.tuple(whole, name, anything).map(([value, key, other]) => ({ ...(value as object), [key]: other })),
    fc.tuple(whole, extra, anything).map(([value, key, other]) => defined(value as object, key, other)),
    fc.tuple(whole, name).map(([value, key]) => {
      const { [key]: _gone, ...rest } = value as Record<string, unknown>
      return rest
    }),
  )
}

/** Also `__proto__`, as a key like any other. */
function defined(value: object, key: string, other: unknown): object {
  return Object.defineProperty({ ...value }, key, { value: other, enumerable: true })
}

export const hostileText = fc.constantFrom(...hostile)
