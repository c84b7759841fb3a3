import { type Kysely, sql } from 'kysely'

/** What the database's own clock shows. */
export async function readDatabaseTime<DB>(db: Kysely<DB>): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Temporal.Instant }>`select clock_timestamp() as now`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('the database answered no time')
  return row.now
}
