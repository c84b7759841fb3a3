import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from './tables.ts'

export interface OpenEncounter {
  /** A call's is that of the visit which it becomes. */
  readonly id: string
  readonly expertId: string
}

/**
 * The calls and the visits under way that fit a condition on their columns, held until the transaction ends: whoever ends or
 * answers one meanwhile goes first, or sees what this transaction has done. They are locked before their tickets, the calls
 * before the visits. A call that is answered meanwhile is a visit for the second statement.
 */
export async function lockOpenEncounters(
  trx: Transaction<Database>,
  condition: RawBuilder<boolean>,
): Promise<OpenEncounter[]> {
  const held: OpenEncounter[] = []
  for (const table of ['call', 'consultation'] as const) {
    const { rows } = await sql<OpenEncounter>`
      select id, expert_id from ${sql.table(table)}
      where ended_at is null and ${condition} order by id for no key update`.execute(trx)
    held.push(...rows)
  }
  return held
}
