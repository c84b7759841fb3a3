import { type RawBuilder, sql } from 'kysely'

import type { InstantRange } from './tables.ts'

/**
 * Writes a stretch as SQL, for a `tstzrange` column (whose written type is a string) or a comparison with one (`&&`, `@>`,
 * whose type is a range).
 */
export function toRange(during: InstantRange): RawBuilder<InstantRange & string> {
  return sql`tstzrange(${during.start}::timestamptz, ${during.end}::timestamptz, '[)')`
}
