import { type RawBuilder, sql } from 'kysely'

const mark = '/* kept */'

/**
 * Stands at the end of a statement that is asked again and again by the same text, its lists given as arrays: each connection
 * keeps it and its plan, where planning costs more than running. Such a statement names its columns: of a table that a migration
 * widens, `*` would be another answer than the one that is kept, and refused.
 */
export const kept: RawBuilder<unknown> = sql.raw(mark)

const names = new Map<string, string>()

/** Under which name each connection keeps a statement; undefined for one that is not to be kept. */
export function nameOfKept(text: string): string | undefined {
  if (!text.endsWith(mark)) return undefined
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `kept_${names.size + 1}`
  names.set(text, name)
  return name
}
