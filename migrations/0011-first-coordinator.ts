import { type Kysely, sql } from 'kysely'

/** A hospital that has no coordinator yet gets its first one by a link that its start prints. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table first_coordinator_link (
      token_hash bytea,
      expires_at timestamptz not null,
      constraint first_coordinator_link_pkey primary key (token_hash)
    )`)
    .execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table if exists first_coordinator_link').execute(db)
}
