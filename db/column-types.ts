import type { ColumnType } from 'kysely'

/** What the types of tables.ts are made of. Columns are read by parsers.ts. */

export type Instant = Temporal.Instant

/** A stretch of time, start included, end not: `[start, end)`. */
export interface InstantRange {
  readonly start: Temporal.Instant
  readonly end: Temporal.Instant
}

/** Read as a range, written as an SQL expression (see range.ts) or the range's text. */
export type During = ColumnType<InstantRange, string, string>

/** Read as a value, written as its text. */
export type Json<Value> = ColumnType<Value, string, string>

/** The words that a check allows. A list of the vocabulary that has one more does not compile. */
export type Word<List extends readonly Words[], Words extends string> = Words | List[number]
