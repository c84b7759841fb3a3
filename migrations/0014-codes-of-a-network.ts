import { type Kysely, sql } from 'kysely'

/** Sign-in codes are counted by the network that asked for them, whatever addresses they went to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index sign_in_code_asked_from on sign_in_code (asked_from, created_at)').execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop index if exists sign_in_code_asked_from').execute(db)
}
