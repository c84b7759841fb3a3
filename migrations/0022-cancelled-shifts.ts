import { type Kysely, sql } from 'kysely'

/** The cancelled shifts of an expert: whoever is off duty is told of one that they would have. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index shift_cancelled on shift (expert_id) where cancelled_at is not null').execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop index if exists shift_cancelled').execute(db)
}
