import { sql, type RawBuilder } from 'kysely'

/** A stretch of time, its start included and its end not: `[start, end)`. */
export interface InstantRange {
  readonly start: Temporal.Instant
  readonly end: Temporal.Instant
}

/** Writes a stretch as SQL, for a `tstzrange` column or a comparison (`&&`, `@>`). */
export function toRange(during: InstantRange): RawBuilder<InstantRange> {
  return sql<InstantRange>`tstzrange(${during.start}::timestamptz, ${during.end}::timestamptz, '[)')`
}
