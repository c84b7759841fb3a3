import pg from 'pg'

import type { InstantRange } from './tables.ts'

/** Type ids that PostgreSQL fixes in its catalogue (`pg_type.dat`). */
const oid = {
  int8: 20,
  int8Array: 1016,
  textArray: 1009,
  date: 1082,
  dateArray: 1182,
  time: 1083,
  timeArray: 1183,
  timestamptz: 1184,
  timestamptzArray: 1185,
  tstzrange: 3910,
  tstzrangeArray: 3911,
}

type Parser = (text: string) => unknown

const asIs: Parser = (text) => text
const splitArray: (text: string) => (string | null)[] = pg.types.getTypeParser(oid.textArray, 'text')

function arrayOf(parse: Parser): Parser {
  return (text) => splitArray(text).map((entry) => (entry === null ? null : parse(entry)))
}

const parsers: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [oid.int8, parseInteger],
  [oid.int8Array, arrayOf(parseInteger)],
  [oid.date, asIs],
  [oid.dateArray, arrayOf(asIs)],
  [oid.time, asIs],
  [oid.timeArray, arrayOf(asIs)],
  [oid.timestamptz, parseInstant],
  [oid.timestamptzArray, arrayOf(parseInstant)],
  [oid.tstzrange, parseRange],
  [oid.tstzrangeArray, arrayOf(parseRange)],
])

/**
 * How columns come out, for one pool (pg-boss and others keep pg's own): `timestamptz` as Temporal.Instant, `tstzrange` as
 * {@link InstantRange}, `date` and `time` as ISO text, `bigint` as number.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(id)) || pg.types.getTypeParser(id, format),
}

function parseInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError('bigint beyond what a number holds exactly')
  return number
}

function parseInstant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text)
}

/** An empty or unbounded range has no start or no end, and no column here may hold one: it is an error, not a guess. */
function parseRange(text: string): InstantRange {
  const bounds = /^\["([^"]+)","([^"]+)"\)$/.exec(text)
  if (!bounds?.[1] || !bounds[2]) throw new RangeError('tstzrange that is not [start, end)')
  return { start: parseInstant(bounds[1]), end: parseInstant(bounds[2]) }
}

/**
 * Lets an Instant be a query parameter, alone or in an array: pg asks an object for `toPostgres` before it falls back to
 * JSON. PostgreSQL keeps microseconds and would round a nanosecond up, so that a moment read back lay after the one written.
 */
export function acceptInstantParameters(): void {
  Object.defineProperty(Temporal.Instant.prototype, 'toPostgres', {
    configurable: true,
    value(this: Temporal.Instant): string {
      return this.toString({ smallestUnit: 'microsecond' })
    },
  })
}
